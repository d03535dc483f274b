"""The interface speaks French, and the compiled messages are those of the source."""

import gettext

import polib
import pytest
from django.conf import settings

CATALOGUE = settings.LOCALE_PATHS[0] / "fr" / "LC_MESSAGES" / "django.po"


@pytest.fixture(scope="module")
def messages() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_every_message_is_translated(messages):
    assert [entry.msgid for entry in messages if not entry.translated() and not entry.obsolete] == []


def test_the_compiled_file_says_what_the_source_says(messages):
    with CATALOGUE.with_suffix(".mo").open("rb") as compiled:
        catalogue = gettext.GNUTranslations(compiled)
    stale = [
        entry.msgid
        for entry in messages
        if not entry.obsolete
        and not entry.msgid_plural
        and (catalogue.pgettext(entry.msgctxt, entry.msgid) if entry.msgctxt else catalogue.gettext(entry.msgid))
        != entry.msgstr
    ]
    assert stale == []


def test_translations_keep_the_placeholders(messages):
    def names(text: str) -> set[str]:
        return {part.split(")")[0] for part in text.split("%(")[1:]}

    wrong = [
        entry.msgid
        for entry in messages
        if not entry.obsolete and not entry.msgid_plural and names(entry.msgid) != names(entry.msgstr)
    ]
    assert wrong == []


def test_french_uses_its_own_apostrophe_and_guillemets(messages):
    texts = {
        entry.msgid: entry.msgstr or " ".join(entry.msgstr_plural.values()) for entry in messages if not entry.obsolete
    }
    assert [msgid for msgid, text in texts.items() if "'" in text or "“" in text] == []
