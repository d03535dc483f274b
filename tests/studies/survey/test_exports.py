"""Files to take away hold the published figures, as numbers, and nothing that a spreadsheet would run."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest
from django.utils import translation

from portal.core.files.spreadsheets import inert
from studies.survey.codebook import Group, Option, Role, Side
from studies.survey.display.exports import table_csv, workbook
from studies.survey.doors.tables.reading import read_tables
from studies.survey.doors.tables.template import tables_template
from studies.survey.tables import Column, Table
from studies.survey.words import NO_WORDS, Words

YES, NO = Option("1", Words("Oui", "Yes"), side=Side.POSITIVE), Option("2", Words("Non", "No"), side=Side.NEGATIVE)
YOUNG = Column("y", Words("Jeunes", "Young"), 25, (60, 40), (41, 23), (77, 59), net=20)
OLD = Column(
    "o", Words("Âgés", "Old"), 120, (45, 55), (36, 46), (54, 64), mean=3.25, mean_low=3.1, mean_high=3.4, net=-10
)
HIDDEN = Column("h", Words("Autres", "Others"), None)
ABOUT = [("Study", "Barometer"), ("Carried out by", "An institute")]


def table(*columns: Column, **changes) -> Table:
    made = Table(
        question="q1",
        role=Role.SCALE,
        title=Words("Confiance", "Trust"),
        wording=Words("Avez-vous confiance ?", "Do you trust?"),
        asked_to=NO_WORDS,
        unit=NO_WORDS,
        options=(YES, NO),
        segment="age",
        segment_words=Words("Âge", "Age"),
        columns=columns,
    )
    return replace(made, **changes)


def rows(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


def sheets(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_csv_has_a_row_an_option_and_four_columns_a_category():
    header, yes, no, *_others = rows(table_csv(table(YOUNG, OLD), ABOUT))
    assert header[2:6] == ["Young *", "Young: low", "Young: high", "Young: base"]
    assert yes == ["Yes", "%", "60", "41", "77", "25", "45", "36", "54", "120"]
    assert no == ["No", "%", "40", "23", "59", "25", "55", "46", "64", "120"]


def test_csv_tells_measures_after_the_options():
    _header, _yes, _no, net, mean, *_others = rows(table_csv(table(YOUNG, OLD), ABOUT))
    assert net == ["Net score", "points", "20", "", "", "25", "-10", "", "", "120"]
    assert mean == ["Mean", "", "", "", "", "25", "3.25", "3.1", "3.4", "120"]


def test_csv_in_french_has_semicolons_decimal_commas_and_the_mark_of_utf8():
    with translation.override("fr"):
        text = table_csv(table(OLD), ABOUT)
    assert text.startswith("\ufeff")
    assert rows(text, ";")[1][0] == "Oui"
    assert rows(text, ";")[4][2:5] == ["3,25", "3,1", "3,4"]


def test_csv_ends_with_the_method():
    method = rows(table_csv(table(OLD), ABOUT))[6:]
    assert ["Study", "Barometer"] in method
    assert ["Question", "Trust, by age"] in method
    assert ["Wording", "Do you trust?"] in method
    assert any(row[0] == "How to read" for row in method)


def test_csv_says_what_is_suppressed_and_gives_nothing_of_it():
    _header, yes, *_others = rows(table_csv(table(OLD, HIDDEN), ABOUT))
    assert yes[6:] == ["too few answers", "", "", ""]


def test_files_say_why_a_sensitive_question_hides_groups_and_not_which():
    made = table(OLD, HIDDEN, is_sensitive=True)
    _header, yes, *others = rows(table_csv(made, ABOUT))
    assert yes[6] == "not shown"
    assert any("gave the same answer" in row[1] for row in others if len(row) > 1)
    texts = [cell.value for sheet in sheets(workbook([made], ABOUT)) for row in sheet for cell in row]
    assert "not shown" in texts
    assert not any(str(text).casefold().startswith("too few") for text in texts)


def test_csv_says_that_a_crossing_is_withheld():
    _header, withheld, *_others = rows(table_csv(table(), ABOUT))
    assert withheld == ["Too few answers to show this question by this segment."]


def test_csv_has_letters_where_categories_differ():
    exact = {"effective": 100.0, "exact": (0.5, 0.5)}
    apart = table(replace(YOUNG, **exact), replace(OLD, **exact), differences=((0, 0, 1),))
    header, yes, no, *others = rows(table_csv(apart, ABOUT))
    assert header[2:7] == ["Young (A) *", "Young: low", "Young: high", "Young: base", "Young: above"]
    assert yes[2:] == ["60", "41", "77", "25", "B", "45", "36", "54", "120", ""]
    assert no[6::5] == ["", ""]
    assert any("A letter beside a figure" in cell for row in others for cell in row)


def test_csv_has_groups_and_the_effective_base():
    grouped = replace(OLD, shares=(45, 55, 100), lows=(36, 46, 99), highs=(54, 64, 100), effective=71.4)
    made = table(grouped, groups=(Group("all", Words("Toutes", "All"), (0, 1)),))
    lines = rows(table_csv(made, ABOUT))
    assert lines[1][:3] == ["Total all", "%", "100"]
    assert ["Effective base", "", "71"] in [line[:3] for line in lines]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_csv_holds_no_formula(text):
    hostile = table(OLD, options=(Option("1", Words(text)), NO))
    lines = rows(table_csv(hostile, [(text, text)]))
    assert lines[1][0] == inert(text) != text
    assert [inert(text)] * 2 in lines


def test_workbook_holds_no_formula_nor_link_from_outside():
    hostile = table(
        OLD, title=Words("=1+1"), options=(Option("1", Words("=1+1")), Option("2", Words("http://evil.test")))
    )
    book = sheets(workbook([hostile], [("=1+1", "=1+1")]))
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if cell.hyperlink and cell.hyperlink.target]


def test_workbook_has_method_contents_and_a_sheet_a_question():
    book = sheets(workbook([table(OLD), table(YOUNG, question="q2")], ABOUT))
    assert book.sheetnames == ["Method", "Contents", "1 q1", "2 q2"]
    assert [cell.value for cell in book["Method"][1]] == ["Study", "Barometer"]


def test_contents_link_to_each_table():
    book = sheets(workbook([table(OLD), table(YOUNG, segment="sex")], ABOUT))
    for row in (2, 3):
        sheet, place = book["Contents"].cell(row, 1).hyperlink.location.split("!")
        assert book[sheet.strip("'")][place].value == "Trust, by age"


def test_many_questions_share_a_sheet():
    many = [table(OLD, question=f"q{number}") for number in range(61)]
    book = sheets(workbook(many, ABOUT))
    assert book.sheetnames == ["Method", "Contents", "Tables"]
    sheet, place = book["Contents"].cell(62, 1).hyperlink.location.split("!")
    assert book[sheet.strip("'")][place].value == "Trust, by age"


def test_workbook_has_numbers_as_numbers():
    book = sheets(workbook([table(OLD, HIDDEN)], ABOUT))
    header = next(row for row in book["1 q1"] if row[0].value == "Answer")[0].row
    yes = book["1 q1"][header + 1]
    assert [cell.value for cell in yes] == ["Yes", "%", 45, 36, 54, 120, "too few answers", None, None, None]
    assert yes[2].number_format == '0" %"'
    assert yes[5].number_format == "#,##0"


def test_workbook_in_french():
    with translation.override("fr"):
        book = sheets(workbook([table(OLD)], ABOUT))
    assert "Oui" in [cell.value for cell in book.worksheets[2]["A"]]


def test_long_and_odd_names_fit_a_sheet():
    tables = [table(OLD, question="q" * 60), table(OLD, question="q" * 59 + "x")]
    assert [len(name) for name in sheets(workbook(tables, ABOUT)).sheetnames[2:]] == [31, 31]


def test_from_the_template_to_the_workbook_figures_stay(tmp_path):
    (tmp_path / "tables").write_bytes(tables_template("en"))
    _codebook, made = read_tables(tmp_path / "tables", threshold=10, progress=lambda done: None)
    tables = made.tables
    book = sheets(workbook(tables, ABOUT))
    found = [
        [cell.value for cell in row[2:]]
        for sheet in book.worksheets[2:]
        for row in sheet
        if isinstance(row[2].value, int | float) and row[0].value != "Effective base"
    ]
    assert [[value for value in row if isinstance(value, int | float)] for row in found] == list(figures(tables))


def figures(tables: list[Table]):
    for each in tables:
        for place in range(len(each.options)):
            yield [
                figure
                for column in each.columns
                for figure in (column.shares[place], column.lows[place], column.highs[place], column.base)
            ]
        measures = [[column.net for column in each.columns], [column.mean for column in each.columns]]
        measures += [[column.quartiles and column.quartiles[place] for column in each.columns] for place in range(3)]
        for measure in measures:
            if any(figure is not None for figure in measure):
                yield [
                    part for figure, column in zip(measure, each.columns, strict=True) for part in (figure, column.base)
                ]
