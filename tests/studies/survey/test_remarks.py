import pytest
from django.utils import translation

from studies.survey.answers import Answers
from studies.survey.codebook import Codebook, Option, Role, Variable
from studies.survey.doors.answers.drafting import draft
from studies.survey.doors.answers.remarks import remarks
from studies.survey.words import Words

YES_NO = (Option("1", Words("Oui")), Option("2", Words("Non")))
SINGLE = Variable("q1", Role.SINGLE, Words("Q1"), "Q1", options=YES_NO)
WEIGHT = Variable("w", Role.WEIGHT, Words("Poids"), "poids")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def said(answers, *variables):
    """What is told of a written codebook, without variables of a drafted one, by column."""
    codebook = Codebook(variables) if variables else draft(answers)
    found = remarks(codebook, answers, drafted=not variables)
    return {problem.column: problem.message for problem in reversed(found)}


def drafted(cells, column="Q9", **about):
    answers = Answers({column: cells, "poids": ["1.5", "0.5"] * (len(cells) // 2)}, **about)
    return said(answers).get(column, "")


def test_a_file_without_a_weight_asks_for_it():
    assert "weight" in said(Answers({"Q1": ["1"]}), SINGLE)[""]
    assert said(Answers({"Q1": ["1"], "poids": ["1"]}), SINGLE, WEIGHT) == {}


def test_what_was_taken_for_the_weight_is_told():
    assert "taken for the weight" in said(Answers({"redressement": ["0.62", "1.38"] * 20}))["redressement"]


def test_weights_of_0_are_counted():
    answers = Answers({"Q1": ["1"] * 3, "poids": ["1", "0", "0"]})
    assert "2 respondents have a weight of 0" in said(answers, SINGLE, WEIGHT)["poids"]


def test_columns_named_nowhere_are_named():
    answers = Answers({"Q1": ["1"], "poids": ["1"], **{f"x{place}": ["1"] for place in range(7)}})
    assert "7 columns" in said(answers, SINGLE, WEIGHT)[""]
    assert "x0, x1, x2, x3, x4, …" in said(answers, SINGLE, WEIGHT)[""]


def test_the_sheet_that_was_read_is_named():
    assert "“R”" in said(Answers({"Q1": ["1"], "poids": ["1"]}, sheet="R"), SINGLE, WEIGHT)[""]


def test_identifiers_given_twice_are_told():
    numbers = [str(number) for number in range(1_000, 1_058)]
    assert "2 identifiers" in drafted([*numbers, "1000", "1001"], "RESPID")
    assert drafted(numbers, "RESPID") == ""


def test_who_chose_nothing_is_told_unless_all_were_asked():
    answers = Answers({"a": ["Y", None, None], "b": [None, "Y", None], "poids": ["1"] * 3})
    options = (Option("Y", Words("A"), column="a"), Option("Y", Words("B"), column="b"))
    multiple = Variable("m", Role.MULTIPLE, Words("M"), options=options)
    assert "1 respondent chose nothing" in said(answers, multiple, WEIGHT)["a"]
    asked = Variable("m", Role.MULTIPLE, Words("M"), options=options, asks_all=True)
    assert said(answers, asked, WEIGHT) == {}


def test_numbers_that_all_differ_are_told():
    assert "identifier" in drafted([str(number) for number in range(1_000, 1_040)])


@pytest.mark.parametrize("code", ["98", "99", "999", "-1"])
def test_an_extreme_number_raises_the_question(code):
    cells = [str(number) for number in range(2, 42)] * 2
    assert code in drafted([*cells, code, code])
    number = Variable("n", Role.NUMBER, Words("N"), "n", options=(Option(code, Words("NSP"), is_missing=True),))
    answers = Answers({"n": [*cells, code], "poids": ["1"] * 81})
    assert said(answers, number, WEIGHT) == {}


def test_ordinary_ages_raise_none():
    assert drafted([str(number) for number in range(18, 100)] * 2) == ""


def test_labels_of_part_of_the_values_raise_the_question():
    cells = [str(number) for number in range(40)] * 2
    about = {"value_labels": {"Q9": {"0": "Moins d’un an"}}}
    assert "(0)" in drafted(cells, **about)
    assert "answer”: 99." in drafted([*cells, "99", "99"], value_labels={"Q9": {"99": "Refus"}})


def test_why_a_column_is_free_text_is_told():
    assert "given by few" in drafted(["RAS"] * 21 + ["Je pars"])
    assert "120 characters" in drafted(["RAS"] * 20 + ["x" * 121] * 20)
    assert drafted([f"Texte {number}" for number in range(40)]) == ""


def test_scores_that_were_turned_round_are_told():
    labels = {"1": "Très satisfait", "2": "Plutôt satisfait", "3": "Plutôt pas satisfait", "4": "Pas du tout satisfait"}
    assert "turned round" in drafted([*labels] * 10, value_labels={"Q9": labels})
    assert drafted(["1", "2", "3", "4", "5"] * 8) == ""


def test_several_answers_in_a_cell_are_told():
    answers = Answers({"Q1": ["a, b"] * 2, "Q1 [a]": ["1"] * 2, "poids": ["1"] * 2}, split=frozenset({"Q1"}))
    assert "several answers" in said(answers)["Q1"]


def test_a_remark_quotes_no_respondent():
    answers = Answers({"Q1": ["Je suis Anne Martin", "RAS"] * 10, "Q2": ["Anne Martin"] * 20})
    assert not any("Anne" in problem.message for problem in remarks(draft(answers), answers, drafted=True))
