"""Every screen of the editor, read in French by those who get there: no English is left in it."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.translation import gettext, override
from wagtail.models import Page, Revision

from portal.desk.roles import create_roles
from tests.access.content import FACTORIES
from tests.desk import test_url_matrix as matrix
from tests.factories.members import UserFactory

arguments = matrix.arguments
ADMIN = reverse("wagtailadmin_home")
READ_ALOUD = ("title", "alt", "aria-label", "placeholder")
ENGLISH = re.compile(
    r"\b(the|of|and|this|these|your|you|is|are|was|were|with|from|has|have|been|yet|more|edit|add|save|delete|view"
    r"|choose|select|search|publish|published|for|to|in|by|locales?|true|false|hello|any|all|no|yes|none|new|back|next"
    r"|previous|close|open|toggle|users?|can|name|link|text|phone|number|address|subject|body|enabled|language|status"
    r"|events?|study|studies|registrations?|issue|news|member|seat|made|empty|only|once|who)\b",
    re.IGNORECASE,
)
# Titles as they were written, the names of page types, what a mail server answered.
QUOTED = re.compile(r"«[^»]*»|\b[a-z]+\.[a-z]+\b|\b550 .*")
SHOW_THE_SITE = {"wagtailadmin_pages:view_draft", "wagtail_localize:preview_translation"}
# wagtail-localize makes this box where it shows it, for those alone who add a language.
BEYOND_REACH = {"Enabled"}


class Texts(HTMLParser):
    """What a page says: its text, its labels, and the words that it hands to its scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: set[str] = set()
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        self.inside = "hidden" if "hidden" in given else tag if tag != "script" else given.get("type")
        if tag == "input" and given.get("type") in ("submit", "button"):
            self.say(given.get("value"))
        for name in READ_ALOUD:
            self.say(given.get(name))
        for label in labels_of_blocks(given.get("data-w-block-data-value")):
            self.say(label)

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside not in ("style", None, "hidden", "text/javascript", "application/json", "application/ld+json"):
            self.say(data)

    def say(self, text: str | None) -> None:
        if text := " ".join((text or "").split()):
            self.said.add(text)


def labels_of_blocks(value: str | None) -> Iterator[str]:
    """What the editor's script will write beside each block that one may add."""

    def walk(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            yield from (part[name] for name in ("label", "helpText", "title") if isinstance(part.get(name), str))
        for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            yield from walk(inner)

    yield from walk(json.loads(value or "null"))


def texts_of(response) -> set[str]:
    """What an answer says to people: a page, or the page in what a dialogue fetches."""
    if response.status_code != 200 or response.streaming:
        return set()
    kind = response.headers.get("content-type", "").split(";")[0]
    if kind == "text/html":
        return Texts(response.content.decode()).said
    answer = json.loads(response.content) if kind == "application/json" else None
    return Texts(answer.get("html", "")).said if isinstance(answer, dict) else set()


@pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning")
@pytest.mark.parametrize("role", ["administrator", pytest.param("writer", marks=pytest.mark.drill)])
def test_no_screen_holds_english(site, arguments, role):
    groups = create_roles()
    client = Client()
    user = UserFactory(is_superuser=role == "administrator")
    user.groups.set([groups[role]] if role in groups else [])
    client.force_login(user)
    Revision.objects.update(user=user)
    written = {title for titles in Page.objects.values_list("title", "draft_title") for title in titles}
    found = set()
    for route, name, wanted in matrix.routes(get_resolver().url_patterns):
        if {name, route} & (matrix.LEFT_ALONE | SHOW_THE_SITE):
            continue
        url = matrix.address(name, wanted, arguments)
        if url.startswith(ADMIN):
            said = texts_of(client.get(url, headers={"accept-language": "fr"})) - written - BEYOND_REACH
            found |= {(name, text) for text in said if ENGLISH.search(QUOTED.sub("", text))}
    assert not found, "\n".join(f"{name}: {text}" for name, text in sorted(found))


def test_the_editor_of_each_type_of_page_speaks_french(client, site):
    client.force_login(UserFactory(is_superuser=True))
    pages = [make(site) for make in FACTORIES.values()]
    written = {title for titles in Page.objects.values_list("title", "draft_title") for title in titles}
    found = set()
    for page in pages:
        kind = f"{page._meta.app_label}/{page._meta.model_name}"
        for address in (f"{page.pk}/edit/", f"add/{kind}/{page.get_parent().pk}/"):
            said = texts_of(client.get(f"/admin/pages/{address}", headers={"accept-language": "fr"})) - written
            found |= {(address, text) for text in said if ENGLISH.search(QUOTED.sub("", text))}
    assert not found, "\n".join(f"{address}: {text}" for address, text in sorted(found))


def test_the_translation_editor_speaks_french(client, site):
    client.force_login(UserFactory(is_superuser=True))
    script = client.get("/admin/localize/jsi18n/", headers={"accept-language": "fr"}).content.decode()
    assert '"Publish in ": "Publier en "' in script
    assert '"More actions": "Autres actions"' in script


def test_a_message_to_an_editor_is_polite():
    assert gettext("Hello %(username)s,").startswith("Bonjour")


def test_a_forgotten_field_says_what_to_do():
    with pytest.raises(ValidationError, match="Remplissez ce champ"):
        forms.CharField().clean("")


@pytest.fixture(scope="module")
def said_by_wagtail() -> dict[str, str]:
    """What editors read of its own sentences: the catalogue says some of them otherwise."""
    installed = [Path(app.path) / "locale/fr/LC_MESSAGES/django.po" for app in apps.get_app_configs()]
    texts = [
        entry for path in installed if path.exists() for entry in polib.pofile(str(path)) if "wagtail" in str(path)
    ]
    with override("fr"):
        return {entry.msgid: gettext(entry.msgid) for entry in texts if entry.msgid and not entry.msgctxt}


def test_no_sentence_is_said_to_both_genders_at_once(said_by_wagtail):
    halves = re.compile(r"\w\((e|se|la|tte|elle)\)|\b(le/la|ce/cette|il/elle)\b", re.IGNORECASE)
    assert {msgid: text for msgid, text in said_by_wagtail.items() if halves.search(text)} == {"None": "Aucun(e)"}


def test_a_workflow_is_a_circuit_of_steps(said_by_wagtail):
    english = re.compile(r"\bworkflows?\b|\btâches?\b", re.IGNORECASE)
    named = re.compile(r"%\(\w+\)s|\{\w+\}|<[^>]*>")
    assert {msgid: text for msgid, text in said_by_wagtail.items() if english.search(named.sub("", text))} == {}
