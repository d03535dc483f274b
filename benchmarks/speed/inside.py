"""What has to be asked inside the portal, in a process of its own: addresses, numbers of queries, publications.

Reads one order a line, as JSON, and answers each with a line of JSON.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import F, Q  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from wagtail.models import Page  # noqa: E402

from articles.models import ArticlePage, IssuePage, MagazinePage, NewsIndexPage  # noqa: E402
from demo.people import DOMAIN  # noqa: E402
from events.models import EventPage, EventsIndexPage, Kind  # noqa: E402
from members.models import User  # noqa: E402
from portal.core.cache.store import store  # noqa: E402
from portal.home.models import HomePage  # noqa: E402
from studies.models import PublishedTable, StudiesIndexPage, StudyPage  # noqa: E402

MEMBER = f"membre@{DOMAIN}"


def addresses() -> dict[str, str]:
    """One page of each type, by the name the table gives it: the demonstration's, whatever was seeded beside it."""
    own = Q(locale__language_code="fr", owner=None, live=True)
    articles = ArticlePage.objects.filter(own, release__everyone_at=None)
    shown = PublishedTable.objects.filter(publication=F("publication__survey__public")).exclude(segment="")
    table = shown.select_related("publication__survey").order_by("pk").first()
    surveyed = StudyPage.objects.filter(own, study__survey=table.publication.survey).first()
    found = {
        "home": HomePage.objects.filter(own),
        "English home": HomePage.objects.filter(locale__language_code="en", live=True),
        "article": articles.order_by("-printed_issue", "-web_date"),
        "study": StudyPage.objects.filter(own).order_by("-study__published_on"),
        "event": EventPage.objects.filter(own, event__kind=Kind.CONVENTION),
        "issue": IssuePage.objects.filter(own).order_by("-number"),
        "magazine": MagazinePage.objects.filter(own),
        "news": NewsIndexPage.objects.filter(own),
        "studies": StudiesIndexPage.objects.filter(own),
        "calendar": EventsIndexPage.objects.filter(own),
    }
    paths = {name: pages.first().get_url() for name, pages in found.items()}
    explorer = f"{surveyed.get_url()}?question={table.question}&segment={table.segment}"
    return paths | {"explorer": explorer, "account": reverse("account:home")}


def forget() -> bool:
    """As if everything had just changed."""
    store().forget()
    return True


def queries(path: str, member: bool, after: tuple[str, dict] | None = None) -> int | None:
    """Of the second view, with the portal's own middleware; None where there is no such page. `after`: that order."""
    client = Client(HTTP_HOST=settings.ALLOWED_HOSTS[0])
    if member:
        client.force_login(User.objects.get(email=MEMBER))
    if client.get(path).status_code != 200:
        return None
    if after:
        ORDERS[after[0]](**after[1])
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def publish(path: str) -> bool:
    """As an editor does who changes nothing."""
    prefix = HomePage.objects.get(locale__language_code="fr").url_path.rstrip("/")
    Page.objects.get(url_path=f"{prefix}{path}").specific.save_revision().publish()
    return True


ORDERS = {"addresses": addresses, "forget": forget, "queries": queries, "publish": publish}

if __name__ == "__main__":
    for line in sys.stdin:
        name, parts = json.loads(line)
        print(json.dumps(ORDERS[name](**parts)), flush=True)
