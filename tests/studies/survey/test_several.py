import pytest

from studies.survey.answers import Answers, Set
from studies.survey.codebook import Role
from studies.survey.doors.answers.drafting import draft
from studies.survey.doors.answers.several import with_a_column_each, with_others_ticked

NAME = "Quels canaux ?"
CHOICES = [["Téléphone"], ["Téléphone", "Courriel"], ["Courriel"], ["Chat", "Courriel"], ["Chat"], []]


def split(cells):
    return with_a_column_each(Answers({"id": ["1"] * len(cells), NAME: cells, "age": ["2"] * len(cells)}))


@pytest.mark.parametrize(("separator", "end"), [(", ", ""), (";", ";"), (" ; ", ""), (" | ", ""), ("\n", "")])
def test_several_answers_in_a_cell_are_given_a_column_each(separator, end):
    answers = split([separator.join(chosen) + end if chosen else None for chosen in CHOICES] * 10)
    assert list(answers.columns) == ["id", NAME, *(f"{NAME} [{o}]" for o in ("Courriel", "Téléphone", "Chat")), "age"]
    assert answers.columns[f"{NAME} [Courriel]"][:6] == ["0", "1", "1", "1", "0", None]
    multiple = next(variable for variable in draft(answers).variables if variable.role is Role.MULTIPLE)
    assert (multiple.title.fr, [option.words.fr for option in multiple.options]) == (
        NAME,
        ["Courriel", "Téléphone", "Chat"],
    )
    roles = {variable.column: variable.role for variable in draft(answers).variables}
    assert roles[NAME] is Role.IGNORED


def test_what_few_wrote_beside_the_options_is_free_text():
    answers = split([", ".join(chosen) or None for chosen in CHOICES] * 10 + ["Chat, mon chef Paul", "Un fax"])
    assert answers.columns[f"{NAME} [Autre]"][-2:] == ["mon chef Paul", "Un fax"]
    assert answers.columns[f"{NAME} [Chat]"][-2:] == ["1", "0"]
    roles = {variable.column: variable.role for variable in draft(answers).variables}
    assert roles[f"{NAME} [Autre]"] is Role.OPEN


@pytest.mark.parametrize(
    "cells",
    [
        ["Oui, plutôt", "Oui, tout à fait", "Non"] * 20,
        ["Paris, France", "Lyon, France", "Lille, France"] * 20,
        ["Ingénieur, cadre", "Ouvrier"] * 20,
        [f"Je trouve, pour moi, que {number}" for number in range(60)],
        [*["RAS", "non"] * 20, "Je pars le 3, ne le dites pas", "Merci, à vous", "Trop long, RAS"],
        ["1;2", "1", "2", "2;3", "3"] * 20,
        [None] * 20,
    ],
)
def test_a_comma_in_one_answer_parts_nothing(cells):
    assert split(cells).split == frozenset()


@pytest.mark.parametrize(
    "names",
    [
        ("Canaux [Téléphone]", "Canaux [Courriel]", "Canaux [Autre]"),
        ("Q2[SQ001]", "Q2[SQ002]", "Q2[other]"),
        ("Q2[SQ001]. Lesquels ? [Téléphone]", "Q2[SQ002]. Lesquels ? [Courriel]", "Q2[other]. Lesquels ? [Autre]"),
        ("Canaux [Téléphone]", "Canaux [Courriel]", "Canaux [Autre (préciser)]"),
    ],
)
def test_who_wrote_beside_other_chose_it(names):
    cells = [["X", None, None, "X"], [None, "X", None, None], [None, None, "Fax", None]]
    answers = with_others_ticked(Answers({name: each * 9 for name, each in zip(names, cells, strict=True)}))
    multiple, text = draft(answers).variables
    assert (multiple.role, len(multiple.options), text.role) == (Role.MULTIPLE, 3, Role.OPEN)
    last = multiple.options[-1]
    assert answers.columns[last.column][:4] == [None, None, last.code, None]
    assert "coché" not in last.words.fr


def test_a_text_beside_other_texts_stays_alone():
    answers = Answers({"Avis [Bien]": ["Tout"] * 3, "Avis [Mal]": ["Rien"] * 3, "Avis [Autre]": ["Non"] * 3})
    assert with_others_ticked(answers) is answers


def test_an_option_called_other_and_what_was_written_beside_it_are_two_columns():
    rest = ["Téléphone; Autre", "Autre", "Téléphone", "Courriel", "Courriel; Autre"] * 20
    answers = split([*rest, "Un fax", "Un pigeon"])
    column = f"{NAME} [Autre]"
    assert answers.columns[column][:3] == ["1", "1", "0"]
    assert answers.columns[f"{column}_"][-2:] == ["Un fax", "Un pigeon"]
    roles = {variable.column: variable.role for variable in draft(answers).variables}
    assert roles[f"{column}_"] is Role.OPEN


def test_a_column_that_is_called_like_an_option_keeps_its_answers():
    cells = ["Chat; Courriel", "Chat", "Courriel", "Courriel; Fax", "Fax"] * 20
    kept = [f"{NAME} [Chat]", "set_1"]
    sets = {"set": Set("Médias", "", ("set_1", "set_2"))}
    held = {"set_1": ["1", "2", "3", "2", "1"] * 20, "set_2": ["2", None, None, "3", None] * 20}
    before = Answers({NAME: cells, kept[0]: ["5"] * 100, **held}, sets=sets)
    answers = with_a_column_each(before)
    assert {name: answers.columns[name] for name in kept} == {name: before.columns[name] for name in kept}
    assert answers.columns[answers.sets[NAME].columns[1]][:3] == ["1", "1", "0"]
    assert answers.columns[answers.sets["set"].columns[0]][:3] == ["1", "0", "0"]
    assert list(answers.columns)[:2] == [NAME, answers.sets[NAME].columns[0]]
