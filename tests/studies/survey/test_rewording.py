"""Words outlive the file they were written for."""

from dataclasses import replace

from studies.survey.answers import Answers
from studies.survey.codebook import Codebook, Option, Role, Variable
from studies.survey.rewording import found_options, keep_words, propose_pairs, reword
from studies.survey.words import Words
from tests.factories.surveys import AGES, YES_NO, column, table

WAITING = Variable("q1", Role.SINGLE, Words("Attente", "Waiting"), column="q1", options=YES_NO)
AGE = Variable("age", Role.SEGMENT, Words("Âge", "Age"), column="age", options=AGES)
DRAFT = Variable("q1", Role.NUMBER, Words("q1"), column="q1")


def book(*variables: Variable) -> Codebook:
    return Codebook(variables)


def test_a_draft_gives_way_to_what_was_reviewed():
    reviewed = replace(WAITING, wording=Words("Attendez-vous ?"), role=Role.SCALE)
    [kept] = keep_words(book(DRAFT), book(reviewed), drafted=True).variables
    assert kept == reviewed


def test_a_draft_takes_the_reviewed_order_and_puts_what_is_new_last():
    new = replace(DRAFT, code="a0", column="a0")
    kept = keep_words(book(new, replace(DRAFT, code="age"), DRAFT), book(WAITING, AGE), drafted=True)
    assert [variable.code for variable in kept.variables] == ["q1", "age", "a0"]


def test_what_is_gone_from_the_file_is_gone():
    assert keep_words(book(AGE), book(WAITING, AGE), drafted=True) == book(AGE)


def test_an_answer_nobody_chose_this_time_stays_and_a_new_one_is_added():
    other = Option("3", Words("3"))
    draft = replace(WAITING, options=(Option("1", Words("1")), other))
    [kept] = keep_words(book(draft), book(WAITING), drafted=True).variables
    assert kept.options == (*YES_NO, other)


def test_a_segments_part_that_is_gone_hides_nobody():
    draft = replace(AGE, options=(Option("j", Words("j")),))
    [kept] = keep_words(book(draft), book(AGE), drafted=True).variables
    assert kept.options == AGES[:1]


def test_a_written_codebook_counts_and_is_filled_where_it_is_silent():
    written = replace(WAITING, role=Role.SCALE, title=Words("Délai"), options=(Option("1", Words("Tout à fait")),))
    [kept] = keep_words(book(written), book(WAITING), drafted=False).variables
    assert (kept.role, kept.title) == (Role.SCALE, Words("Délai", "Waiting"))
    assert kept.options == (Option("1", Words("Tout à fait", "Yes")),)


def test_a_column_that_became_several_takes_its_title_alone():
    several = Variable("q1", Role.MULTIPLE, Words("q1"), options=(Option("Y", Words("a"), column="q1[a]"),))
    [kept] = keep_words(book(several), book(WAITING), drafted=True).variables
    assert (kept.role, kept.title, kept.options) == (Role.MULTIPLE, WAITING.title, several.options)


def test_a_columns_answers_are_put_in_order_under_their_labels():
    answers = Answers({"q": ["10", None, "2", "nsp", "2"]}, value_labels={"q": {"2": "Peu"}})
    assert found_options(answers, "q", is_scale=True) == [
        Option("2", Words("Peu"), score=2.0),
        Option("10", Words("10"), score=10.0),
        Option("nsp", Words("nsp")),
    ]


def test_more_answers_than_anybody_reviews_are_not_taken_for_options():
    assert found_options(Answers({"q": [str(value) for value in range(201)]}), "q", is_scale=False) == []


def test_tables_take_the_codebooks_words_and_keep_their_figures():
    columns = [column("j", 40, (50, 50)), column("a", None)]
    [kept] = reword([table("q1", "age", columns)], book(WAITING, AGE))
    assert (kept.title, kept.segment_words) == (WAITING.title, AGE.title)
    assert [each.words for each in kept.columns] == [option.words for option in AGES]
    assert [each.shares for each in kept.columns] == [(50, 50), ()]


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
