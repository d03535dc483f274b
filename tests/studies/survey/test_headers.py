import pytest
from django.utils import translation

from studies.survey.codebook import Role
from studies.survey.doors.answers.drafting import draft
from studies.survey.doors.answers.reading import read_answers
from studies.survey.problems import Refused
from tests.studies.survey.answer_files import csv_bytes, xlsx_bytes

BODY = [["1", "Oui", "34"], ["2", "Non", "41"]]
NAMES = ["id", "q1", "age"]


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture(params=["csv", "xlsx"])
def read(request, tmp_path):
    """Reads rows as a file of either kind; a text file has as many cells in each row."""

    def read_rows(*rows):
        path = tmp_path / "sent"
        width = max(map(len, rows))
        padded = [[*row, *[""] * (width - len(row))] for row in rows]
        path.write_bytes(csv_bytes(padded) if request.param == "csv" else xlsx_bytes({"Réponses": rows}))
        return read_answers(path, f"sent.{request.param}", lambda done: None)

    return read_rows


def refusal(read, *rows):
    with pytest.raises(Refused) as refused:
        read(*rows)
    return refused.value.problems


@pytest.mark.parametrize("above", [[["Enquête 2026"]], [["Enquête 2026"], []], [["Enquête 2026"], ["n = 300"], [], []]])
def test_a_title_may_stand_above_the_names(read, above):
    answers = read(*above, NAMES, *BODY)
    assert answers.columns == {"id": ["1", "2"], "q1": ["Oui", "Non"], "age": ["34", "41"]}
    assert answers.first_row == len(above) + 2


def test_a_respondent_below_one_name_is_no_header(read):
    assert refusal(read, ["id"], *BODY)


def test_a_header_with_gaps_is_one_sentence(read):
    (problem,) = refusal(read, ["Enquête 2026", "n = 300"], ["id", "q1", "q2", "q3", "q4", "q5", "age"], *BODY)
    assert problem.row == 1
    assert "title" in problem.message


def test_qualtrics_has_three_rows_of_names(read):
    answers = read(
        ["StartDate", "ResponseId", "Q1", "Q2_1", "Q2_2", "Q2_2_TEXT"],
        [
            *("Start Date", "Response ID", "Votre fonction"),
            *("Quels canaux ? - Selected Choice - Téléphone", "Quels canaux ? - Selected Choice - Autre"),
            "Quels canaux ? - Autre - Text",
        ],
        ['{"ImportId":"startDate"}', '{"ImportId":"_recordId"}', *('{"ImportId":"QID1"}' for _column in range(4))],
        *([["2026-09-01", f"R_{number}x", "Cadre", "Téléphone", "", "Fax"] for number in range(30)]),
        *([["2026-09-01", f"R_{number}y", "Employé", "", "Autre", ""] for number in range(30)]),
    )
    assert (len(answers), answers.first_row, answers.labels["Q1"]) == (60, 4, "Votre fonction")
    variables = draft(answers).variables
    assert [(variable.code, variable.role) for variable in variables] == [
        ("startdate", Role.IGNORED),
        ("responseid", Role.IGNORED),
        ("q1", Role.SINGLE),
        ("q2", Role.MULTIPLE),
        ("q2_2_text", Role.OPEN),
    ]
    assert (variables[3].title.fr, [option.words.fr for option in variables[3].options]) == (
        "Quels canaux ?",
        ["Téléphone", "Autre"],
    )


def test_surveymonkey_has_two_rows_of_names(read):
    answers = read(
        ["Respondent ID", "Quel canal surtout ?", "Quels canaux ?", "", "", "Un avis ?"],
        ["", "Response", "Téléphone", "Courriel", "Autre (préciser)", "Open-Ended Response"],
        *([["118", "Web", "Téléphone", "", "", "RAS"], ["119", "Web", "", "Courriel", "Fax", ""]] * 10),
    )
    assert list(answers.columns) == [
        *("Respondent ID", "Quel canal surtout ?"),
        *("Quels canaux ? [Téléphone]", "Quels canaux ? [Courriel]", "Quels canaux ? [Autre (préciser)]"),
        *("Quels canaux ? [Autre (préciser) : coché]", "Un avis ?"),
    ]
    assert (len(answers), answers.first_row) == (20, 3)
    roles = [variable.role for variable in draft(answers).variables]
    assert roles == [Role.IGNORED, Role.SINGLE, Role.MULTIPLE, Role.OPEN, Role.SINGLE]


def test_merged_names_above_those_of_the_options_are_read(read):
    answers = read(["id", "Canaux", "", "Âge"], ["", "Téléphone", "Courriel", ""], ["1", "X", "", "34"])
    assert list(answers.columns) == ["id", "Canaux [Téléphone]", "Canaux [Courriel]", "Âge"]


def test_a_second_row_that_may_be_a_respondents_is_refused_in_one_sentence(read):
    (problem,) = refusal(
        read, ["nom", "Canaux", "", "ville"], ["Anne", "Téléphone", "Web", "Lyon"], ["a", "b", "c", "d"]
    )
    assert "two rows" in problem.message


def test_a_row_of_totals_is_no_respondent(read):
    (problem,) = refusal(read, NAMES, *[[str(number), "Oui", "34"] for number in range(20)], ["Total", "", "680"])
    assert (problem.row, "total" in problem.message) == (22, True)


def test_an_answer_called_total_is_none(read):
    assert len(read(["marque", "age"], ["Shell", "34"], ["Total", "41"])) == 2
