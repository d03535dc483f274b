import pytest
from django.urls import reverse

from tests.factories.members import MembershipFactory, SeatFactory, UserFactory

pytestmark = pytest.mark.django_db


def page_of(client, url: str) -> str:
    return client.get(url).content.decode()


@pytest.fixture
def member(client):
    seat = SeatFactory(organisation=MembershipFactory().organisation)
    client.force_login(seat.user)
    return seat.user


def test_the_page_on_how_to_join_leads_to_whom_to_ask(client, site):
    assert f'href="{site["contact"].url}?topic=' in page_of(client, site["join"].url)


def test_no_other_page_asks_for_a_membership(client, site):
    assert "?topic=" not in page_of(client, site["about"].url)


def test_the_form_starts_with_the_subject_it_was_asked_for(client, site):
    assert 'value="Adhésion"' in page_of(client, f"{site['contact'].url}?topic=Adhésion")


def test_visitors_and_accounts_without_a_membership_are_asked_to_join(client, site):
    assert f'href="{site["join"].url}"' in page_of(client, "/").split("<footer")[0]
    client.force_login(UserFactory())
    assert f'href="{site["join"].url}"' in page_of(client, "/").split("<footer")[0]


@pytest.mark.parametrize("name", ["wagtail_serve", "account:home"])
def test_members_are_not_asked_to_join(client, site, member, name):
    url = reverse(name, args=[""] if name == "wagtail_serve" else [])
    assert f'href="{site["join"].url}"' not in page_of(client, url).split("<footer")[0]


def test_what_a_member_is_shown_and_what_a_visitor_is_never_cross(client, site):
    seat = SeatFactory(organisation=MembershipFactory().organisation)
    asked = []
    for member in (False, True, False):
        client.cookies.clear()
        if member:
            client.force_login(seat.user)
        asked.append(f'href="{site["join"].url}"' in page_of(client, "/").split("<footer")[0])
    assert asked == [True, False, True]
