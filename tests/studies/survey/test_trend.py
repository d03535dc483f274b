"""A question over the editions of a series: lines, breaks, options that changed places, changes that are tested."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from studies.survey.codebook import Option, Role
from studies.survey.display.editions import MEAN, Change, Edition, changes, paired_options
from studies.survey.display.figure import figure
from studies.survey.display.trend import trend
from studies.survey.tables import Table
from studies.survey.words import Words
from tests.factories.surveys import column, table
from tests.studies.survey.test_figure import FIRM, SCALE, scale


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def editions(*shares: int, changed: int | None = None, **fields) -> list[Edition]:
    return [
        Edition(
            date(2020 + place, 9, 1),
            str(2020 + place),
            table(columns=[column(shares=(share, 100 - share))], **fields),
            place == changed,
        )
        for place, share in enumerate(shares)
    ]


def test_a_trend_draws_the_options_over_editions():
    shown = trend(editions(60, 64, 71))
    assert shown.kind == "lines"
    assert [row[0] for row in shown.grid.rows] == ["Yes", "No", "Base"]
    assert shown.grid.rows[0][1] == ("60% (55 to 65)", "64% (59 to 69)", "71% (66 to 76)")
    assert shown.description.startswith("Yes, 2020 60%, 2021 64%, 2022 71%")


def test_a_trend_of_one_option():
    assert [row[0] for row in trend(editions(60, 64), "2").grid.rows] == ["No", "Base"]


def test_a_change_of_wording_is_a_note_and_a_break():
    shown = trend(editions(60, 64, 71, changed=2))
    assert any("between 2021 and 2022" in note for note in shown.notes)
    assert len(shown.drawings[0].breaks) == 1


def test_an_option_that_was_not_asked_before_is_a_gap():
    now, before = editions(60, 64)
    before = Edition(
        now.at.replace(year=2019), "2019", table(columns=[column(shares=(55,))], options=now.table.options[:1])
    )
    assert trend([before, now], "2").grid.rows[0][1] == ("–", "40% (35 to 45)")


def test_at_most_five_options_are_drawn():
    many = tuple(Option(str(place), Words(str(place))) for place in range(8))
    each = table(options=many, columns=[column(shares=(1, 2, 30, 4, 5, 6, 7, 8))])
    shown = trend([Edition(date(year, 1, 1), str(year), each) for year in (2025, 2026)])
    assert [row[0] for row in shown.grid.rows] == ["2", "4", "5", "6", "7", "Base"]


def test_the_trend_of_a_scale_is_its_mean():
    shown = trend([Edition(date(year, 1, 1), str(year), scale()) for year in (2025, 2026)])
    assert shown.grid.rows[0] == ("Mean", ("2.4 (2.3 to 2.6)",) * 2)


def pair(before: Table, after: Table, **fields) -> tuple[Edition, Edition]:
    earlier = {name: value for name, value in fields.items() if name == "codes"}
    later = {name: value for name, value in fields.items() if name == "is_break"}
    return Edition(date(2024, 9, 1), "2024", before, **earlier), Edition(date(2025, 9, 1), "2025", after, **later)


def yes(share: int, base: int = 1000, **fields) -> Table:
    return table(columns=[column(base=base, shares=(share, 100 - share))], **fields)


def test_a_change_since_the_edition_before_is_tested_and_marked():
    before, after = pair(yes(57), yes(63))
    shown = figure(after.table, changes=changes(after, before))
    assert [row.cells[0].change for row in shown.rows] == [Change("+ 6", 1), Change("− 6", -1)]
    assert shown.grid.head == ("Answer", "Everyone", "Since 2024")
    assert [row[1][1] for row in shown.grid.rows] == ["+ 6 ▲", "− 6 ▼", ""]
    assert any(note.startswith("▲ and ▼: a significant change since 2024") for note in shown.notes)


def test_a_change_that_may_be_chance_has_no_arrow():
    before, after = pair(yes(57), yes(58))
    assert changes(after, before).by_code == {"1": Change("+ 1", 0), "2": Change("− 1", 0)}


@pytest.mark.parametrize("few", [yes(57, 29), yes(57).described()])
def test_a_change_that_cannot_be_tested_is_told_untested(few):
    before, after = pair(few, yes(80))
    assert changes(after, before).by_code["1"] == Change("+ 23", 0)
    assert any("they are not tested" in note for note in figure(after.table, changes=changes(after, before)).notes)


def test_a_change_across_another_wording_is_not_told():
    before, after = pair(yes(57), yes(63), is_break=True)
    assert changes(after, before) is None


def test_a_change_is_of_everyone_and_in_no_crossing():
    before, after = pair(yes(57), yes(63))
    shown = figure(table(segment="age"), after.table, changes=changes(after, before))
    assert all(cell.change is None for row in shown.rows for cell in row.cells)


def test_the_mean_of_a_scale_has_its_change():
    exact = {**FIRM, "exact_mean": 2.44, "mean_error": 0.02}
    before, after = (
        scale(columns=(column(base=900, shares=(60, 20, 20), **{**exact, "exact_mean": mean}),)) for mean in (2.2, 2.44)
    )
    before, after = pair(before, after)
    assert changes(after, before).by_code[MEAN] == Change("+ 0.2", 1)


CHANNELS = (Option("1", Words("Téléphone")), Option("2", Words("E-mail")))
SWAPPED = (Option("1", Words("E-mail")), Option("2", Words("Téléphone")))


def test_editions_are_joined_by_pairs_of_options():
    """Codes changed places, and nothing else did."""
    before, after = pair(yes(70, options=CHANNELS), yes(30, options=SWAPPED), codes={"1": "2", "2": "1"})
    shown = trend([before, after])
    assert shown.grid.rows[:2] == (
        ("E-mail", ("30% (25 to 35)", "30% (25 to 35)")),
        ("Téléphone", ("70% (65 to 75)", "70% (65 to 75)")),
    )
    assert changes(after, before).by_code == {"1": Change("0", 0), "2": Change("0", 0)}


def test_an_option_without_a_pair_is_a_gap():
    before, after = pair(yes(70, options=CHANNELS), yes(30, options=SWAPPED), codes={"1": "2"})
    assert trend([before, after]).grid.rows[1][1][0] == "–"


def test_a_mean_breaks_where_the_scores_differ():
    ten = tuple(replace(option, score=option.score * 2) for option in SCALE)
    before, after = pair(scale(), replace(scale(), options=ten))
    shown = trend([before, after])
    assert [each.label for each in shown.drawings[0].breaks] == ["new scale"]
    assert any(note.startswith("The scale changed between 2024 and 2025") for note in shown.notes)
    assert MEAN not in changes(after, before).by_code
    assert trend([before, after], "1").drawings[0].breaks == ()


def test_a_trend_marks_its_changes():
    shown = trend(pair(yes(57), yes(63)))
    assert shown.grid.rows[0][1] == ("57% (52 to 62)", "63% (58 to 68) ▲")
    assert any(note.startswith("▲ and ▼") for note in shown.notes)


def test_pairs_of_a_multiple_choice_go_by_its_columns():
    before, now = (
        table(role=Role.MULTIPLE, options=tuple(Option(code, Words(code), column=column) for column, code in options))
        for options in ([("q2_1", "q2_1"), ("q2_2", "q2_2")], [("q2_2", "a"), ("q2_1", "b")])
    )
    pairs = {"q2_1": "q2_2", "q2_2": "q2_1", "q2_3": "q2_1"}
    assert paired_options(now, before, pairs) == {"b": "q2_2", "a": "q2_1"}
