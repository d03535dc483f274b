"""What disclosure control is told of a survey: its codebook's conditions and groups, and the tables that are public."""

from dataclasses import replace

from studies.survey.answers import Answers
from studies.survey.codebook import Codebook, Condition, Option, Role, Variable
from studies.survey.tables import Table
from studies.survey.tabulation import tabulate
from studies.survey.words import Words

AGES = ["18-29"] * 40 + ["30"] * 3 + ["31+"] * 77
"""Of 120 respondents; the second column of answers puts the aged 30 among the young."""
COLUMNS: dict[str, list[str | None]] = {
    "q": ["a", "b"] * 60,
    "age": ["18-29" if age == "18-29" else "30+" for age in AGES],
    "band": ["18-30" if age != "31+" else "31+" for age in AGES],
    "exact": AGES,
}


def options(*codes: str, **groups: str) -> tuple[Option, ...]:
    return tuple(
        Option(code, Words(code), group=Words(groups.get(f"_{place}", ""))) for place, code in enumerate(codes)
    )


def variable(code: str, *codes: str, role: Role = Role.SEGMENT, **facts) -> Variable:
    return Variable(code, role, Words(code), code, options=options(*codes), **facts)


QUESTION = variable("q", "a", "b", role=Role.SINGLE)
AGE = variable("age", "18-29", "30+")
BAND = variable("band", "18-30", "31+")
EXACT = Variable(
    "exact", Role.SEGMENT, Words("exact"), "exact", options=options("18-29", "30", "31+", _1="30+", _2="30+")
)


def tables(*variables: Variable, public: list[Table] | None = None, **columns: list[str | None]) -> dict:
    made = tabulate(
        Codebook(variables), Answers(COLUMNS | columns), threshold=10, progress=lambda part: None, public=public or []
    )
    return {(table.question, table.segment): table for table in made.tables}


def test_bands_that_differ_by_three_are_not_both_shown():
    made = tables(QUESTION, AGE, BAND)
    assert [column.base for column in made["q", "age"].columns] == [40, 80]
    assert made["q", "band"].columns == ()


def test_a_correction_by_other_bands_is_held_against_the_tables_before():
    before = list(tables(QUESTION, AGE).values())
    assert tables(QUESTION, BAND)["q", "band"].columns
    assert tables(QUESTION, BAND, replace(AGE, role=Role.IGNORED), public=before)["q", "band"].columns == ()


def test_the_same_tables_may_be_shown_again():
    before = tables(QUESTION, AGE)
    assert tables(QUESTION, AGE, public=list(before.values())) == before


def test_where_the_file_lost_what_earlier_tables_were_made_of_nothing_new_is_shown():
    before = tables(QUESTION, AGE)
    made = tables(QUESTION, BAND, public=list(before.values()))
    assert made["q", ""].columns
    assert made["q", "band"].columns == ()


def test_a_merged_category_is_known_by_the_codes_it_was_made_of():
    before = tables(QUESTION, EXACT)
    merged = before["q", "exact"].columns[1]
    assert (merged.base, merged.parts) == (80, ("30", "31+"))
    assert tables(QUESTION, EXACT, public=list(before.values())) == before
    split = replace(EXACT, options=options("18-29", "30", "31+", _0="18-30", _1="18-30"))
    assert tables(QUESTION, split)["q", "exact"].columns
    assert tables(QUESTION, split, public=list(before.values()))["q", "exact"].columns == ()


def test_a_category_that_was_renamed_by_its_group_is_known_by_its_code():
    alone = replace(EXACT, options=options("18-29", "30", "31+", _2="older"))
    ages: list[str | None] = ["18-29", "30", "31+"] * 40
    before = tables(QUESTION, alone, exact=ages)
    assert before["q", "exact"].columns[2].parts == ("31+",)
    assert tables(QUESTION, alone, exact=ages, public=list(before.values())) == before


def test_tables_of_another_question_are_no_matter():
    other = variable("other", "a", "b", role=Role.SINGLE)
    before = tables(other, AGE, other=COLUMNS["q"])
    assert tables(QUESTION, BAND, public=list(before.values()))["q", "band"].columns


def test_a_segment_that_decides_who_is_asked_needs_no_cover_for_the_others():
    asked = replace(QUESTION, asked_if=Condition("age", ("30+",)))
    answered = [answer if age != "18-29" else None for answer, age in zip(COLUMNS["q"], AGES, strict=True)]
    made = tables(asked, variable("part", "x", "y", "z"), AGE, q=answered, part=["x", "y", "z"] * 40)
    assert all(column.base for column in made["q", "part"].columns)
    assert [column.base for column in made["q", "age"].columns] == [None, 80]


def test_a_merged_segment_decides_by_the_codes_of_its_parts():
    asked = replace(QUESTION, asked_if=Condition("exact", ("30", "31+")))
    answered = [answer if age != "18-29" else None for answer, age in zip(COLUMNS["q"], AGES, strict=True)]
    assert [column.base for column in tables(asked, EXACT, q=answered)["q", "exact"].columns] == [None, 80]


def test_questions_that_filter_each_other_are_tabulated():
    asked = replace(QUESTION, asked_if=Condition("other", ("a",)))
    other = replace(variable("other", "a", "b", role=Role.SINGLE), asked_if=Condition("q", ("a",)))
    made = tables(asked, other, AGE, other=COLUMNS["q"])
    assert [column.base for column in made["q", "age"].columns] == [40, 80]


def test_a_slip_past_a_condition_is_counted_and_given_away_to_nobody():
    asked = replace(QUESTION, asked_if=Condition("age", ("30+",)))
    answered = [None] * 39 + COLUMNS["q"][39:]
    made = tables(asked, AGE, q=answered)
    assert made["q", ""].columns[0].base == 81
    assert made["q", "age"].columns == ()


def test_one_huge_number_is_not_told_by_a_mean():
    """Of ten, nine say about 10 and one says 50,000: a mean of 5,009.4."""
    number = Variable("n", Role.NUMBER, Words("n"), "n")
    values = [*["10.4"] * 9, "50000", *["12"] * 110]
    assert tables(number, AGE, n=values)["n", ""].columns == ()
    assert tables(number, AGE, n=["10", "12"] * 60)["n", ""].columns[0].mean == 11


def test_what_is_sensitive_is_not_told_of_a_group_that_is_of_one_mind():
    one_mind = [*["a"] * 40, *["a", "b"] * 40]
    assert tables(QUESTION, AGE, q=one_mind)["q", "age"].columns[0].shares == (100, 0)
    assert tables(replace(QUESTION, is_sensitive=True), AGE, q=one_mind)["q", "age"].columns == ()


def test_a_table_says_that_it_is_of_a_sensitive_question():
    made = tables(replace(QUESTION, is_sensitive=True), AGE)["q", "age"]
    assert made.is_sensitive
    assert Table.from_json(made.to_json()) == made


def test_an_answer_that_few_gave_is_noted_in_the_table_for_everyone():
    three = variable("q", "a", "b", "c", role=Role.SINGLE)
    made = tables(three, AGE, q=["c"] * 9 + ["a"] * 111)
    assert made["q", ""].rare == (2,)
    assert made["q", "age"].rare == ()
    assert Table.from_json(made["q", ""].to_json()) == made["q", ""]
