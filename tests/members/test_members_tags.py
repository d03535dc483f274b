from django.utils import timezone

from members.models import Tier
from members.templatetags.members_tags import organisation_to_write_to, organisations_in_tiers
from portal.access.viewer import Viewer
from tests.factories.members import OrganisationFactory, SeatFactory


def test_tiers_come_largest_first_and_empty_ones_not_at_all(db):
    OrganisationFactory(tier=Tier.SUPPORTER, name="Soutien")
    OrganisationFactory(tier=Tier.FOUNDER, name="Fondateur")
    OrganisationFactory(name="Simple membre")
    assert [tier.name for tier in organisations_in_tiers()] == [Tier.FOUNDER, Tier.SUPPORTER]


def test_suspended_organisations_are_not_shown(db):
    OrganisationFactory(tier=Tier.FOUNDER, suspended_at=timezone.now())
    assert organisations_in_tiers() == []


def test_person_with_a_seat_writes_to_its_organisation(db):
    former, seat = SeatFactory(removed_at=timezone.now()), SeatFactory()
    former.user = seat.user
    former.save()
    assert organisation_to_write_to(Viewer(user_id=seat.user_id)) == seat.organisation


def test_person_without_a_seat_any_more_writes_to_the_last_organisation(db):
    seat = SeatFactory(removed_at=timezone.now())
    assert organisation_to_write_to(Viewer(user_id=seat.user_id)) == seat.organisation


def test_nobody_is_named_where_the_organisation_names_no_contact(db):
    seat = SeatFactory(organisation__contact_email="")
    assert organisation_to_write_to(Viewer(user_id=seat.user_id)) is None


def test_anonymous_visitors_have_no_organisation(db):
    assert organisation_to_write_to(Viewer()) is None
