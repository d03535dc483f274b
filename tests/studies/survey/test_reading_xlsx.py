from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from django.utils import translation

from studies.survey.doors.answers.reading import read_answers
from studies.survey.problems import Refused
from studies.survey.sheets import archive
from tests.studies.survey.answer_files import xlsx_bytes


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def read(tmp_path):
    def read_content(content):
        path = tmp_path / "sent"
        path.write_bytes(content)
        return read_answers(path, "Réponses.XLSX", lambda done: None)

    return read_content


def refusal(read, content):
    with pytest.raises(Refused) as refused:
        read(content)
    return refused.value.problems[0]


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def test_values_become_cells(read):
    answers = read(
        workbook(
            ["entier", "réel", "vrai", "texte", "jour", "instant", "vide"],
            [3.0, 0.25, True, " Téléphone ", date(2026, 1, 5), datetime(2026, 1, 5, 9, 30), None],  # noqa: DTZ001
            [4, 1e-7, False, "3,5", date(2026, 1, 6), datetime(2026, 1, 6, 0, 0, 1), "x"],  # noqa: DTZ001
        )
    )
    assert answers.columns == {
        "entier": ["3", "4"],
        "réel": ["0.25", "1e-07"],
        "vrai": ["1", "0"],
        "texte": ["Téléphone", "3.5"],
        "jour": ["2026-01-05", "2026-01-06"],
        "instant": ["2026-01-05T09:30:00", "2026-01-06T00:00:01"],
        "vide": [None, "x"],
    }


def test_rows_are_counted_from_the_header_whatever_stands_above(read):
    answers = read(workbook([], ["canal", "age"], [1, 2]))
    assert (answers.first_row, len(answers)) == (3, 1)


def test_a_formula_is_named_by_its_cell(read):
    problem = refusal(read, workbook(["a", "b"], [1, 2], [3, "=A2+1"]))
    assert "B3" in problem.message
    assert (problem.row, problem.column) == (3, "B")


def test_a_text_that_looks_like_a_formula_is_a_text(read):
    assert read(xlsx_bytes({"R": [["a", "b"], ["1", "2"]]})).columns["a"] == ["1"]
    output = BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "avis")
        sheet.write_string(1, 0, "=) très bien")
    assert read(output.getvalue()).columns["avis"] == ["=) très bien"]


def test_an_error_of_the_spreadsheet_is_named_by_its_cell(read):
    assert "A2" in refusal(read, workbook(["a"], ["#N/A"])).message


def test_a_value_beside_the_named_columns_is_named(read):
    assert "D2" in refusal(read, workbook(["a", "b"], [1, 2, None, "note"])).message


def test_empty_rows_at_the_end_are_nobody_and_between_others_are_named(read):
    assert len(read(workbook(["a"], [1], [], []))) == 1
    assert refusal(read, workbook(["a"], [1], [], [2])).row == 3


def test_the_codebook_sheet_holds_no_answers(read):
    content = xlsx_bytes({"Codebook": [["variable", "role"]], "Réponses": [["canal"], [1]]})
    assert list(read(content).columns) == ["canal"]


def with_sheets(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, state, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for row in rows:
            sheet.append(row)
    output = BytesIO()
    book.save(output)
    return output.getvalue()


def test_a_hidden_sheet_is_not_read_and_the_one_that_is_is_told(read):
    rows = [["q1"], ["a"]]
    answers = read(
        with_sheets(("Notes", "hidden", [["secret"], ["x"]]), ("Vide", "visible", []), ("R", "visible", rows))
    )
    assert (answers.columns, answers.sheet) == ({"q1": ["a"]}, "R")
    assert read(with_sheets(("R", "visible", rows))).sheet == ""


def test_carriage_returns_written_by_excel_are_read(read):
    assert read(workbook(["avis"], ["un_x000D_deux _x0000_"])).columns["avis"] == ["un\rdeux _x0000_"]


def test_a_claimed_size_of_a_million_rows_is_not_believed(read):
    content = with_member(
        workbook(["a", "b"], [1, 2]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'),
    )
    assert len(read(content)) == 1


def test_a_row_numbered_beyond_the_sheet_ends_it(read):
    content = with_member(
        workbook(["a"], [1]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<row r="2">', b'<row r="999999999999">').replace(b'r="A2"', b'r="A999999999999"'),
    )
    assert refusal(read, content).message


def test_entities_are_refused(read):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    content = with_member(workbook(["a"], [1]), "xl/worksheets/sheet1.xml", lambda xml: bomb + xml)
    assert "damaged" in refusal(read, content).message


def test_a_zip_bomb_is_refused_unopened(read, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 10_000)
    output = BytesIO()
    with ZipFile(output, "w", ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/a.xml", bytes(10_001))
    assert "too large" in refusal(read, output.getvalue()).message


@pytest.mark.parametrize("content", [b"", b"id;canal\n1;2\n", bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)])
def test_what_is_no_workbook_is_refused(read, content):
    assert ".xlsx" in refusal(read, content).message


def with_member(content, name, change):
    output = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(output, "w", ZIP_DEFLATED) as after:
        for entry in before.namelist():
            data = before.read(entry)
            after.writestr(entry, change(data) if entry == name else data)
    return output.getvalue()
