import unicodedata

import pytest

from studies.survey.answers import Answers
from studies.survey.codebook import Codebook, Option, Role, Variable
from studies.survey.doors.answers.checking import check
from studies.survey.doors.answers.matching import matched
from studies.survey.words import Words

OPTIONS = (Option("1", Words("D’accord", "Agree")), Option("idf", Words("Île-de-France")), Option("9", Words("NSP")))


def read(cells, role=Role.SINGLE, options=OPTIONS, name="Q1", **about):
    variable = Variable("q1", role, Words("Q1"), "" if role is Role.MULTIPLE else "Q1", options=options)
    return matched(Codebook((variable,)), Answers({name: cells}, **about)).columns["Q1"]


@pytest.mark.parametrize("role", [Role.SINGLE, Role.SCALE, Role.SEGMENT])
@pytest.mark.parametrize(
    ("cell", "code"),
    [
        *(("IDF", "idf"), ("D'accord", "1"), ("d’accord", "1"), ("AGREE", "1"), ("Ile de France", "Ile de France")),
        *((unicodedata.normalize("NFD", "Île-de-France"), "idf"), ("ÎLE-DE-FRANCE", "idf"), ("2", "2"), ("1", "1")),
    ],
)
def test_other_spellings_and_labels_are_the_code(role, cell, code):
    assert read([cell, None], role) == [code, None]


def test_what_may_be_two_options_stays():
    options = (Option("a", Words("Oui")), Option("A", Words("Oui")))
    assert read(["oui", "a", "A", "à"], options=options) == ["oui", "a", "A", "à"]


def test_a_number_is_never_a_label():
    options = (Option("A", Words("1")), Option("B", Words("2")))
    assert read(["1", "a"], options=options) == ["1", "A"]


def test_what_the_codebook_says_is_no_answer_is_none():
    options = (Option("999", Words("Refus"), is_missing=True), Option("NSP", Words("NSP"), is_missing=True))
    cells = read(["31", "999", "nsp"] * 4, Role.NUMBER, options)
    assert cells == ["31", None, None] * 4
    assert check(Codebook((Variable("n", Role.NUMBER, Words("N"), "Q1"),)), Answers({"Q1": cells})) == []


def test_what_the_file_says_is_no_answer_is_none_unless_the_codebook_says_otherwise():
    about = {"missing": {"Q1": {"9": "NSP", "8": "Refus"}}}
    assert read(["1", "9", "8"], **about) == ["1", "9", None]
    assert read(["1", "9", "8"], Role.NUMBER, (), **about) == ["1", None, None]


def test_a_tick_is_one_in_all_spellings():
    options = (Option("X", Words("Téléphone"), column="Q1"),)
    assert read(["X", "x", None], Role.MULTIPLE, options) == ["X", "X", None]


def test_a_columns_name_may_be_spelt_otherwise():
    assert read(["1"], name="q1") == ["1"]
