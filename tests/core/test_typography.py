import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.typography import typeset, typeset_html

N, W = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Qui vient ?", f"Qui vient{N}?"),
        ("Bravo ! Encore ; toujours", f"Bravo{N}! Encore{N}; toujours"),
        ("Trois choses : une", f"Trois choses{W}: une"),
        ("« mot »", f"«{W}mot{W}»"),
        ("«mot»", f"«{W}mot{W}»"),
        ('dit "oui" hier', f"dit «{W}oui{W}» hier"),
        ("dit &quot;oui&quot; hier", f"dit «{W}oui{W}» hier"),
        ("2 014 personnes", f"2{N}014 personnes"),
        ("1 234 567", f"1{N}234{N}567"),
        ("71 %", f"71{N}%"),
        ("l'attente d&#x27;un", "l’attente d’un"),
        ("fin...", "fin…"),
        ("n° 42", f"n°{W}42"),
        ("9 h 30 à 17 h", f"9{W}h{W}30 à 17{W}h"),
    ],
)
def test_french_is_set_as_a_printer_would(typed, shown):
    assert typeset(typed, "fr") == shown


@pytest.mark.parametrize(
    "typed",
    [
        "à 9:30",
        "https://exemple.fr/a?b=c&d='e'...",
        "lea.d'arc@exemple.fr",
        "11 mars 2027",
        "en 2026 150 personnes",
        "06 12 34 56 78",
        "a&nbsp;;",
    ],
)
def test_french_leaves_alone(typed):
    assert typeset(typed, "fr") in (typed, typed.replace("d'", "d’"))


def test_english_takes_no_space_before_punctuation():
    assert typeset('It\'s "done" : really?', "en") == "It’s “done” : really?"


def test_attributes_are_never_touched():
    html = '<a title="Qui vient ?" href="/x?a=b ;">Qui vient ?</a>'
    assert typeset_html(html, "fr") == f'<a title="Qui vient ?" href="/x?a=b ;">Qui vient{N}?</a>'


@pytest.mark.parametrize("element", ["code", "pre", "script", "style", "textarea", "kbd"])
def test_code_is_never_touched(element):
    html = f"<{element}>a ? b : 'c'</{element}>"
    assert typeset_html(html, "fr") == html


def test_a_passage_in_english_follows_english_rules():
    assert typeset_html('<p>Oui ! <i lang="en">Yes !</i> Non !</p>', "fr") == (
        f'<p>Oui{N}! <i lang="en">Yes !</i> Non{N}!</p>'
    )


def test_ordinals_are_raised():
    assert typeset_html("<p>Le 1er mars, la 42e fois, au XXIe siècle</p>", "fr") == (
        "<p>Le 1<sup>er</sup> mars, la 42<sup>e</sup> fois, au XXI<sup>e</sup> siècle</p>"
    )


def test_a_title_takes_no_markup():
    assert typeset_html("<title>Le 1er mars</title>", "fr") == "<title>Le 1er mars</title>"


pieces = st.lists(
    st.sampled_from(
        [
            " ",
            "?",
            "!",
            ";",
            ":",
            "«",
            "»",
            '"',
            "'",
            "...",
            "1er",
            "42e",
            "2 014",
            "%",
            "mot",
            "é",
            "&amp;",
            "&#x27;",
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            '<i title="a ? b">',
            "</i>",
            "<code>",
            "</code>",
            "<br>",
            "https://a.fr/?b='c'",
        ]
    ),
    max_size=40,
).map("".join)


@pytest.mark.parametrize("element", ["title", "option", "text", "desc"])
def test_no_element_is_put_where_text_alone_may_stand(element):
    html = f"<{element}>Le 1er contact</{element}>"
    assert typeset_html(html, "fr") == html


@given(pieces, st.sampled_from(["fr", "en"]))
def test_setting_twice_changes_nothing_more(html, language):
    once = typeset_html(html, language)
    assert typeset_html(once, language) == once


@given(pieces, st.sampled_from(["fr", "en"]))
def test_tags_and_their_order_stay(html, language):
    def tags(text: str) -> list[str]:
        return [tag for tag in re.findall(r"<[^>]*>", text) if "sup>" not in tag]

    assert tags(typeset_html(html, language)) == tags(html)


@given(pieces, st.sampled_from(["fr", "en"]))
def test_only_spaces_quotes_and_dots_differ(html, language):
    def bare(text: str) -> str:
        text = re.sub(r"</?sup>", "", text)
        for entity in ("&#x27;", "&#39;", "&quot;"):
            text = text.replace(entity, "")
        return re.sub(rf"""[\s{N}{W}'’"«»“”.…]""", "", text)

    assert bare(typeset_html(html, language)) == bare(html)
