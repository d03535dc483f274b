import pytest

from portal.search.query import cleaned, parse
from portal.search.words import indexed, keys_of, near


def meet(one: str, other: str, language: str = "fr") -> bool:
    return not set(keys_of(one, language)).isdisjoint(keys_of(other, language))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("évoluer", "évoluèrent"),
        ("cœur", "coeur"),
        ("études", "étude"),
        ("œuvres", "oeuvre"),
        ("assurées", "assurees"),
        ("déclarée", "declarees"),
        ("enquêtés", "ENQUETES"),
        ("enque\u0302te", "enquête"),
    ],
)
def test_forms_of_a_word_meet(one, other):
    assert meet(one, other)


def test_forms_of_an_english_word_meet():
    assert meet("expectations", "expectation", "en")
    assert meet("waiting", "waits", "en")


def test_keys_are_plain_letters_whatever_the_script():
    for word in ("李明", "Łódź", "１２", "1e5", "b2b", "½", "ß", "⑴", "⒈"):
        assert all(key.isascii() and key.isalnum() for key in keys_of(word, "fr") if key), word


def test_a_slip_is_a_letter_more_one_less_another_or_two_that_changed_places():
    assert all("sante" in near(typed) for typed in ("santte", "sant", "sanbe", "snate"))
    assert "sante" not in near("sante") | near("senbe")


def test_no_phrase_runs_from_one_text_into_the_other():
    assert "servic 0x client" in indexed(["service", "client"], "fr")


def test_what_is_in_every_text_counts_in_phrases_or_alone():
    assert [term.words for term in parse("l’étude de la relation", "fr").terms] == [("étude",), ("relation",)]
    assert [term.words for term in parse("« étude de la relation »", "fr").terms] == [("étude", "de", "la", "relation")]
    assert [term.words for term in parse("de la", "fr").terms] == [("de",), ("la",)]


def test_what_cannot_be_seen_is_taken_out():
    assert cleaned("a\x00b\ud800c\u202ed \n e") == "a b c d e"
    assert len(cleaned("a" * 10_000)) == 300
