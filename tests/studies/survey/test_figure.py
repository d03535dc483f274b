from datetime import date

import pytest
from django.utils import translation

from studies.survey.codebook import Option, Role, Side
from studies.survey.display import phrases
from studies.survey.display.citation import Source, cite
from studies.survey.display.figure import MEAN, figure
from studies.survey.display.trend import Edition, trend
from studies.survey.tables import Column, Table
from studies.survey.words import NO_WORDS, Words
from tests.factories.surveys import column, table

SCALE = tuple(
    Option(code, Words(label), score=score, side=Side(side))
    for code, label, score, side in [("1", "Bien", 3, "+"), ("2", "Ni l’un ni l’autre", 2, ""), ("3", "Mal", 1, "-")]
)
FIRM = {"mean": 2.44, "mean_low": 2.3, "mean_high": 2.58, "net": 40, "quartiles": (2.0, 3.0, 3.0)}
SOURCE = Source("Prévenance", "Baromètre 2026", "https://prevenance.example/barometre/", "du 7 au 18 septembre 2026")


@pytest.fixture(autouse=True)
def english():
    """The messages as they stand in the code."""
    with translation.override("en"):
        yield


def scale(segment: str = "", columns: tuple[Column, ...] | None = None) -> Table:
    columns = columns or (column(base=90, shares=(60, 20, 20), **FIRM),)
    return table(segment=segment, role=Role.SCALE, options=SCALE, columns=columns)


def number(segment: str = "", *columns: Column) -> Table:
    columns = columns or (
        column(base=90, shares=(), mean=6.2, mean_low=5.9, mean_high=6.5, quartiles=(3.0, 5.5, 10.0)),
    )
    return table(segment=segment, role=Role.NUMBER, options=(), unit=Words("minutes"), columns=columns)


def test_bars_stand_beside_everyones():
    shown = figure(table(segment="age"), table())
    assert shown.kind == "bars"
    assert [cell.category for cell in shown.rows[0].cells] == ["Everyone", "A", "B"]
    assert [cell.share for cell in shown.rows[0].cells] == [60, 70, 50]
    assert [cell.text for cell in shown.bases] == ["100", "50", "50"]


def test_the_title_says_the_question_and_the_segment():
    assert figure(table()).title == "Title of q1"
    assert figure(table(segment="age"), table()).title == "Title of q1, by segment age"


def test_the_base_is_a_range_where_categories_differ():
    assert figure(table()).base == "base: 100 respondents"
    shown = figure(table(segment="age"), table(columns=[column(base=1187)]))
    assert shown.base == "base: 50 to 1,187 respondents depending on the category"


def test_a_hidden_category_is_said_in_its_cells_and_in_a_note():
    shown = figure(table(segment="age", columns=[column("a", 40), column("b", None)]), table())
    assert [cell.share for cell in shown.rows[0].cells] == [60, 60, None]
    assert shown.rows[0].cells[2].text == "too few answers"
    assert any(note.startswith("Too few answers") for note in shown.notes)
    assert shown.grid.rows[0][1][2] == "too few answers"


def test_a_fragile_base_has_a_sign_and_a_note():
    shown = figure(table(segment="age", columns=[column("a", 29), column("b", 30)]), table())
    assert [cell.text for cell in shown.bases] == ["100", "29 *", "30"]
    assert any(note.startswith("* Fragile base") for note in shown.notes)


def test_multiple_choice_says_that_totals_pass_a_hundred():
    assert any("more than 100" in note for note in figure(table(role=Role.MULTIPLE)).notes)
    assert not any("more than 100" in note for note in figure(table()).notes)


def test_a_withheld_crossing_shows_no_figure():
    shown = figure(table(segment="age", columns=[]), table())
    assert (shown.kind, shown.rows, shown.grid) == ("withheld", (), None)


def test_the_table_has_intervals_and_bases():
    grid = figure(table()).grid
    assert grid.head == ("Answer", "Everyone")
    assert grid.rows == (("Yes", ("60% (55 to 65)",)), ("No", ("40% (35 to 45)",)), ("Base", ("100",)))


def test_a_scale_has_its_net_score_its_mean_and_its_base_beside():
    shown = figure(scale("age", (column("a", 40, (70, 20, 10), **FIRM), column("b", None))), scale())
    (_whole, everyone), (_a, first), (_b, hidden) = shown.bars
    assert [(cell.category, cell.text) for cell in everyone.cells] == [
        ("Net score", "+ 40"),
        ("Mean", "2.4"),
        ("Base", "90"),
    ]
    assert len(first.cells) == 3
    assert [cell.text for cell in hidden.cells] == ["", "", ""]


def test_a_scale_names_the_definition_of_its_quantiles():
    assert any("inverse of the weighted empirical distribution" in note for note in figure(scale()).notes)
    assert ("Median", ("3",)) in figure(scale()).grid.rows


def test_one_answer_by_category_is_dots_beside_everyones_line():
    shown = figure(table(segment="age"), table(), "2")
    wide, narrow = shown.drawings
    assert shown.kind == "dots"
    assert shown.title == "Title of q1, by segment age: No"
    assert [dot.value for dot in wide.dots] == [dot.value for dot in narrow.dots] == ["30%", "50%"]
    assert wide.reference.label == "Everyone 40%"


def test_the_mean_of_a_scale_by_category():
    shown = figure(scale("age", (column("a", 40, (70, 20, 10), **FIRM), column("b", None))), scale(), MEAN)
    assert shown.unit == "mean, from 1 to 3"
    assert [dot.value for dot in shown.drawings[0].dots] == ["2.4", ""]
    assert shown.grid.rows[0] == ("Everyone", ("2.4 (2.3 to 2.6)", "90"))


def test_a_number_has_its_mean_and_quartiles():
    shown = figure(number())
    assert [cell.text for cell in shown.rows[0].cells] == ["6.2 (5.9 to 6.5)", "3", "5.5", "10", "90"]
    assert shown.unit == "minutes"
    assert shown.drawings == ()


def test_a_number_by_category_has_dots_too():
    by_age = number(
        "age", column("a", 40, (), mean=5.0, mean_low=4.5, mean_high=5.5, quartiles=(1, 2, 3)), column("b", None)
    )
    shown = figure(by_age, number())
    assert [dot.value for dot in shown.drawings[0].dots] == ["5.0", ""]
    assert [cell.text for cell in shown.rows[2].cells] == ["too few answers", "", "", "", ""]


def test_differences_are_told_in_words():
    by_age = table(segment="age", differences=((0, 0, 1), (1, 0, 1)))
    assert figure(by_age, table()).differences == ("Yes: A (70%), above B (50%)", "No: B (50%), above A (30%)")


def test_a_margin_of_error_is_rounded_up():
    assert phrases.margin(1187) == "2.9"
    assert phrases.margin(100) == "9.8"


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


def test_a_citation_has_the_finding_its_base_its_study_and_its_address():
    assert cite(table(), SOURCE, "?question=q1") == (
        "According to the study “Baromètre 2026” (Prévenance), 60% of respondents answer “Yes” to the question "
        "“The question q1?” (base: 100 respondents, fieldwork du 7 au 18 septembre 2026). "
        "https://prevenance.example/barometre/?question=q1"
    )


def test_a_citation_by_segment_prefers_a_firm_base():
    by_age = table(segment="age", columns=[column("a", 20, (90, 10)), column("b", 50, (70, 30)), column("c", None)])
    assert "70% of respondents (Segment age: B)" in cite(by_age, SOURCE, "")


def test_nothing_firm_is_nothing_to_cite():
    assert cite(table(columns=[column(base=12)]), SOURCE, "") == ""


def test_a_citation_of_a_number():
    assert "is 6.2 minutes (base: 90 respondents" in cite(number(), SOURCE, "")


def test_french_titles_go_on_in_lower_case():
    with translation.override("fr"):
        by = table(segment="age", segment_words=Words("Âge"), title=Words("Attente"), asked_to=NO_WORDS)
        assert phrases.title(by).endswith("âge")
        assert phrases.title(table(segment="csp", segment_words=Words("CSP"))).endswith("CSP")


def test_a_number_without_a_mean_is_not_cited_as_nought():
    medians = table(role=Role.NUMBER, options=(), columns=[column(shares=(), quartiles=(2, 4, 7))])
    assert cite(medians, SOURCE, "") == ""
