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
