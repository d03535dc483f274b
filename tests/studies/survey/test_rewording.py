"""Words outlive the file they were written for."""

from dataclasses import replace

from studies.survey.codebook import Codebook, Group, Option, Role, Variable
from studies.survey.rewording import propose_pairs, reword
from studies.survey.words import Words
from tests.factories.surveys import AGES, YES_NO, column, table

WAITING = Variable("q1", Role.SINGLE, Words("Attente", "Waiting"), column="q1", options=YES_NO)
AGE = Variable("age", Role.SEGMENT, Words("Âge", "Age"), column="age", options=AGES)
DRAFT = Variable("q1", Role.NUMBER, Words("q1"), column="q1")


def book(*variables: Variable) -> Codebook:
    return Codebook(variables)


def test_tables_take_the_codebooks_words_and_keep_their_figures():
    columns = [column("j", 40, (50, 50)), column("a", None)]
    [kept] = reword([table("q1", "age", columns)], book(WAITING, AGE))
    assert (kept.title, kept.segment_words) == (WAITING.title, AGE.title)
    assert [each.words for each in kept.columns] == [option.words for option in AGES]
    assert [each.shares for each in kept.columns] == [(50, 50), ()]


def test_groups_and_batteries_take_the_codebooks_words():
    either = Group("oui", Words("Oui ou non"), (0, 1))
    [yes, no] = (replace(option, group=Words("Tous", "All")) for option in YES_NO)
    told = replace(WAITING, options=(yes, no), battery=Words("Vos attentes"))
    [kept] = reword([table(groups=(either,), columns=[column(shares=(60, 40, 100))])], book(told))
    assert (kept.groups[0].words, kept.groups[0].code, kept.battery) == (yes.group, "oui", told.battery)


def test_columns_of_a_multiple_choice_keep_their_own_words():
    columns = tuple(Option("1", Words(name), column=name) for name in ("a", "b"))
    told = Variable("q1", Role.MULTIPLE, Words("Choix"), options=columns)
    published = tuple(replace(option, code=option.column, words=Words("?")) for option in columns)
    [kept] = reword([table(role=Role.MULTIPLE, options=published)], book(told))
    assert [option.words.fr for option in kept.options] == ["a", "b"]


def test_a_crossing_by_a_question_and_merged_categories_stays():
    asked = replace(WAITING, is_segment=True)
    merged = replace(AGE, options=tuple(replace(option, group=Words("Tous")) for option in AGES))
    kept = reword(
        [table("q2", "q1"), table("q2", "age", [column("tous")])], book(replace(WAITING, code="q2"), asked, merged)
    )
    assert [each.segment for each in kept] == ["q1", "age"]
    assert kept[1].columns[0].words == Words("Tous")


def test_tables_stand_in_the_codebooks_order_without_what_it_leaves_out():
    tables = [table("q0"), table("q1", "sexe"), table("q1", "age"), table("q1"), table("q2")]
    out = replace(WAITING, code="q0", role=Role.IGNORED)
    kept = reword(tables, book(out, replace(WAITING, code="q2"), WAITING, AGE))
    assert [(each.question, each.segment) for each in kept] == [("q2", ""), ("q1", ""), ("q1", "age")]


def test_the_same_code_is_taken_for_the_same_question():
    changed = replace(WAITING, wording=Words("Une autre tournure ?"))
    assert propose_pairs(book(changed), book(WAITING)) == {"q1": ("q1", True)}


def test_a_question_that_changed_its_code_is_known_by_its_wording():
    before = replace(WAITING, code="a1", wording=Words("L’ATTENTE vous pèse-t-elle"))
    now = replace(WAITING, wording=Words("L'attente vous pese-t-elle ?"))
    assert propose_pairs(book(now), book(before)) == {"q1": ("a1", False)}


def test_a_code_that_serves_another_kind_of_question_proposes_nothing():
    assert propose_pairs(book(WAITING), book(replace(DRAFT, title=Words("Âge en années")))) == {}
