"""Items that share their answers, and columns that are one question."""

from dataclasses import replace

import pytest

from studies.survey.batteries import as_shown, chosen_code, grouped, share_answers, takes, ungrouped
from studies.survey.codebook import Codebook, Option, Role, Side, Variable
from studies.survey.merging import merge
from studies.survey.words import Words

CITED = (Option("1", Words("Cité")), Option("2", Words("Non cité")))
FAX = Variable("q5_1", Role.SINGLE, Words("Quels outils ? - Fax", "Which tools? - Fax"), column="q5_1", options=CITED)
WEB = Variable("q5_2", Role.SINGLE, Words("Quels outils ? - Web", "Which tools? - Web"), column="q5_2", options=CITED)
BOTH = grouped([FAX, WEB], "q5", ["1", "1"])


@pytest.mark.parametrize(
    ("codes", "others", "are_alike"),
    [
        ("12345", "12345", True),
        ("12345", "123459", True),
        ("1234", "12567", False),
        ("123", "123456", False),
        ("1", "1", False),
    ],
)
def test_items_of_a_battery_have_the_same_codes_but_for_some_that_one_lacks(codes, others, are_alike):
    assert share_answers(codes, others) is share_answers(others, codes) is are_alike


def test_an_item_takes_the_answers_of_another_and_keeps_those_of_its_own():
    steps = (Option("1", Words("Non", "No"), 1.0, Side.NEGATIVE), Option("2", Words("Oui"), 2.0))
    source = Variable("a", Role.SCALE, Words("A"), column="a", battery=Words("Lot", "Lot"), options=steps)
    own = Option("9", Words("Refus"), is_missing=True)
    item = Variable("b", Role.SINGLE, Words("B"), column="b", options=(Option("1", Words("1")), own))
    assert takes(item, source) == replace(item, role=Role.SCALE, battery=source.battery, options=(*steps, own))


@pytest.mark.parametrize(
    ("labels", "code"),
    [
        ({"1": "Cité", "2": "Non cité"}, "1"),
        ({"0": "0", "1": "1"}, "1"),
        ({"Oui": "Oui", "Non": "Non"}, "Oui"),
        ({"1": "1", "2": "2"}, "1"),
        ({"Y": "Y"}, "Y"),
        ({"a": "Rouge", "b": "Bleu"}, None),
    ],
)
def test_what_says_chosen_is_what_does_not_say_no(labels, code):
    assert chosen_code([Option(value, Words(label)) for value, label in labels.items()]) == code


def test_columns_become_one_question_under_what_their_titles_begin_with():
    assert (
        Variable(
            "q5",
            Role.MULTIPLE,
            Words("Quels outils ?", "Which tools?"),
            wording=Words("Quels outils ?", "Which tools?"),
            options=(
                Option("1", Words("Fax", "Fax"), column="q5_1"),
                Option("1", Words("Web", "Web"), column="q5_2"),
            ),
        )
        == BOTH
    )


@pytest.mark.parametrize("sign", "-–—:")
def test_whatever_sign_parts_the_question_from_the_option(sign):
    made = grouped([replace(each, title=Words(f"Outils {sign} {each.code}")) for each in (FAX, WEB)], "q5", ["1", "1"])
    assert (made.title, [option.words.fr for option in made.options]) == (Words("Outils"), ["q5_1", "q5_2"])


def test_columns_whose_titles_have_nothing_in_common_keep_them_whole():
    made = grouped([replace(FAX, title=Words("Fax")), replace(WEB, title=Words("Fiche"))], "q5", ["1", "1"])
    assert (made.title, [option.words.fr for option in made.options]) == (Words("q5"), ["Fax", "Fiche"])


def test_columns_that_a_person_grouped_are_grouped_in_the_next_file():
    shown = replace(BOTH, title=Words("Outils"))
    found = merge(Codebook((FAX, WEB)), Codebook((shown,)), Codebook((BOTH,)), drafted=True)
    assert found.codebook == Codebook((shown,))
    assert found.changes == ()


def test_a_column_that_a_person_ungrouped_stays_so_in_the_next_file():
    alone = [ungrouped(option, option.column, Role.SINGLE, CITED) for option in BOTH.options]
    assert merge(Codebook((BOTH,)), Codebook(tuple(alone)), Codebook(()), drafted=True).codebook.variables == tuple(
        alone
    )
    assert as_shown(Codebook((BOTH,)), Codebook((alone[0],))).variables == (
        alone[0],
        replace(BOTH, options=BOTH.options[1:]),
    )


def test_what_the_new_file_has_not_is_not_grouped():
    assert as_shown(Codebook((FAX,)), Codebook((BOTH,))) == Codebook((FAX,))
