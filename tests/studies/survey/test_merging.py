"""A codebook sent again: a person's words stay, nobody's follow the file, and what changed is told."""

from dataclasses import asdict, replace

from studies.survey.codebook import Codebook, Condition, Option, Role, Side, Variable
from studies.survey.merging import Change, Merged, merge
from studies.survey.words import NO_WORDS, Words
from tests.factories.surveys import AGES, YES_NO

WAITING = Variable("q1", Role.SINGLE, Words("Attente", "Waiting"), column="q1", options=YES_NO)
AGE = Variable("age", Role.SEGMENT, Words("Âge", "Age"), column="age", options=AGES)
DRAFT = Variable("q1", Role.NUMBER, Words("q1"), column="q1")
SWAPPED = (Option("1", Words("Non")), Option("2", Words("Oui")))
RIGHT = (Option("1", Words("Oui")), Option("2", Words("Non")))


def book(*variables: Variable) -> Codebook:
    return Codebook(variables)


def merged(new: Variable, shown: Variable, said: Variable | None = None, **how) -> Merged:
    return merge(book(new), book(shown), book(said) if said else book(), **{"drafted": True, **how})


def options(found: Merged) -> tuple[Option, ...]:
    return found.codebook.variables[0].options


# Words


def test_labels_that_nobody_edited_follow_the_file_that_puts_them_right():
    first = replace(WAITING, options=SWAPPED)
    found = merged(replace(WAITING, options=RIGHT), first, first)
    assert options(found) == RIGHT
    assert found.changes == (
        Change("q1", "label_fr", "1", "Non", "Oui", "Oui"),
        Change("q1", "label_fr", "2", "Oui", "Non", "Non"),
    )


def test_the_english_of_another_text_is_dropped_and_told():
    first = replace(WAITING, options=SWAPPED)
    translated = replace(first, options=(Option("1", Words("Non", "No")), Option("2", Words("Oui", "Yes"))))
    found = merged(replace(WAITING, options=RIGHT), translated, first)
    assert options(found) == RIGHT
    assert Change("q1", "label_en", "1", "No", "", "") in found.changes


def test_words_that_a_person_edited_stay():
    edited = replace(WAITING, options=(Option("1", Words("Tout à fait", "Fully")), Option("2", Words("Non", "No"))))
    found = merged(replace(WAITING, options=RIGHT), edited, replace(WAITING, options=RIGHT))
    assert options(found) == edited.options
    assert found.changes == ()


def test_a_files_new_label_for_words_that_a_person_edited_is_told():
    edited = replace(WAITING, options=(Option("1", Words("Jamais")), Option("2", Words("Oui"))))
    found = merged(replace(WAITING, options=RIGHT), edited, replace(WAITING, options=SWAPPED))
    assert options(found)[0].words == Words("Jamais")
    assert Change("q1", "label_fr", "1", "Jamais", "Oui", "Jamais") in found.changes


def test_where_nobody_knows_what_the_file_said_its_label_is_told():
    found = merged(replace(WAITING, options=RIGHT), replace(WAITING, options=SWAPPED))
    assert options(found) == SWAPPED
    assert {change.file for change in found.changes} == {"Oui", "Non"}


def test_a_code_or_a_columns_name_is_no_label_of_its_own():
    unlabelled = replace(DRAFT, role=Role.SINGLE, options=(Option("1", Words("1")), Option("2", Words("2"))))
    found = merged(unlabelled, WAITING)
    assert found.codebook == book(WAITING)
    assert found.changes == ()


def test_a_codebook_corrected_in_french_keeps_no_english_of_the_old_text():
    written = replace(WAITING, title=Words("Délai"), options=(Option("1", Words("Non")), Option("2", Words("Non"))))
    [kept] = merged(written, WAITING, WAITING, drafted=False).codebook.variables
    assert kept.title == Words("Délai")
    assert [option.words for option in kept.options] == [Words("Non"), Words("Non", "No")]


def test_a_codebook_that_says_the_same_again_leaves_what_was_edited_since_and_tells_it():
    edited = replace(WAITING, title=Words("Délai", "Delay"))
    found = merged(WAITING, edited, WAITING, drafted=False)
    assert found.codebook == book(edited)
    assert Change("q1", "title_fr", "", "Délai", "Attente", "Délai") in found.changes


# Roles, order and options


def test_a_draft_gives_way_to_the_role_and_words_that_somebody_gave():
    reviewed = replace(WAITING, wording=Words("Attendez-vous ?"), role=Role.SCALE)
    [kept] = merged(DRAFT, reviewed, DRAFT).codebook.variables
    assert kept == reviewed


def test_a_draft_changes_no_role_that_was_confirmed_and_any_other():
    now = replace(WAITING, role=Role.SCALE)
    assert merged(now, WAITING, WAITING).codebook.variables[0].role is Role.SCALE
    assert merged(now, WAITING, WAITING, settled=True).codebook.variables[0].role is Role.SINGLE


def test_a_draft_takes_the_reviewed_order_and_puts_what_is_new_last():
    new = replace(DRAFT, code="a0", column="a0")
    found = merge(book(new, replace(DRAFT, code="age"), DRAFT), book(WAITING, AGE), book(), drafted=True)
    assert [variable.code for variable in found.codebook.variables] == ["q1", "age", "a0"]


def test_what_is_new_and_what_is_gone_is_told():
    found = merge(book(AGE, replace(DRAFT, code="q9")), book(WAITING, AGE), book(WAITING, AGE), drafted=True)
    assert [variable.code for variable in found.codebook.variables] == ["age", "q9"]
    assert {(change.variable, change.what) for change in found.changes} == {("q1", "gone"), ("q9", "new")}


def test_a_first_codebook_changes_nothing():
    assert merge(book(WAITING), book(), book(), drafted=True) == Merged(book(WAITING), book(WAITING), ())


def test_an_answer_nobody_chose_this_time_stays_and_a_new_one_is_added():
    other = Option("3", Words("3"))
    draft = replace(WAITING, options=(Option("1", Words("1")), other))
    found = merged(draft, WAITING)
    assert options(found) == (*YES_NO, other)
    assert [(change.what, change.option) for change in found.changes] == [("new", "3")]


def test_a_segments_part_that_is_gone_hides_nobody():
    draft = replace(AGE, options=(Option("j", Words("j")),))
    assert options(merged(draft, AGE)) == AGES[:1]


def test_an_order_that_nobody_chose_follows_the_file():
    assert options(merged(replace(WAITING, options=YES_NO[::-1]), WAITING, WAITING)) == YES_NO[::-1]
    edited = replace(WAITING, options=YES_NO[::-1])
    assert options(merged(WAITING, edited, WAITING)) == YES_NO[::-1]


def test_a_label_is_known_again_though_nobody_chose_it_in_between():
    first = replace(WAITING, options=SWAPPED)
    between = merged(replace(WAITING, options=SWAPPED[:1]), first, first)
    [shown], [said] = between.codebook.variables, between.said.variables
    assert options(merged(replace(WAITING, options=RIGHT), shown, said)) == RIGHT


def test_a_written_codebook_counts_and_is_filled_where_it_is_silent():
    written = replace(WAITING, role=Role.SCALE, title=Words("Attente"), options=(Option("1", Words("Tout à fait")),))
    [kept] = merged(written, replace(WAITING, wording=Words("Combien ?")), drafted=False).codebook.variables
    assert (kept.role, kept.title, kept.wording) == (Role.SCALE, WAITING.title, Words("Combien ?"))
    assert kept.options == (Option("1", Words("Tout à fait")),)


def test_a_column_that_became_several_takes_its_title_alone():
    several = Variable("q1", Role.MULTIPLE, Words("q1"), options=(Option("Y", Words("a"), column="q1[a]"),))
    [kept] = merged(several, WAITING, DRAFT).codebook.variables
    assert (kept.role, kept.title, kept.options) == (Role.MULTIPLE, WAITING.title, several.options)


def test_what_a_person_said_of_a_question_survives_a_new_file_of_the_same_codes():
    known = replace(
        WAITING,
        role=Role.SCALE,
        battery=Words("Délais", "Delays"),
        asked_if=Condition("age", ("j",)),
        is_segment=True,
        is_sensitive=True,
        options=(
            replace(YES_NO[0], score=5.0, side=Side.POSITIVE, group=Words("Satisfaits", "Satisfied")),
            replace(YES_NO[1], is_missing=True),
        ),
    )
    for said in (WAITING, None):
        assert merged(WAITING, known, said).codebook == book(known)
    assert merged(WAITING, known, WAITING, drafted=False).codebook == book(known)


def test_a_number_keeps_its_missing_codes_and_takes_no_options():
    number = replace(DRAFT, options=(Option("999", Words("Refus"), is_missing=True),))
    found = merged(replace(DRAFT, role=Role.SINGLE, options=YES_NO), number, DRAFT, settled=True)
    assert options(found) == number.options


def test_a_missing_code_that_a_person_took_away_from_a_number_stays_away():
    number = replace(
        DRAFT, options=(Option("98", Words("98"), is_missing=True), Option("99", Words("99"), is_missing=True))
    )
    shown = replace(number, options=number.options[1:])
    found = merged(number, shown, number)
    assert (found.codebook, found.changes) == (book(shown), ())


def test_a_codebook_comes_back_equal_from_json():
    variable = replace(WAITING, asked_if=Condition("age", ("j",)), battery=NO_WORDS)
    assert Variable.from_json(asdict(variable)) == variable
    assert Variable.from_json(asdict(DRAFT)) == DRAFT
