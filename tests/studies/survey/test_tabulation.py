"""Tables from a survey small enough to count by hand: 60 respondents, half of them with twice the weight."""

import pytest

from studies.survey.answers import Answers
from studies.survey.codebook import Codebook, Option, Role, Side, Variable
from studies.survey.tables import Table
from studies.survey.tabulation import Tabulation, tabulate
from studies.survey.words import Words


def variable(code: str, role: Role, *options: Option, column: str | None = None) -> Variable:
    return Variable(code, role, Words(code), code if column is None else column, options=options)


def option(code: str, score: float | None = None, side: Side = Side.NEUTRAL, column: str = "") -> Option:
    return Option(code, Words(f"option {code}"), score, side, column)


CODEBOOK = Codebook(
    (
        variable("choice", Role.SINGLE, option("a"), option("b")),
        variable("scale", Role.SCALE, option("1", 1, Side.NEGATIVE), option("2", 2), option("3", 3, Side.POSITIVE)),
        variable("many", Role.MULTIPLE, option("x", column="many_x"), option("x", column="many_y"), column=""),
        variable("minutes", Role.NUMBER),
        variable("why", Role.OPEN),
        variable("age", Role.SEGMENT, option("young"), option("old")),
        variable("town", Role.SEGMENT, option("large"), option("middle"), option("small")),
        variable("weight", Role.WEIGHT),
    )
)


def answers(**columns: list[str | None]) -> Answers:
    """Choice a by the heavy half; ages alternate; five live in a small town, none of them says « 3 »."""
    plain = {
        "choice": ["a"] * 30 + ["b"] * 30,
        "scale": ["1", "2", "3", "3", "3", "2"] * 10,
        "many_x": ["x"] * 60,
        "many_y": ["x", None, None] * 20,
        "minutes": ["5", "10.5"] * 30,
        "why": ["Jeanne Dupont"] * 60,
        "age": ["young", "old"] * 30,
        "town": ["small"] * 5 + ["middle", "large"] * 27 + ["middle"],
        "weight": ["2"] * 30 + ["1"] * 30,
    }
    return Answers({**plain, **columns})


def tabulated(**columns: list[str | None]) -> Tabulation:
    return tabulate(CODEBOOK, answers(**columns), threshold=10, progress=lambda part: None)


def table(question: str, segment: str = "", **columns: list[str | None]) -> Table:
    return next(t for t in tabulated(**columns).tables if (t.question, t.segment) == (question, segment))


def test_each_question_comes_for_everyone_then_by_each_segment():
    assert [(t.question, t.segment) for t in tabulated().tables][:6] == [
        ("choice", ""), ("choice", "age"), ("choice", "town"), ("scale", ""), ("scale", "age"), ("scale", "town"),
    ]  # fmt: skip


def test_free_text_is_in_no_table():
    assert "Jeanne Dupont" not in str(tabulated())
    assert "why" not in {t.question for t in tabulated().tables}


def test_shares_are_weighted_and_the_base_is_not():
    [everyone] = table("choice").columns
    assert (everyone.shares, everyone.base) == ((67, 33), 60)


def test_an_interval_holds_its_share():
    [everyone] = table("choice").columns
    assert everyone.lows[0] < 67 < everyone.highs[0]


def test_a_scale_has_mean_quartiles_and_net_score():
    [everyone] = table("scale").columns
    assert (everyone.mean, everyone.quartiles, everyone.net) == (2.33, (2, 2, 3), 33)


def test_a_choice_has_none_of_them():
    [everyone] = table("choice").columns
    assert (everyone.mean, everyone.quartiles, everyone.net) == (None, None, None)


def test_a_number_has_mean_and_quartiles():
    [everyone] = table("minutes").columns
    assert (everyone.mean, everyone.quartiles, everyone.shares) == (7.75, (5, 5, 10.5), ())


def test_several_answers_pass_a_hundred_per_cent():
    [everyone] = table("many").columns
    assert everyone.shares == (100, 33)


def test_options_of_one_code_go_by_their_columns():
    assert [option.code for option in table("many").options] == ["many_x", "many_y"]


def test_who_left_every_column_empty_did_not_answer():
    [everyone] = table("many", many_x=[None] * 60).columns
    assert (everyone.base, everyone.shares) == (20, (0, 100))


def test_a_respondent_without_weight_is_in_no_figure():
    result = tabulated(weight=["0"] * 30 + ["1"] * 30)
    assert result.respondents == 30
    assert result.tables[0].columns[0].shares == (0, 100)


def test_a_small_group_is_not_shown_and_another_with_it():
    shown = [column.base for column in table("choice", "town").columns]
    assert shown.count(None) >= 2 or not shown


def test_what_is_not_shown_holds_no_figure():
    for column in (column for t in tabulated().tables for column in t.columns if column.base is None):
        assert (column.shares, column.lows, column.mean, column.quartiles, column.net) == ((), (), None, None, None)


def test_a_multiple_choice_that_filters_another_is_minded():
    """Eight in the fourth part chose x, which that question shows: nothing hides that they alone gave minutes."""
    chose = (["x"] * 20 + [None] * 20) * 3 + ["x"] * 8 + [None] * 32
    codebook = Codebook(
        (
            variable("many", Role.MULTIPLE, option("x", column="x"), option("y", column="y"), column=""),
            variable("minutes", Role.NUMBER),
            variable("part", Role.SEGMENT, *map(option, "1234")),
        )
    )
    columns = {
        "x": chose,
        "y": ["y"] * 160,
        "minutes": ["5" if cell else None for cell in chose],
        "part": [part for part in "1234" for _respondent in range(40)],
    }
    made = tabulate(codebook, Answers(columns), threshold=10, progress=lambda part: None)
    by_part = {t.question: t.columns for t in made.tables if t.segment == "part"}
    assert [column.base for column in by_part["many"]] == [40, 40, 40, 40]
    assert by_part["minutes"] == ()


def test_a_question_that_too_few_answered_has_no_column():
    few = ["a"] * 9 + [None] * 51
    assert table("choice", choice=few).columns == ()
    assert table("choice", "age", choice=few).columns == ()


def test_groups_that_differ_are_told():
    apart = {"choice": ["a", "b"] * 30, "weight": ["1"] * 60}
    assert (0, 0, 1) in table("choice", "age", **apart).differences
    assert table("choice", "age").differences == ()


def test_subgroups_too_small_to_show_have_no_size():
    sizes = {group["segment"]["fr"]: [c["base"] for c in group["categories"]] for group in tabulated().subgroups}
    assert sizes["age"] == [30, 30]
    assert None in sizes["town"]


def test_a_table_comes_back_from_its_json():
    for each in tabulated().tables:
        assert Table.from_json(each.to_json()) == each


@pytest.mark.parametrize("weighted", [True, False])
def test_progress_ends_at_the_whole(weighted):
    told = []
    variables = [v for v in CODEBOOK.variables if weighted or v.role is not Role.WEIGHT]
    result = tabulate(Codebook(tuple(variables)), answers(), threshold=10, progress=told.append)
    assert told[-1] == 1
    assert result.is_weighted is weighted
