"""What opened to a person since they last saw their own page."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from portal.account.models import LastVisit
from tests.factories.counting import queries
from tests.factories.members import UserFactory, member
from tests.factories.pages import article, news, release, study, translate
from tests.factories.visitors import signed_in
from tests.factories.visits import committed

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


def seen(user, *, days_ago: int = 7) -> None:
    LastVisit.objects.create(user=user, day=timezone.localdate() - timedelta(days=days_ago))


def shown(client) -> list[str] | None:
    context = client.get(reverse("account:home")).context
    return [page.title for fresh in context["whats_new"] for page in fresh.pages] if context["since"] else None


def old(page):
    """Published and open long before."""
    then = timezone.now() - 8 * WEEK
    dated = {"web_date": then.date()} if hasattr(page, "web_date") else {}
    type(page).objects.filter(pk=page.pk).update(first_published_at=then, **dated)
    return release(page, members_at=then, everyone_at=then)


def test_the_first_time_nothing_is_new(site):
    news(site, title="Brève")
    assert shown(signed_in(UserFactory())) is None


def test_what_was_published_since_is_new_all_day_long(site):
    user = UserFactory()
    seen(user)
    study(site, title="Étude")
    article(site, title="Article")
    news(site, title="Brève")
    old(news(site, title="Ancienne"))
    client, other_browser = signed_in(user), signed_in(user)
    assert [shown(browser) for browser in (client, client, other_browser)] == [["Article", "Brève"]] * 3


def test_a_study_is_new_to_whom_it_opened(site):
    page = old(study(site, title="Étude"))
    now = timezone.now()
    release(page, members_at=now - timedelta(days=2), everyone_at=now + WEEK)
    people = member(), UserFactory(), member()
    seen(people[0])
    seen(people[1])
    seen(people[2], days_ago=1)
    assert [shown(signed_in(user)) for user in people] == [["Étude"], [], []]


def test_the_next_day_what_was_shown_is_old(site):
    user = UserFactory()
    seen(user)
    news(site, title="Brève")
    assert shown(signed_in(user)) == ["Brève"]
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert shown(signed_in(user)) == ["Brève"]
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert shown(signed_in(user)) == []


def test_it_is_in_the_language_of_the_page(site):
    user = UserFactory()
    seen(user)
    translate(news(site, title="Brève"), title="News in brief")
    client = signed_in(user)
    page = client.get("/en/account/").content.decode()
    assert ("News in brief" in page, "Brève" in page) == (True, False)


def test_as_many_queries_whatever_is_new(site):
    user = UserFactory()
    seen(user)
    client = signed_in(user)
    for _each in range(2):
        news(site)
    two = queries(client, reverse("account:home"))
    for _each in range(10):
        news(site)
    assert queries(client, reverse("account:home")) == two
    assert "Seuls les plus récents" in client.get(reverse("account:home")).content.decode()


def test_what_is_kept_for_who_reads_alike_opens_to_nobody_else(site):
    page = old(study(site, title="Étude"))
    now = timezone.now()
    release(page, members_at=now - timedelta(days=2), everyone_at=now + WEEK)
    people = member(), UserFactory(), member()
    for user in people:
        seen(user)
    with committed():
        assert [shown(signed_in(user)) for user in people] == [["Étude"], [], ["Étude"]]


def test_what_opens_by_the_clock_is_new_at_once(site):
    page = old(study(site, title="Étude"))
    now = timezone.now()
    release(page, members_at=now + timedelta(minutes=5), everyone_at=None)
    user = member()
    seen(user)
    with committed():
        client = signed_in(user)
        before = shown(client)
        with time_machine.travel(now + timedelta(minutes=6)):
            assert (before, shown(client)) == ([], ["Étude"])
