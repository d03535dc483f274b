"""One French word a thing, and the reader is told what to do, with « vous »."""

import re

import polib
import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

# What is not said, by what is said instead.
INSTEAD = {
    "adresse e-mail, message": r"courriel|électronique|\bmél\b|\be?mails?\b(?<!e-mail)(?<!e-mails)",
    "membre": r"\badhérente?s?\b",
    "chapeau": r"\bchapôs?\b",
    "calendrier d’ouverture": r"calendrier de diffusion|calendrier de publication|\bembargo\b",
    "circuit": r"\bworkflows?\b",
    "vous": r"\bsalut\b|\b(tu|toi|ton|tes)\b",
    "what to do": r"champ (est )?(requis|obligatoire)",
}
# Names of things that are theirs.
KEPT = re.compile(r"https?://\S+|\S+@\S+|%\([a-z_]+\)s|\{[a-z_]+\}|<[^>]*>")


def said(text: str) -> list[str]:
    bare = KEPT.sub("", text)
    return [word for word, others in INSTEAD.items() if re.search(others, bare, re.IGNORECASE)]


def test_the_catalogue_has_one_word_a_thing():
    catalogue = polib.pofile(str(settings.LOCALE_PATHS[0] / "fr" / "LC_MESSAGES" / "django.po"))
    texts = {entry.msgid: " ".join([entry.msgstr, *entry.msgstr_plural.values()]) for entry in catalogue}
    assert {msgid: said(text) for msgid, text in texts.items() if said(text)} == {}


def test_messages_have_one_word_a_thing():
    paths = (settings.BASE_DIR / "tests" / "snapshots" / "emails").rglob("*.fr.txt")
    assert {path.name: said(text) for path in paths if said(text := path.read_text())} == {}


@pytest.mark.parametrize(("value", "message"), [("", "Remplissez"), ("lea", "adresse e-mail complète")])
def test_a_field_says_what_to_do(value, message):
    with pytest.raises(ValidationError, match=message):
        forms.EmailField().clean(value)


def test_the_editor_s_messages_say_vous():
    assert gettext("Hello %(username)s,").startswith("Bonjour")
