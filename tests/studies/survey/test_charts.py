from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.charts.axes import axis, spread, wrap
from studies.survey.codebook import Option, Side
from studies.survey.display.charts import stacked_bars
from studies.survey.tables import Column
from studies.survey.words import Words


def options(*sides: str, descending: bool = True) -> tuple[Option, ...]:
    scores = range(len(sides), 0, -1) if descending else range(1, len(sides) + 1)
    return tuple(
        Option(str(place), Words(f"Réponse {place}"), score=score, side=Side(side))
        for place, (side, score) in enumerate(zip(sides, scores, strict=True))
    )


def column(*shares: int) -> Column:
    return Column("", Words(), 100, shares=shares)


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 71, (0, 20, 40, 60, 80)),
        (0, 100, (0, 20, 40, 60, 80, 100)),
        (3.21, 3.87, (3.2, 3.4, 3.6, 3.8, 4.0)),
        (5, 5, (4.4, 4.6, 4.8, 5.0, 5.2, 5.4, 5.6)),
    ],
)
def test_ticks_are_round_and_hold_both_ends(low, high, ticks):
    assert axis(low, high, most=7 if low == high else 5).ticks == ticks


@given(st.floats(-1e4, 1e4), st.floats(0, 1e4))
def test_an_axis_holds_any_two_figures_in_few_steps(low, length):
    scope = axis(low, low + length)
    assert scope.low <= low + 1e-6
    assert scope.high >= low + length - 1e-6
    assert 2 <= len(scope.ticks) <= 6


def test_a_place_on_an_axis():
    assert axis(0, 100).place(25, 50, 250) == 100.0


@given(st.lists(st.floats(0, 300), min_size=1, max_size=6))
def test_labels_keep_their_order_and_their_distance(wanted):
    placed = spread(wanted, 40, 0, 300)
    at = [placed[place] for place in sorted(range(len(wanted)), key=lambda place: wanted[place])]
    assert all(after - before >= 40 - 0.11 for before, after in pairwise(at))
    assert at[0] >= 0
    assert at[-1] <= 300


def test_labels_that_have_room_stay():
    assert spread([10, 200, 90], 40, 0, 300) == [10, 200, 90]


def test_text_is_cut_between_words():
    assert wrap("Quelqu’un rappelle plus tard", 12, 3) == ("Quelqu’un", "rappelle", "plus tard")


def test_what_has_no_room_is_an_ellipsis():
    assert wrap("Une réponse beaucoup trop longue pour deux lignes", 12, 2) == ("Une réponse", "beaucoup…")
    assert wrap("anticonstitutionnellement", 10, 2) == ("anticonst…",)


def test_neutrals_stand_one_above_the_other():
    drawn = stacked_bars(options("+", "", "-"), [column(60, 20, 20), column(10, 40, 50)])
    middles = [bar.before + bar.segments[0].share + bar.segments[1].share / 2 for bar in drawn.bars]
    assert middles == [70, 70]


@given(st.lists(st.tuples(*[st.integers(0, 50)] * 4), min_size=1, max_size=8))
def test_every_row_of_a_scale_is_as_long(shares):
    drawn = stacked_bars(options("+", "+", "", "-"), [column(*row) for row in shares])
    lengths = {bar.before + sum(segment.share for segment in bar.segments) + bar.after for bar in drawn.bars}
    assert len(lengths) == 1


def test_positive_answers_come_first_whatever_the_questionnaire_did():
    drawn = stacked_bars(options("-", "-", "", "+", "+"), [column(5, 10, 20, 40, 25)])
    assert [segment.share for segment in drawn.bars[0].segments] == [25, 40, 20, 10, 5]
    assert [step.shade for step in drawn.steps] == ["positive3", "positive1", "neutral", "negative1", "negative3"]


def test_without_sides_bars_start_at_the_same_edge():
    drawn = stacked_bars(options("", "", ""), [column(60, 20, 20), column(10, 40, 49)])
    assert {bar.before for bar in drawn.bars} == {0}
    assert [step.shade for step in drawn.steps] == ["step5", "step3", "step1"]
    assert [step.shade for step in stacked_bars(options("", "", descending=False), []).steps] == ["step1", "step5"]


def test_an_answer_without_a_score_stands_after_the_scale():
    """« Don't know » is no middle of it."""
    good, unsure, bad = options("+", "", "-")
    drawn = stacked_bars([good, replace(unsure, score=None), bad], [column(60, 20, 20), column(10, 40, 50)])
    assert [step.shade for step in drawn.steps] == ["positive3", "negative3", "apart"]
    assert [[segment.share for segment in bar.segments] for bar in drawn.bars] == [[60, 20, 20], [10, 50, 40]]
    assert [bar.before for bar in drawn.bars] == [0, 50]


def test_letters_are_printed_where_they_have_room():
    above = {(0, 0): "B", (1, 0): "A B"}
    drawn = stacked_bars(options("+", "", "-"), [column(8, 10, 82)], above)
    assert [segment.above for segment in drawn.bars[0].segments] == ["B", "", ""]


def test_small_segments_keep_their_figure_for_the_table():
    drawn = stacked_bars(options("+", "", "-"), [column(93, 4, 3)])
    assert [segment.is_printed for segment in drawn.bars[0].segments] == [True, False, False]


def test_a_category_that_is_not_shown_has_no_segments():
    drawn = stacked_bars(options("+", "-"), [column(60, 40), Column("b", Words("B"), None)])
    assert drawn.bars[1].segments == ()
