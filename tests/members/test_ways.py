from datetime import timedelta

from django.utils import timezone

from members.models import Domain
from members.ways import organisation_to_write_to
from portal.access.viewer import Viewer
from tests.factories import pages
from tests.factories.members import MembershipFactory, SeatFactory, UserFactory, member


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


def test_a_suspended_organisation_s_reader_is_not_asked_to_join(client, site):
    page = pages.release(pages.article(site, body=pages.text("La suite.")), members_at=timezone.now())
    client.force_login(SeatFactory(organisation__suspended_at=timezone.now()).user)
    assert "Pas encore membre" not in client.get(page.url).content.decode()


def test_a_member_who_is_signed_in_is_not_asked_to_sign_in(client, site):
    tomorrow = timezone.now() + timedelta(days=1)
    page = pages.release(pages.article(site, body=pages.text("La suite.")), members_at=tomorrow)
    assert "Connectez-vous avec votre adresse" in client.get(page.url).content.decode()
    client.force_login(member())
    assert "Connectez-vous avec votre adresse" not in client.get(page.url).content.decode()


def test_who_may_ask_for_a_seat_is_told_so_at_the_wall(client, site):
    page = pages.release(pages.article(site, body=pages.text("La suite.")), members_at=timezone.now())
    organisation = MembershipFactory().organisation
    Domain.objects.create(organisation=organisation, domain="exemple.fr", verified_on=timezone.localdate())
    client.force_login(UserFactory())
    assert f"Demander une place à {organisation}" in client.get(page.url).content.decode().replace("\xa0", " ")
