from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import Taken
from portal.account.figures import figures
from portal.desk.roles import create_roles
from tests.factories.counting import queries
from tests.factories.events import EventFactory
from tests.factories.media import document
from tests.factories.members import MembershipFactory, SeatFactory, UserFactory
from tests.factories.visitors import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return MembershipFactory(seats=5).organisation


def of_now(organisation):
    return figures(organisation)[0]


def given(seat, days_ago: int):
    """As if the seat had been given then."""
    seat.given_at = timezone.now() - timedelta(days=days_ago)
    seat.save()
    return seat


def with_others(organisation):
    """Enough people for what they did not to be one person's."""
    for _other in range(2):
        given(SeatFactory(organisation=organisation), 10)
    return organisation


def test_what_two_people_did_is_not_told(organisation):
    for _seat in range(2):
        register(EventFactory(), given(SeatFactory(organisation=organisation), 10).user.email)
    told = of_now(organisation)
    assert (told.seats, told.downloads, told.registrations) == (2, None, None)


def test_seats_in_use_are_those_of_the_last_day(organisation):
    former = MembershipFactory(
        organisation=organisation,
        starts_on=timezone.localdate() - timedelta(days=600),
        ends_on=timezone.localdate() - timedelta(days=300),
    )
    given(SeatFactory(organisation=organisation, removed_at=timezone.now() - timedelta(days=200)), 400)
    given(SeatFactory(organisation=organisation), 10)
    told = {each.membership: each.seats for each in figures(organisation)}
    assert list(told.values()) == [1, 1]
    assert former in told


def test_registrations_are_of_who_had_a_seat_then(organisation):
    seat = given(SeatFactory(organisation=with_others(organisation)), 10)
    register(EventFactory(), seat.user.email)
    register(EventFactory(), seat.user.email, created_at=timezone.now() - timedelta(days=50))
    register(EventFactory(), seat.user.email, state="cancelled")
    register(EventFactory(), "autre@exemple.fr")
    assert of_now(organisation).registrations == 1


def test_a_membership_to_come_has_none_yet():
    assert figures(MembershipFactory(starts_on=timezone.localdate() + timedelta(days=1)).organisation) == []


def test_each_document_that_is_given_counts_for_the_month(site, organisation, client):
    user = SeatFactory(organisation=with_others(organisation)).user
    user.is_superuser = True
    user.save()
    client.force_login(user)
    url = f"/media/{document().file.name}"
    for _time in range(2):
        assert client.get(url).status_code == 200
    client.head(url)
    Client().get(url)
    taken = Taken.objects.get()
    assert (taken.organisation, taken.count, taken.month.day) == (organisation, 2, 1)
    assert of_now(organisation).downloads == 2


def test_the_delegate_and_staff_see_numbers_and_no_name(site, organisation, client):
    delegate = SeatFactory(organisation=with_others(organisation), is_delegate=True).user
    Taken.objects.create(organisation=organisation, month=timezone.localdate().replace(day=1), count=4321)
    client.force_login(delegate)
    assert "4321" in client.get(reverse("account:organisation", args=[organisation.pk])).content.decode()
    officer = UserFactory()
    officer.groups.add(create_roles()["membership_officer"])
    client.force_login(officer)
    page = client.get(reverse("organisation_figures", args=[organisation.pk])).content.decode()
    assert "4321" in page
    assert delegate.email not in page
    assert delegate.last_name not in page


def test_their_queries_do_not_grow(site, organisation, client):
    client.force_login(UserFactory(is_superuser=True))
    url, counts = reverse("organisation_figures", args=[organisation.pk]), []
    for number in (2, 18):
        for each in range(number):
            seat = SeatFactory(organisation=organisation)
            register(EventFactory(), seat.user.email)
            MembershipFactory(organisation=organisation, starts_on=timezone.localdate() - timedelta(days=each + number))
        counts.append(queries(client, url))
    assert counts[0] == counts[1]
