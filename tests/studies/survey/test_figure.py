from dataclasses import replace

import pytest
from django.utils import translation

from studies.survey.codebook import Group, Option, Role, Side
from studies.survey.display import phrases
from studies.survey.display.citation import Attribution, cite
from studies.survey.display.editions import MEAN
from studies.survey.display.figure import figure
from studies.survey.tables import Column, Table
from studies.survey.words import NO_WORDS, Words
from tests.factories.surveys import column, table

SCALE = tuple(
    Option(code, Words(label), score=score, side=Side(side))
    for code, label, score, side in [("1", "Bien", 3, "+"), ("2", "Ni l’un ni l’autre", 2, ""), ("3", "Mal", 1, "-")]
)
FIRM = {"mean": 2.44, "mean_low": 2.3, "mean_high": 2.58, "net": 40, "quartiles": (2.0, 3.0, 3.0)}
SOURCE = Attribution(
    "Prévenance", "Baromètre 2026", "https://prevenance.example/barometre/", "du 7 au 18 septembre 2026"
)


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


def test_nothing_tells_which_groups_of_a_sensitive_question_were_of_one_mind():
    shown = figure(table(segment="age", columns=[column("a", 40), column("b", None)], is_sensitive=True), table())
    assert shown.rows[0].cells[2].text == shown.grid.rows[0][1][2] == shown.hidden == "not shown"
    assert any("gave the same answer" in note for note in shown.notes)
    assert not any(note.startswith("Too few answers") for note in shown.notes)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "Too few answers to show this question by this segment."),
        ({"role": Role.NUMBER}, "one answer outweighs the others"),
        ({"is_sensitive": True}, "all gave the same answer"),
        ({"is_sensitive": True, "role": Role.NUMBER}, "all gave the same answer or in which one answer outweighs"),
    ],
)
def test_what_is_withheld_as_a_whole_says_why(fields, reason):
    shown = figure(table(segment="age", columns=[], **fields))
    assert shown.kind == "withheld"
    assert reason in shown.hidden


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
    assert [cell.text for cell in shown.rows[2].cells] == ["not shown", "", "", "", ""]
    assert any("one answer outweighs the others" in note for note in shown.notes)


def letters(shown) -> list[list[str]]:
    return [[cell.above for cell in row.cells] for row in shown.rows]


def test_a_letter_names_the_category_that_a_share_stands_above():
    shown = figure(table(segment="age", differences=((0, 0, 1), (1, 0, 1))), table())
    assert [cell.category for cell in shown.bases] == ["Everyone", "A (A)", "B (B)"]
    assert letters(shown) == [["", "B", ""], ["", "", "A"]]
    assert shown.grid.head == ("Answer", "Everyone", "A (A)", "B (B)")
    assert shown.grid.rows[0][1] == ("60% (55 to 65)", "70% (65 to 75) B", "50% (45 to 55)")
    assert any(note.startswith("A letter beside a figure") for note in shown.notes)


def test_the_higher_share_has_the_letter_whichever_comes_first():
    """0.6 and 1.47 per cent of 1,500 differ, and the second is above."""
    close = [column("a", 1500, (1, 99), exact=(0.006, 0.994)), column("b", 1500, (2, 98), exact=(0.0157, 0.9843))]
    assert letters(figure(table(segment="age", columns=close, differences=((0, 0, 1),)))) == [["", "A"], ["", ""]]


def test_shares_that_read_the_same_are_not_told_apart():
    alike = [column("a", 1500, (1, 99), exact=(0.006, 0.994)), column("b", 1500, (1, 99), exact=(0.0147, 0.9853))]
    shown = figure(table(segment="age", columns=alike, differences=((0, 0, 1), (1, 0, 1))))
    assert letters(shown) == [["", ""], ["", ""]]
    assert [cell.category for cell in shown.bases] == ["A", "B"]


def test_differences_of_tables_without_exact_figures_are_not_marked():
    old = [column("a", 100, (70, 30), exact=(), effective=None), column("b", 100, (30, 70), exact=(), effective=None)]
    assert letters(figure(table(segment="age", columns=old, differences=((0, 0, 1),)))) == [["", ""], ["", ""]]


def test_a_scale_has_its_letters_in_its_bars():
    by_age = scale("age", (column("a", 90, (60, 20, 20), **FIRM), column("b", 90, (30, 40, 30), **FIRM)))
    shown = figure(replace(by_age, differences=((0, 0, 1), (1, 0, 1))), scale())
    assert [[segment.above for segment in bar.segments] for bar in shown.scale.bars] == [
        ["", "", ""],
        ["B", "", ""],
        ["", "A", ""],
    ]
    assert shown.is_marked


def grouped(segment: str = "", **fields) -> Table:
    options = tuple(Option(code, Words(code.upper())) for code in "abc")
    either = Group("either", Words("Either"), (0, 2))
    columns = [column("x" if segment else "", 200, (20, 50, 30, 50))]
    return table("q1", segment, columns, options=options, groups=(either,), **fields)


def test_a_group_stands_before_its_first_answer():
    shown = figure(grouped())
    assert [(row.label, row.is_group) for row in shown.rows] == [
        ("Total either", True),
        ("A", False),
        ("B", False),
        ("C", False),
    ]
    assert [row[0] for row in shown.grid.rows] == ["Total either", "A", "B", "C", "Base"]


def test_answers_are_sorted_by_size_where_the_reader_asks():
    shown = figure(grouped(), is_by_size=True)
    assert [row.label for row in shown.rows] == ["Total either", "B", "C", "A"]


def test_one_group_by_category_is_dots():
    assert figure(grouped("age"), grouped(), "either").title.endswith("Total either")


def test_a_scale_has_its_groups_beside():
    groups = (Group("good", Words("Bien"), (0, 1)),)
    told = replace(scale(columns=(column(base=90, shares=(60, 20, 20, 80), **FIRM),)), groups=groups)
    assert [cell.text for cell in figure(told).bars[0][1].cells] == ["80%", "+ 40", "2.4", "90"]
    assert [segment.share for segment in figure(told).scale.bars[0].segments] == [60, 20, 20]


def test_answers_without_a_score_are_told():
    options = (*SCALE, Option("9", Words("NSP")))
    told = replace(scale(columns=(column(base=90, shares=(50, 20, 20, 10), **FIRM),)), options=options)
    assert any(note.startswith("NSP: counted in the shares and the base") for note in figure(told).notes)
    assert not any("counted in the shares" in note for note in figure(scale()).notes)


def test_the_base_of_those_who_ticked_is_told():
    assert any("chose one answer at least" in note for note in figure(table(counts_none=False)).notes)


def test_the_effective_base_is_in_the_table_where_it_differs():
    assert ("Effective base", ("71",)) in figure(table(columns=[column(effective=70.6)])).grid.rows
    assert "Effective base" not in [row[0] for row in figure(table()).grid.rows]


def test_a_margin_of_error_is_rounded_up():
    assert phrases.margin(1187) == "2.9"
    assert phrases.margin(100) == "9.8"


def test_a_citation_has_the_finding_its_base_its_study_and_its_address():
    assert cite([table()], SOURCE, "?question=q1") == (
        "According to the study “Baromètre 2026” (Prévenance), 60% of respondents answer “Yes” to the question "
        "“The question q1?” (base: 100 respondents, fieldwork du 7 au 18 septembre 2026). "
        "https://prevenance.example/barometre/?question=q1"
    )


def test_a_citation_by_segment_prefers_a_firm_base():
    by_age = table(segment="age", columns=[column("a", 20, (90, 10)), column("b", 50, (70, 30)), column("c", None)])
    assert "70% of respondents (Segment age: B)" in cite([by_age], SOURCE, "")


def test_nothing_firm_is_nothing_to_cite():
    assert cite([table(columns=[column(base=12)])], SOURCE, "") == ""


def test_a_citation_of_a_number():
    assert "is 6.2 minutes (base: 90 respondents" in cite([number()], SOURCE, "")
    assert "is 6.2 (base: 90 respondents" in cite([replace(number(), unit=NO_WORDS)], SOURCE, "")


def test_french_titles_go_on_in_lower_case():
    with translation.override("fr"):
        by = table(segment="age", segment_words=Words("Âge"), title=Words("Attente"), asked_to=NO_WORDS)
        assert phrases.title(by).endswith("âge")
        assert phrases.title(table(segment="csp", segment_words=Words("CSP"))).endswith("CSP")


def test_a_number_without_a_mean_is_not_cited_as_nought():
    medians = table(role=Role.NUMBER, options=(), columns=[column(shares=(), quartiles=(2, 4, 7))])
    assert cite([medians], SOURCE, "") == ""


def test_a_mean_is_rounded_once():
    """2.449 is stored as 2.45, and read as 2.4."""
    rounded = {**FIRM, "mean": 2.45, "exact_mean": 2.449, "mean_error": 0.0716}
    shown = figure(scale(columns=(column(base=90, shares=(60, 20, 20), **rounded),)))
    assert shown.bars[0][1].cells[1].text == "2.4"
    assert ("Mean", ("2.4 (2.3 to 2.6)",)) in shown.grid.rows
