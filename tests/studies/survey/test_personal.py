import pytest

from studies.survey.answers import Answers
from studies.survey.codebook import Role
from studies.survey.doors.answers.drafting import draft


def drafted(column, cells, **about):
    """The variable that is drafted from one column."""
    return draft(Answers({column: cells}, **about)).variables[0]


@pytest.mark.parametrize(
    "column",
    [
        *("id", "submitdate", "lastpage", "startlanguage", "seed", "token", "ipaddr", "groupTime12", "interviewtime"),
        *("id. ID de la réponse", "submitdate. Date de soumission", "Last page", "Tête de série"),
        *("email", "E-mail", "Nom", "prénom", "phone", "IP address", "full_name"),
    ],
)
def test_what_is_no_answer_or_says_who_answered_is_left_out(column):
    assert drafted(column, ["1", "2"] * 20).role is Role.IGNORED


@pytest.mark.parametrize(
    "cells",
    [
        [f"a{number}@example.org" for number in range(30)],
        [f"06 12 34 56 {number}" for number in range(30, 60)],
        [f"10.0.0.{number}" for number in range(30)],
        [f"2026-01-{day:02}" for day in range(1, 31)],
        [None] * 30,
    ],
)
def test_values_that_say_who_answered_or_when_are_left_out(cells):
    assert drafted("Q9", cells).role is Role.IGNORED


@pytest.mark.parametrize("column", ["poids", "Q_WEIGHT", "pond", "pond_2026", "weight1"])
def test_a_weight_is_known_by_its_name_and_its_numbers(column):
    assert drafted(column, ["0.8", "1.2"] * 10).role is Role.WEIGHT


def test_a_question_about_weight_is_no_weight():
    assert drafted("Quel est votre poids ?", [str(number) for number in range(50, 90)] * 2).role is Role.NUMBER


AROUND_ONE = ["0.62", "0.87", "1.13", "1.38"] * 10


@pytest.mark.parametrize("column", ["redressement", "REDR_2026", "pds", "w8", "W", "wt", "coef_redr", "Q_POND"])
def test_a_weight_has_many_names(column):
    assert drafted(column, AROUND_ONE).role is Role.WEIGHT


def test_a_weight_is_known_by_its_label():
    assert drafted("V31", AROUND_ONE, labels={"V31": "Coefficient de redressement"}).role is Role.WEIGHT


def test_positive_decimals_that_average_one_are_offered_as_the_weight():
    assert drafted("V31", AROUND_ONE).role is Role.WEIGHT


@pytest.mark.parametrize(
    "cells",
    [["0.5", "1.0", "1.5"] * 10, ["-0.62", "0.87", "2.37", "1.38"] * 10, [None, *AROUND_ONE], ["2.62", "3.87"] * 20],
)
def test_other_decimals_are_no_weight_by_themselves(cells):
    assert drafted("V31", cells).role is not Role.WEIGHT


def test_a_wave_called_w8_is_no_weight():
    assert drafted("w8", ["1", "2", "3"] * 10).role is Role.SINGLE


def test_a_named_weight_comes_before_one_that_only_looks_so():
    variables = draft(Answers({"V31": AROUND_ONE, "poids": ["0.8", "1.4"] * 20})).variables
    assert [variable.role for variable in variables] == [Role.NUMBER, Role.WEIGHT]


@pytest.mark.parametrize(
    "column",
    [
        *(
            "RESPID",
            "matricule",
            "MATRICULE_RH",
            "resp_id",
            "ResponseId",
            "N°",
            "identifiant",
            "Code postal",
            "CP",
            "zip",
        ),
        *("Numéro de dossier", "Collector ID", "code_insee"),
    ],
)
def test_a_number_that_names_someone_or_a_place_has_no_mean(column):
    assert drafted(column, [str(75_000 + number % 30) for number in range(60)]).role is Role.IGNORED


def test_an_identifier_is_known_by_its_label():
    cells = [str(75_000 + number % 30) for number in range(60)]
    assert drafted("V2", cells, labels={"V2": "Code postal de l’entreprise"}).role is Role.IGNORED


@pytest.mark.parametrize("pattern", ["{}", "R_{}", "{}-ab"])
def test_what_differs_for_everyone_is_an_identifier(pattern):
    assert drafted("V1", [pattern.format(number) for number in range(1_000, 1_040)]).role is Role.IGNORED


def test_measures_that_differ_for_everyone_are_numbers():
    assert drafted("V1", [f"{number}.5" for number in range(1_000, 1_040)]).role is Role.NUMBER


def test_only_one_column_is_the_weight():
    variables = draft(Answers({"poids": ["1", "2"], "poids2": ["1", "3"]})).variables
    assert [variable.role for variable in variables] == [Role.WEIGHT, Role.IGNORED]


def test_a_named_weight_that_is_no_number_is_no_weight():
    assert drafted("poids", ["lourd", "léger"] * 10).role is Role.SINGLE
