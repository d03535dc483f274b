"""What counts and what doesn't: answers without a score, « no answer », groups, questions as segments, small bases."""

from dataclasses import replace

import numpy as np
import pytest

from studies.survey.answers import Answers
from studies.survey.codebook import Codebook, Condition, Option, Role, Side, Variable
from studies.survey.differences import MEAN_PLACE, with_differences
from studies.survey.display.figure import figure
from studies.survey.doors.answers.checking import check
from studies.survey.tables import Column, Table
from studies.survey.tabulation import tabulate
from studies.survey.words import Words
from tests.factories import surveys
from tests.factories.surveys import table

SCALE = (
    *(Option(str(score), Words(str(score)), score, Side("-" if score < 3 else "+")) for score in (1, 2, 3, 4)),
    Option("9", Words("NSP")),
)


def variable(code: str, role: Role, *options: Option, **facts) -> Variable:
    return Variable(code, role, Words(code), "" if role is Role.MULTIPLE else code, options=options, **facts)


def options(*codes: str, **groups: str) -> list[Option]:
    return [Option(code, Words(code), group=Words(groups.get(code, ""))) for code in codes]


def made(*variables: Variable, **columns: list[str | None]) -> dict[tuple[str, str], Table]:
    result = tabulate(Codebook(variables), Answers(columns), threshold=10, progress=lambda part: None)
    return {(each.question, each.segment): each for each in result.tables}


def everyone(*variables: Variable, **columns: list[str | None]) -> Column:
    return next(iter(made(*variables, **columns).values())).columns[0]


# An answer without a score


def test_an_answer_without_a_score_counts_in_shares_and_base_alone():
    column = everyone(variable("q", Role.SCALE, *SCALE), q=["2", "3", "4", "9"] * 20)
    assert (column.base, column.shares) == (80, (0, 25, 25, 25, 25))
    assert (column.mean, column.quartiles) == (3.0, (2, 3, 4))


def test_a_scale_needs_one_score_at_least():
    told = Answers({"q": ["2", "9"] * 20})
    assert check(Codebook((variable("q", Role.SCALE, *SCALE),)), told) == []
    [problem] = check(Codebook((variable("q", Role.SCALE, *options("2", "9")),)), told)
    assert problem.column == "q"


def test_the_net_score_is_of_those_who_gave_an_answer_with_a_score():
    column = everyone(variable("q", Role.SCALE, *SCALE), q=["2", "3", "4", "9"] * 20)
    assert column.net == 33


def test_a_mean_of_few_is_none():
    column = everyone(variable("q", Role.SCALE, *SCALE), q=["9"] * 71 + ["4"] * 9)
    assert (column.shares[4], column.mean, column.net, column.quartiles) == (89, None, None, None)


def test_a_single_choice_that_was_a_scale_has_no_net_score():
    assert everyone(variable("q", Role.SINGLE, *SCALE), q=["2", "3", "4", "9"] * 20).net is None


# « No answer »


def test_an_option_that_is_no_answer_is_in_no_share_and_no_base():
    codes = (*SCALE[:4], replace(SCALE[4], is_missing=True))
    found = made(variable("q", Role.SCALE, *codes), q=["2", "3", "4", "9"] * 20)["q", ""]
    assert [option.code for option in found.options] == ["1", "2", "3", "4"]
    assert (found.columns[0].base, found.columns[0].shares) == (60, (0, 33, 33, 33))


def test_a_number_that_is_no_answer_is_in_no_mean():
    refused = Option("999", Words("Refus"), is_missing=True)
    refused = variable("q", Role.NUMBER, refused, Option("NSP", Words("Ne sait pas"), is_missing=True))
    answers = Answers({"q": ["20", "40", "999", "NSP"] * 10})
    assert check(Codebook((refused,)), answers) == []
    column = everyone(refused, **answers.columns)
    assert (column.base, column.mean) == (20, 30.0)


def many(*missing: str, **facts) -> Variable:
    choices = [Option("1", Words(name), column=name, is_missing=name in missing) for name in ("a", "b", "none")]
    return variable("q", Role.MULTIPLE, *choices, **facts)


def test_no_answer_among_several_leaves_out_who_ticked_it_alone():
    found = made(many("none"), a=["1", "0", "0"] * 10, b=["0", "1", "0"] * 10, none=["0", "1", "1"] * 10)["q", ""]
    assert [option.code for option in found.options] == ["a", "b"]
    assert (found.columns[0].base, found.columns[0].shares) == (20, (50, 50))


# Who ticked nothing

TICKED = {"a": ["1", None, None, None] * 10, "b": [None, "1", None, None] * 10, "none": [None] * 40}


def test_who_ticked_nothing_is_left_out_and_that_is_told():
    found = made(many(), **TICKED)["q", ""]
    assert (found.columns[0].base, found.counts_none) == (20, False)


def test_who_ticked_nothing_has_answered_where_all_were_asked():
    found = made(many(asks_all=True), **TICKED)["q", ""]
    assert (found.columns[0].base, found.columns[0].shares, found.counts_none) == (40, (25, 25, 0), True)


def test_all_who_were_asked_are_those_whom_the_condition_names():
    told = many(asks_all=True, asked_if=Condition("f", ("y",)))
    found = made(told, variable("f", Role.SINGLE, *options("y", "n")), f=["y", "y", "y", "n"] * 10, **TICKED)["q", ""]
    assert found.columns[0].base == 30


# Groups


def test_a_group_stands_beside_its_answers():
    grouped = variable("q", Role.SINGLE, *options("a", "b", "c", a="Plutôt", b="Plutôt"))
    found = made(grouped, q=["a", "b", "c", "c"] * 20)["q", ""]
    assert [answer.code for answer in found.answers] == ["a", "b", "c", "plutot"]
    assert found.columns[0].shares == (25, 25, 50, 50)


def test_a_group_of_a_multiple_choice_counts_each_respondent_once():
    told = variable("q", Role.MULTIPLE, *(Option("1", Words(c), column=c, group=Words("X")) for c in "ab"))
    assert everyone(told, a=["1", "1", "0"] * 10, b=["1", "0", "0"] * 10).shares == (67, 33, 67)


def test_a_group_has_a_code_of_its_own():
    grouped = variable("q", Role.SINGLE, *options("plutot", "b", plutot="Plutôt", b="Plutôt"))
    assert [group.code for group in grouped.groups] == ["plutot_"]


def test_a_segment_shows_groups_in_place_of_their_categories():
    age = variable("age", Role.SEGMENT, *options("18", "25", "65", **{"18": "Jeunes", "25": "Jeunes"}))
    found = made(variable("q", Role.SINGLE, *options("a", "b")), age, q=["a", "b"] * 60, age=["18", "25", "65"] * 40)
    assert [(column.code, column.base) for column in found["q", "age"].columns] == [("jeunes", 80), ("65", 40)]


def test_a_question_is_a_segment_of_the_others():
    found = made(
        variable("q", Role.SINGLE, *options("a", "b"), is_segment=True),
        variable("r", Role.SINGLE, *options("a", "b")),
        q=["a", "b"] * 60,
        r=["a", "a", "b"] * 40,
    )
    assert set(found) == {("q", ""), ("r", ""), ("r", "q")}
    assert [column.base for column in found["r", "q"].columns] == [60, 60]


# Tests of differences


def crossed(*groups: tuple[float, float], **facts) -> list[Table]:
    """A table by a segment of groups of (effective base, first share)."""
    columns = [
        Column(
            str(place),
            Words(str(place)),
            1500,
            tuple(round(100 * part) for part in (share, 1 - share)),
            effective=effective,
            exact=(share, 1 - share),
        )
        for place, (effective, share) in enumerate(groups)
    ]
    return with_differences([table(segment="age", columns=columns, **facts)])


def test_nothing_is_tested_under_thirty_effective():
    assert crossed((29.9, 0), (200, 0.4))[0].differences == ()
    assert crossed((30, 0), (200, 0.4))[0].differences != ()


def test_means_are_tested_too():
    a, b = (
        Column(name, Words(name), 400, effective=400, mean=mean, exact_mean=mean, mean_error=0.05)
        for name, mean in (("a", 3.1), ("b", 3.4))
    )
    [told] = with_differences([table(role=Role.NUMBER, segment="age", options=(), columns=[a, b])])
    assert told.differences == ((MEAN_PLACE, 0, 1),)
    shown = figure(told)
    assert [row.cells[0].above for row in shown.rows] == ["", "A"]


def old_table() -> Table:
    """As they were published before exact figures were kept."""
    bare = {"exact": (), "effective": None}
    return table(segment="age", columns=[surveys.column("a", 90, (70, 30), **bare), surveys.column("b", None)])


def test_a_table_without_exact_figures_tests_nothing():
    [untested] = with_differences([old_table()])
    assert untested.differences == ()


def test_of_many_tables_of_noise_few_show_a_difference():
    chance = np.random.default_rng(9)
    told = 0
    for _table in range(800):
        shares = chance.binomial(100, 0.4, size=5) / 100
        told += bool(crossed(*((100, share) for share in shares))[0].differences)
    assert told < 0.08 * 800


def test_the_tests_of_one_question_are_taken_together():
    """What stands alone may not stand among many comparisons of nothing."""
    borderline = table(
        segment="age",
        columns=[
            Column("a", Words("A"), 200, (55, 45), effective=200, exact=(0.55, 0.45)),
            Column("b", Words("B"), 200, (45, 55), effective=200, exact=(0.446, 0.554)),
        ],
    )
    same = Column("c", Words("C"), 200, (50, 50), effective=200, exact=(0.5, 0.5))
    noise = [table(segment=f"s{number}", columns=[same, same]) for number in range(10)]
    assert with_differences([borderline])[0].differences != ()
    assert with_differences([borderline, *noise])[0].differences == ()


# Kept


def test_old_tables_without_exact_figures_are_read():
    data = old_table().to_json()
    for name in ("groups", "battery", "counts_none"):
        del data[name]
    for column in data["columns"]:
        for name in ("effective", "exact", "exact_mean", "mean_error"):
            del column[name]
    assert Table.from_json(data) == old_table()


def test_fragile_looks_at_the_effective_base():
    assert Column("", Words(), 60, effective=29.4).is_fragile
    assert not Column("", Words(), 60, effective=31).is_fragile
    assert not Column("", Words(), 30, effective=29.9999999999).is_fragile


@pytest.mark.parametrize("weight", [["1"] * 80, ["1", "3"] * 40])
def test_the_effective_base_goes_with_the_tables(weight):
    result = tabulate(
        Codebook((variable("q", Role.SINGLE, *options("a", "b")), variable("weight", Role.WEIGHT))),
        Answers({"q": ["a", "b"] * 40, "weight": weight}),
        threshold=10,
        progress=lambda part: None,
    )
    expected = sum(map(float, weight)) ** 2 / sum(float(each) ** 2 for each in weight)
    assert result.effective == pytest.approx(expected)
    assert result.tables[0].columns[0].effective == pytest.approx(expected)
