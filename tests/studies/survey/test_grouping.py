import pytest

from studies.survey.answers import Answers, Set
from studies.survey.codebook import Role
from studies.survey.doors.answers.drafting import draft
from studies.survey.words import Words

TEXTS = [f"Réponse libre numéro {number}" for number in range(40)]


@pytest.mark.parametrize(
    "columns",
    [
        {"Canaux [Téléphone]": ["X", None], "Canaux [Courriel]": [None, "x"]},
        {"canaux_tel": ["X", None], "canaux_mail": [None, "X"]},
        {"Canaux - Téléphone": ["VRAI", "FAUX"], "Canaux - Courriel": ["FAUX", "VRAI"]},
        {"Canaux : Téléphone": ["Oui", "Non"], "Canaux : Courriel": ["Non", "Oui"]},
        {"Canaux/Téléphone": ["1", "0"], "Canaux/Courriel": ["0", "1"]},
        {"Q5a": ["Cité", "Non cité"], "Q5b": ["Non cité", "Cité"]},
        {"Q5.1": ["Coché", "Non coché"], "Q5.2": ["Non coché", "Coché"]},
        {"tv": ["Cité", "Non cité"], "radio": ["Non cité", "Cité"]},
        {"Quels canaux ? [Téléphone]": ["Téléphone", None], "Quels canaux ? [Courriel]": [None, "Courriel"]},
    ],
)
def test_columns_of_ticks_that_belong_together_are_one_question(columns):
    (multiple,) = draft(Answers({name: cells * 9 for name, cells in columns.items()})).variables
    assert multiple.role is Role.MULTIPLE
    assert [option.column for option in multiple.options] == list(columns)


def test_columns_of_ticks_with_nothing_in_common_stay_apart():
    columns = {"marié": ["Oui", "Non"] * 9, "cadre": ["Non", "Oui"] * 9}
    assert [variable.role for variable in draft(Answers(columns)).variables] == [Role.SINGLE] * 2


@pytest.mark.parametrize(("yes", "no"), [("1", "2"), ("1", "0")])
def test_labels_say_which_number_is_a_tick(yes, no):
    answers = Answers(
        {"q5_1": [yes, no] * 9, "q5_2": [no, yes] * 9},
        labels={"q5_1": "Quels canaux ? - Téléphone", "q5_2": "Quels canaux ? - Courriel"},
        value_labels={name: {yes: "Cité", no: "Non cité"} for name in ("q5_1", "q5_2")},
    )
    (multiple,) = draft(answers).variables
    assert (multiple.wording.fr, [option.words.fr for option in multiple.options]) == (
        "Quels canaux ?",
        ["Téléphone", "Courriel"],
    )
    assert {option.code for option in multiple.options} == {yes}


def test_a_set_the_file_declares_is_a_multiple_choice():
    answers = Answers(
        {"tv": ["1", "0"] * 9, "autre": ["1", "2"] * 9, "radio": ["0", "1"] * 9},
        labels={"tv": "Télévision", "radio": "Radio"},
        sets={"medias": Set("Quels médias ?", "1", ("tv", "radio"))},
    )
    multiple, other = draft(answers).variables
    assert (multiple.code, multiple.title.fr, multiple.role) == ("medias", "Quels médias ?", Role.MULTIPLE)
    assert [(option.words.fr, option.code, option.column) for option in multiple.options] == [
        ("Télévision", "1", "tv"),
        ("Radio", "1", "radio"),
    ]
    assert other.column == "autre"


def test_a_multiple_choice_nobody_answered_is_left_out():
    variables = draft(Answers({"Q2[a]": [None, None], "Q2[b]": [None, None]})).variables
    assert [variable.role for variable in variables] == [Role.IGNORED, Role.IGNORED]


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
