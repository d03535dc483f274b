from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from members.models import SeatRequest
from members.services.accounts import log_standing, standing
from members.services.invitations import accept_invitation, invite_colleague, transfer_seat, withdraw_invitation
from members.services.organisations import resume_organisation, save_organisation, suspend_organisation
from members.services.requests import decline_request, grant_request
from members.services.seats import give_seat, remove_seat, withdraw_seat
from portal.account.services.erasing import erase_person
from portal.desk.audit import changes_of_rights
from portal.desk.roles import create_roles
from tests.factories.counting import queries
from tests.factories.members import InvitationFactory, MembershipFactory, SeatFactory, UserFactory
from tests.factories.rosters import imported, line, period

pytestmark = pytest.mark.django_db
LIST = "/admin/rights/"


@pytest.fixture
def officer(site, client: Client):
    user = UserFactory()
    user.groups.add(create_roles()["membership_officer"])
    client.force_login(user)
    return user


def _world():
    organisation = MembershipFactory(seats=20).organisation
    return organisation, SeatFactory(organisation=organisation, is_delegate=True).user


def _request(organisation):
    return SeatRequest.objects.create(organisation=organisation, user=UserFactory(), language="fr")


def _changed_period(organisation, by) -> None:
    def save():
        organisation.memberships.update(ends_on=timezone.localdate() + timedelta(days=500))
        return organisation

    save_organisation(organisation=organisation, save=save, by=by)


def _roles(organisation, by) -> None:
    user = UserFactory()
    before = standing([user])
    user.groups.add(Group.objects.create(name="Rôle"))
    log_standing(users=[user], before=before, by=by)


def _closed(organisation, by) -> None:
    user = UserFactory()
    before = standing([user])
    user.is_active = False
    user.save()
    log_standing(users=[user], before=before, by=by)


DEEDS = {
    "seat given": lambda organisation, by: give_seat(organisation=organisation, email="a@b.example", by=by),
    "seat removed": lambda organisation, by: remove_seat(seat=SeatFactory(organisation=organisation), by=by),
    "seat given back": lambda organisation, by: withdraw_seat(seat=SeatFactory(organisation=organisation), by=by),
    "seat transferred": lambda organisation, by: transfer_seat(
        seat=SeatFactory(organisation=organisation), email="c@b.example", language="fr", by=by
    ),
    "seat offered": lambda organisation, by: invite_colleague(
        organisation=organisation, email="d@b.example", language="fr", by=by
    ),
    "offer withdrawn": lambda organisation, by: withdraw_invitation(
        invitation=InvitationFactory(organisation=organisation), by=by
    ),
    "offer accepted": lambda organisation, by: accept_invitation(
        invitation=InvitationFactory(organisation=organisation)
    ),
    "request granted": lambda organisation, by: grant_request(request=_request(organisation), by=by),
    "request declined": lambda organisation, by: decline_request(request=_request(organisation), by=by),
    "suspended": lambda organisation, by: suspend_organisation(organisation=organisation, by=by),
    "period changed": _changed_period,
    "role given": _roles,
    "account closed": _closed,
    "account erased": lambda organisation, by: erase_person(user=UserFactory(), by=by),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_changes_a_right_is_in_the_list(deed):
    organisation, by = _world()
    before = changes_of_rights().count()
    DEEDS[deed](organisation, by)
    assert changes_of_rights().count() > before


def test_lifting_a_suspension_is_in_the_list():
    organisation, by = _world()
    suspend_organisation(organisation=organisation, by=by)
    before = changes_of_rights().count()
    resume_organisation(organisation=organisation, by=by)
    assert changes_of_rights().count() == before + 1


def test_what_is_imported_is_in_the_list():
    imported(line(**{"adresse e-mail": "a@b.example", **period()}))
    assert set(changes_of_rights().values_list("action", flat=True)) == {
        "members.account.made",
        "members.memberships.changed",
        "members.seat.given",
    }


def test_it_says_who_by_whom_and_of_whom(officer, client):
    organisation, _by = _world()
    seat = give_seat(organisation=organisation, email="lea@b.example", by=officer)
    page = client.get(LIST).content.decode()
    assert f"Place attribuée : {seat.user}" in page
    assert officer.get_full_name() in page


def test_it_is_filtered_by_name(officer, client):
    for _number in range(2):
        organisation, by = _world()
        give_seat(organisation=organisation, email="lea@b.example", by=by)
    page = client.get(LIST, {"label": organisation.name}).content.decode()
    assert page.count("Place attribuée") == 1


def test_it_is_taken_away_as_text(officer, client):
    organisation, by = _world()
    organisation.name = "=1+1"
    organisation.save()
    give_seat(organisation=organisation, email="lea@b.example", by=by)
    told = b"".join(client.get(LIST, {"export": "csv"}).streaming_content).decode()
    assert "'=1+1" in told
    assert "lea@b.example" in told


def test_its_queries_do_not_grow(officer, client):
    organisation, by = _world()
    counts = []
    for number in (2, 18):
        for _each in range(number):
            seat = SeatFactory(organisation=organisation)
            remove_seat(seat=seat, by=by)
        counts.append(queries(client, LIST))
    assert counts[0] == counts[1]
