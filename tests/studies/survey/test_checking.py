from dataclasses import replace

import pytest
from django.utils import translation

from studies.survey.answers import Answers
from studies.survey.codebook import Codebook, Option, Role, Side, Variable
from studies.survey.doors.answers.checking import check
from studies.survey.words import Words

OUI_NON = (Option("1", Words("Oui")), Option("2", Words("Non")))
SINGLE = Variable("q1", Role.SINGLE, Words("Q1"), "Q1", options=OUI_NON)
WEIGHT = Variable("w", Role.WEIGHT, Words("Poids"), "poids")
NUMBER = Variable("n", Role.NUMBER, Words("Nombre"), "n")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def problems(*variables, first_row=2, **columns):
    answers = Answers({"Q1": ["1", "2", None] * 4, **columns}, first_row=first_row)
    return check(Codebook((SINGLE, *variables)), answers)


def test_what_belongs_together_passes():
    multiple = Variable("m", Role.MULTIPLE, Words("M"), options=(Option("Y", Words("A"), column="a"),))
    scale = Variable("s", Role.SCALE, Words("S"), "s", options=(Option("1", Words("1"), 1.0, Side.POSITIVE),))
    ignored = Variable("x", Role.IGNORED, Words("X"), "absent")
    columns = {"a": ["Y", None] * 6, "s": ["1"] * 12, "n": ["1.5", "1e3", None] * 4, "poids": ["0", "1.5"] * 6}
    assert problems(multiple, scale, NUMBER, WEIGHT, ignored, **columns) == []


def test_an_unknown_column_is_named():
    (problem,) = problems(replace(NUMBER, column="absente"))
    assert problem.column == "absente"


def test_a_column_serves_once():
    (problem,) = problems(replace(SINGLE, code="q2"))
    assert problem.column == "Q1"


def test_a_question_needs_a_column():
    (problem,) = problems(replace(NUMBER, column=""))
    assert "n" in problem.message


@pytest.mark.parametrize("role", [Role.SINGLE, Role.SEGMENT])
def test_a_value_without_an_option_is_told_once_with_its_first_row(role):
    variable = Variable("s", role, Words("S"), "s", options=OUI_NON)
    (problem,) = problems(variable, s=["1", "9", "2", "9", "9", "1", *["1"] * 6])
    assert (problem.row, problem.column, problem.quote) == (3, "s", "9")
    assert "2 other rows" in problem.message


def test_values_without_an_option_are_one_sentence_however_many():
    variable = Variable("s", Role.SINGLE, Words("S"), "s", options=OUI_NON)
    (problem,) = problems(variable, s=["oui", "Oui", "OUI", "1", *["1"] * 8])
    assert "3 values" in problem.message


def test_what_respondents_said_is_in_the_quote_alone():
    secret = "Je suis Anne Martin, et mon chef est odieux"
    multiple = Variable("m", Role.MULTIPLE, Words("M"), options=(Option("Oui", Words("A"), column="m"),))
    single = Variable("s", Role.SINGLE, Words("S"), "s", options=OUI_NON)
    cells = [secret, f"{secret} !", *["1"] * 10]
    found = problems(single, multiple, NUMBER, WEIGHT, s=cells, m=cells, n=cells, poids=cells)
    assert {problem.column for problem in found} == {"s", "m", "n", "poids"}
    assert all(secret in problem.quote for problem in found)
    assert not any(secret in problem.message for problem in found)


def test_rows_are_counted_as_the_file_does():
    (problem,) = problems(NUMBER, first_row=1, n=["1", "x", *["1"] * 10])
    assert problem.row == 2


def test_two_options_have_two_codes():
    (problem,) = problems(Variable("s", Role.SINGLE, Words("S"), "s", options=(*OUI_NON, OUI_NON[0])), s=["1"] * 12)
    assert "“1”" in problem.message


def test_a_question_has_options():
    assert problems(Variable("s", Role.SINGLE, Words("S"), "s"), s=[None] * 12)
    assert problems(Variable("m", Role.MULTIPLE, Words("M")))


def test_each_step_of_a_scale_has_a_score():
    (problem,) = problems(Variable("s", Role.SCALE, Words("S"), "s", options=OUI_NON[:1]), s=["1"] * 12)
    assert "score" in problem.message


@pytest.mark.parametrize("fault", ["-1", "lourd", "nan", "inf", "1e99", "1,234", "1_234", None])
def test_a_weight_is_a_number_and_not_negative(fault):
    (problem,) = problems(WEIGHT, poids=["1", "1", fault, *["1"] * 9])
    assert (problem.row, problem.column) == (4, "poids")


def test_weights_are_not_all_zero():
    (problem,) = problems(WEIGHT, poids=["0"] * 12)
    assert problem.column == "poids"


def test_there_is_one_weight():
    (problem,) = problems(WEIGHT, replace(WEIGHT, code="w2", column="n"), poids=["1"] * 12, n=["1"] * 12)
    assert "poids, n" in problem.message


def test_a_number_is_one():
    (problem,) = problems(NUMBER, n=["1", "deux", "trois", *[None] * 9])
    assert (problem.row, problem.column) == (3, "n")


def test_a_column_of_ticks_holds_one_other_value_at_most():
    multiple = Variable("m", Role.MULTIPLE, Words("M"), options=(Option("Oui", Words("A"), column="a"),))
    (problem,) = problems(multiple, a=["Oui", "Non", "N/A", *["Non"] * 9])
    assert (problem.row, problem.column) == (4, "a")


def test_there_is_a_question_and_enough_respondents():
    answers = Answers({"Q1": ["1"] * 9})
    messages = [problem.message for problem in check(Codebook((replace(SINGLE, role=Role.SEGMENT),)), answers)]
    assert len(messages) == 2


def test_codes_of_variables_are_unique():
    assert any("“q1”" in problem.message for problem in problems(replace(NUMBER, code="q1"), n=["1"] * 12))


def test_a_hundred_problems_are_enough():
    variables = [Variable(f"s{place}", Role.SINGLE, Words("S"), f"s{place}") for place in range(150)]
    assert len(problems(*variables, **{variable.column: ["1"] * 12 for variable in variables})) == 100
