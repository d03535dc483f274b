"""A text put online ahead of the day it bears leads nothing before that day; it is read at its address all the same."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from portal.account.models import LastVisit
from portal.core.models import Person, Topic
from tests.factories import pages
from tests.factories.members import UserFactory
from tests.factories.visitors import signed_in

MONTH = timedelta(days=30)


@pytest.fixture
def topic():
    return Topic.objects.create(label_fr="Attente")


@pytest.fixture
def ahead(site, topic):
    """An article and a piece of news of next month, beside those of today."""
    author = Person.objects.create(name="Camille Durand")
    day = timezone.localdate() + MONTH
    for make, title in ((pages.article, "Article"), (pages.news, "Brève")):
        for name, fields in ((f"{title} du jour", {}), (f"{title} à venir", {"web_date": day})):
            page = make(site, title=name, topics=[topic], **fields)
            page.bylines.create(person=author)
            page.save_revision().publish()
            site[name] = page
    return site


def feeds() -> list[str]:
    return [reverse(f"following:{name}") for name in ("all", "articles", "news")]


def lists() -> list[str]:
    return [
        "/",
        "/actualites/",
        reverse("search:topic", args=["attente"]),
        reverse("search:author", args=["camille-durand"]),
    ]


def test_lists_and_feeds_show_it_from_its_day_on(client, ahead):
    shown = {url: client.get(url).content.decode() for url in [*lists(), *feeds()]}
    assert all("à venir" not in html and "du jour" in html for html in shown.values())
    with time_machine.travel(timezone.now() + MONTH):
        shown = {url: client.get(url).content.decode() for url in [*lists(), *feeds()]}
        assert all("à venir" in html for html in shown.values())


def test_it_is_read_at_its_address(client, ahead):
    assert client.get(ahead["Article à venir"].url).status_code == 200


def test_it_does_not_lead_the_home_page_even_if_it_was_chosen_to(client, ahead):
    ahead["home"].lead = ahead["Article à venir"]
    ahead["home"].save_revision().publish()
    assert "Article à venir" not in client.get("/").content.decode()
    with time_machine.travel(timezone.now() + MONTH):
        assert "Article à venir" in client.get("/").content.decode()


def test_it_is_not_beside_what_is_on_the_same_topic(client, ahead, site, topic):
    other = pages.article(site, title="Autre", topics=[topic])
    html = client.get(other.url).content.decode()
    assert "Article du jour" in html
    assert "Article à venir" not in html


def test_it_is_found_but_is_not_new(client, ahead):
    found = client.get(reverse("search:results"), {"q": "venir"}).content.decode()
    assert ahead["Article à venir"].url in found
    found = client.get(reverse("search:results"), {"q": "introuvable"}).content.decode()
    assert ahead["Article à venir"].url not in found


def test_it_is_listed_in_its_issue(client, site):
    issue = pages.issue(site)
    pages.article(site, parent=issue, title="À venir", web_date=timezone.localdate() + MONTH)
    assert "À venir" in client.get(issue.url).content.decode()


def test_it_is_new_in_the_account_once_its_day_has_come(ahead):
    user = UserFactory()

    def new() -> set[str]:
        LastVisit.objects.update_or_create(
            user=user, defaults={"day": timezone.localdate() - timedelta(days=7), "before": None}
        )
        context = signed_in(user).get(reverse("account:home")).context
        return {page.title for fresh in context["whats_new"] for page in fresh.pages}

    assert new() == {"Article du jour", "Brève du jour"}
    with time_machine.travel(timezone.now() + MONTH):
        assert new() == {"Article à venir", "Brève à venir"}
