from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import Tier
from members.templatetags.members_tags import organisations_in_tiers
from tests.factories.members import OrganisationFactory


def test_tiers_come_largest_first_and_empty_ones_not_at_all(db):
    OrganisationFactory(tier=Tier.SUPPORTER, name="Soutien")
    OrganisationFactory(tier=Tier.FOUNDER, name="Fondateur")
    OrganisationFactory(name="Simple membre")
    assert [tier.name for tier in organisations_in_tiers()] == [Tier.FOUNDER, Tier.SUPPORTER]


def test_suspended_organisations_are_not_shown(db):
    OrganisationFactory(tier=Tier.FOUNDER, suspended_at=timezone.now())
    assert organisations_in_tiers() == []


@pytest.mark.parametrize(
    ("days", "shown"),
    [({"supports_from": 0, "supports_until": 0}, True), ({"supports_from": 1}, False), ({"supports_until": -1}, False)],
)
def test_support_is_shown_from_its_first_day_to_its_last(db, days, shown):
    today = timezone.localdate()
    dates = {name: today + timedelta(days=offset) for name, offset in days.items()}
    OrganisationFactory(tier=Tier.PARTNER, **dates)
    assert bool(organisations_in_tiers()) is shown
