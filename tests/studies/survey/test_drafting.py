import pytest

from studies.survey.answers import Answers
from studies.survey.codebook import Role, Side
from studies.survey.files.checking import check
from studies.survey.files.drafting import draft
from studies.survey.words import Words

TEXTS = [f"Réponse libre numéro {number}" for number in range(40)]


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
    assert drafted("Quel est votre poids ?", [str(number) for number in range(50, 90)]).role is Role.NUMBER


def test_a_multiple_choice_nobody_answered_is_left_out():
    variables = draft(Answers({"Q2[a]": [None, None], "Q2[b]": [None, None]})).variables
    assert [variable.role for variable in variables] == [Role.IGNORED, Role.IGNORED]


def test_only_one_column_is_the_weight():
    variables = draft(Answers({"poids": ["1", "2"], "poids2": ["1", "3"]})).variables
    assert [variable.role for variable in variables] == [Role.WEIGHT, Role.IGNORED]


def test_a_named_weight_that_is_no_number_is_no_weight():
    assert drafted("poids", ["lourd", "léger"] * 10).role is Role.SINGLE


@pytest.mark.parametrize(
    ("values", "tick"), [(("Y", None), "Y"), (("Oui", "Non"), "Oui"), (("Yes", "No"), "Yes"), (("1", "0"), "1")]
)
def test_columns_of_ticks_are_one_multiple_choice(values, tick):
    columns = {"Q2[SQ001]": [*values] * 9, "Q2[SQ002]": [None, *values] * 6, "Q2[other]": [None, *TEXTS[:17]]}
    multiple, other = draft(Answers(columns)).variables
    assert (multiple.code, multiple.role, multiple.column) == ("q2", Role.MULTIPLE, "")
    assert [(option.code, option.column) for option in multiple.options] == [(tick, "Q2[SQ001]"), (tick, "Q2[SQ002]")]
    assert (other.code, other.role) == ("q2_other", Role.OPEN)


def test_an_option_nobody_ticked_has_the_code_of_the_others():
    columns = {"Q2[SQ001]": ["Non", "Oui"], "Q2[SQ002]": ["Non", "Non"]}
    (multiple,) = draft(Answers(columns)).variables
    assert multiple.options[1].code == "Oui"


def test_headings_with_code_and_text_give_wording_and_labels():
    columns = {
        "Q2[SQ001]. Quels canaux ? [Téléphone]": ["Oui", "Non"],
        "Q2[SQ002]. Quels canaux ? [Courriel]": ["Non", "Oui"],
        "Q1. Quel canal surtout ?": ["Web", "Mail"],
    }
    multiple, single = draft(Answers(columns)).variables
    assert (multiple.code, multiple.wording) == ("q2", Words("Quels canaux ?"))
    assert [str(option.words.fr) for option in multiple.options] == ["Téléphone", "Courriel"]
    assert (single.code, single.title.fr) == ("q1", "Quel canal surtout ?")


def test_headings_of_text_alone_are_grouped_too():
    columns = {"Quels canaux ? [Téléphone]": ["Oui", "Non"], "Quels canaux ? [Courriel]": ["Non", "Oui"]}
    (multiple,) = draft(Answers(columns)).variables
    assert (multiple.code, multiple.role) == ("quels-canaux", Role.MULTIPLE)


def test_numbered_columns_of_spss_are_grouped_by_their_labels():
    answers = Answers(
        {"Q5_1": ["1", "2"], "Q5_2": ["2", "2"]},
        labels={"Q5_1": "Quels canaux ? - Téléphone", "Q5_2": "Quels canaux ? - Courriel"},
        value_labels={name: {"1": "Oui", "2": "Non"} for name in ("Q5_1", "Q5_2")},
    )
    (multiple,) = draft(answers).variables
    assert (multiple.wording.fr, [option.words.fr for option in multiple.options]) == (
        "Quels canaux ?",
        ["Téléphone", "Courriel"],
    )


def test_an_array_is_a_scale_a_row():
    columns = {"Q4[SQ001]": ["A1", "A5", "A3", "A4"] * 5, "Q4[SQ002]": ["A1", "A2", "A3", "A5"] * 5}
    first, second = draft(Answers(columns)).variables
    assert first.role is second.role is Role.SCALE
    assert [option.code for option in first.options] == ["A1", "A2", "A3", "A4", "A5"]
    assert [option.score for option in first.options] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(("first", "last"), [(0, 10), (1, 5), (1, 7), (1, 10)])
def test_usual_numbers_are_a_scale(first, last):
    variable = drafted("Q7", [str(step) for step in range(first, last + 1)] * 3)
    assert variable.role is Role.SCALE
    assert [option.score for option in variable.options] == [float(step) for step in range(first, last + 1)]


def test_a_step_nobody_chose_is_there():
    assert [option.code for option in drafted("Q7", ["1", "2", "4", "5"] * 5).options] == ["1", "2", "3", "4", "5"]


def test_from_0_to_10_the_sides_are_those_of_the_net_promoter_score():
    sides = [option.side for option in drafted("Q7", [str(step) for step in range(11)] * 3).options]
    assert sides == [Side.NEGATIVE] * 7 + [Side.NEUTRAL] * 2 + [Side.POSITIVE] * 2


SATISFACTION = {
    "1": "Pas du tout satisfait",
    "2": "Plutôt insatisfait",
    "3": "Ni satisfait ni insatisfait",
    "4": "Plutôt satisfait",
    "5": "Très satisfait",
}
IN_ENGLISH = ["Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied", "Satisfied", "Very satisfied"]
SIDES = [Side.NEGATIVE, Side.NEGATIVE, Side.NEUTRAL, Side.POSITIVE, Side.POSITIVE]


def test_satisfaction_has_sides():
    variable = drafted("Q8", ["1", "2", "4", "5"] * 5, value_labels={"Q8": SATISFACTION})
    assert variable.role is Role.SCALE
    assert [option.side for option in variable.options] == SIDES


@pytest.mark.parametrize("words", [list(SATISFACTION.values()), IN_ENGLISH])
def test_satisfaction_in_words_is_put_in_order(words):
    variable = drafted("Q8", words[::-1] * 5)
    assert [option.code for option in variable.options] == words
    assert [option.score for option in variable.options] == [1, 2, 3, 4, 5]
    assert [option.side for option in variable.options] == SIDES


def test_labels_without_an_order_are_no_scale():
    labels = {"1": "Téléphone", "2": "Courriel", "3": "Web", "4": "Courrier", "5": "Agence"}
    variable = drafted("Q1", ["1", "2", "5"] * 5, value_labels={"Q1": labels}, labels={"Q1": "Quel canal ?"})
    assert (variable.role, variable.title.fr) == (Role.SINGLE, "Quel canal ?")
    assert [option.words.fr for option in variable.options] == list(labels.values())


def test_many_numbers_are_a_number_and_many_texts_are_open():
    assert drafted("Q1", [str(number) for number in range(40)]).role is Role.NUMBER
    assert drafted("Q1", ["1.5", "2.5"] * 20).role is Role.NUMBER
    assert drafted("Q1", TEXTS).role is Role.OPEN
    assert drafted("Q1", TEXTS[:12]).role is Role.OPEN


@pytest.mark.parametrize(
    "column", ["AGE", "S1_sexe", "Region", "secteur d’activité", "Taille de l'entreprise", "Q2AGE"]
)
def test_a_segment_is_known_by_its_name(column):
    assert drafted(column, ["1", "2", "3"] * 10).role is Role.SEGMENT


@pytest.mark.parametrize("column", ["usage", "message", "Q1", "visage_marque"])
def test_a_name_that_only_holds_the_word_is_no_segment(column):
    assert drafted(column, ["1", "2", "3"] * 10).role is Role.SINGLE


def test_a_segment_is_known_by_its_label():
    assert drafted("S3", ["1", "2"] * 10, labels={"S3": "Tranche d’âge"}).role is Role.SEGMENT


def test_codes_are_short_and_each_its_own():
    long = "Dans quelle mesure êtes-vous d’accord avec chacune des affirmations que voici ? " * 2
    codes = [variable.code for variable in draft(Answers({long: ["x"], long + "!": ["x"], "?": ["x"]})).variables]
    assert len(set(codes)) == 3
    assert all(0 < len(code) <= 60 for code in codes)


def test_limesurveys_own_codes_have_words():
    assert [option.words for option in drafted("Q1", ["A1", "-oth-", "A2"] * 9).options] == [
        Words("A1"),
        Words("A2"),
        Words("Autre", "Other"),
    ]


def test_a_draft_passes_the_check():
    columns = {
        "id": [str(number) for number in range(40)],
        "Q1": ["A1", None, "A2", "-oth-"] * 10,
        "Q2[a]": ["Y", None] * 20,
        "Q2[b]": [None, "Y"] * 20,
        "Q3": ["1", "2", "3", "5"] * 10,
        "Q4": [str(number * 7) for number in range(40)],
        "Q5": TEXTS,
        "age": ["18", "35"] * 20,
        "poids": ["1.5"] * 40,
    }
    answers = Answers(columns)
    assert check(draft(answers), answers) == []
