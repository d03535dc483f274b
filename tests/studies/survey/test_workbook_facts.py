"""What an institute's workbook says beside its shares: how they are written, of how many, what belongs together."""

from dataclasses import replace

import openpyxl
import pytest
from django.utils import translation

from studies.survey.codebook import Codebook
from studies.survey.doors.tables.reading import read_tables
from studies.survey.doors.tables.template import tables_template
from studies.survey.words import Words
from tests.studies.survey.given_tables import by_age, find, problem, put, reader


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def read(tmp_path):
    return reader(tmp_path / "tables")


def in_fractions(book, rows):
    for row in rows:
        for cell in book["Tables"][row][2:]:
            cell.value = round(cell.value / 100, 4)


def test_shares_written_as_fractions_are_recognised_by_the_sums_of_single_choices(read):
    _codebook, tables = read(lambda book: in_fractions(book, (4, 5, 6, 7, 10, 11)))
    assert find(tables, "q1").columns[0].shares == (22, 49, 20, 9)
    assert find(tables, "q2").columns[0].shares == (61, 58)


def test_fractions_of_a_multiple_choice_alone_are_not_taken_for_percents(read):
    found = problem(read, lambda book: in_fractions(book, (10, 11)))
    assert "No share of “q2” is above 1" in found.message
    assert (found.row, found.column) == (10, "Option")


def test_a_small_share_that_says_percent_is_one(read):
    typed = {f"{letter}{row}": "0,4 %" for letter in "CDEF" for row in (10, 11)}
    _codebook, tables = read(put("Tables", **typed))
    assert find(tables, "q2").columns[0].exact == (0.004, 0.004)


@pytest.mark.parametrize("size", [None, 820])
def test_the_sample_is_as_large_as_the_institute_says(tmp_path, size):
    path = tmp_path / "tables"
    path.write_bytes(tables_template("fr"))
    if size is None:
        book = openpyxl.load_workbook(path.open("rb"))
        book["Tableaux"].delete_rows(17, 2)
        book.save(path)
    _codebook, made = read_tables(path, threshold=10, progress=lambda done: None)
    assert made.respondents == size
    assert made.effective == (size and 708.3)
    assert made.is_weighted


def test_an_effective_base_that_nobody_gave_is_not_the_base(tmp_path):
    path = tmp_path / "tables"
    path.write_bytes(tables_template("en"))
    book = openpyxl.load_workbook(path.open("rb"))
    book["Tables"].delete_rows(18)
    book.save(path)
    made = read_tables(path, threshold=10, progress=lambda done: None)[1]
    assert (made.respondents, made.effective) == (820, None)


def test_grouped_options_are_the_sum_of_theirs(read):
    _codebook, tables = read(put("Questions", S3="Satisfaits", S4="Satisfaits", T3="Satisfied", T4="Satisfied"))
    table = find(tables, "q1")
    assert [group.words.en for group in table.groups] == ["Satisfied"]
    assert table.columns[0].shares == (22, 49, 20, 9, 71)


def test_grouped_answers_of_several_have_a_row_of_their_own(read):
    group = put("Questions", S8="À distance", S9="À distance")
    assert "no row" in problem(read, group).message

    def edit(book):
        group(book)
        book["Tables"].append(["q2", "À distance", 92.4, 90.1, 92.8, 95.0])

    _codebook, tables = read(edit)
    assert find(tables, "q2").columns[0].shares == (61, 58, 92)


def test_an_option_without_a_score_is_no_fault(read):
    _codebook, tables = read(put("Questions", Q6=None))
    assert find(tables, "q1").columns[0].mean == 2.85


def test_a_sensitive_question_shows_no_group_that_agrees(read):
    all_of_them = put("Tables", F4=100, F5=0, F6=0, F7=0)

    def edit(book):
        all_of_them(book)
        book["Questions"]["M2"] = "yes"

    assert by_age(read(all_of_them)[1]) == [240, 390, 182]
    assert by_age(read(edit)[1]) == []


def test_an_institutes_row_of_a_group_counts_as_long_as_the_group_holds_the_same_options(read):
    def edit(book):
        put("Questions", S3="Satisfaits", S4="Satisfaits")(book)
        book["Tables"].append(["q1", "Satisfaits", 70, 65.3, 71, 78.1])

    codebook, tables = read(edit)
    assert find(tables, "q1").columns[0].shares[4:] == (70,)
    first = codebook.variables[0]

    def shares(*groups: str):
        options = tuple(replace(option, group=Words(name)) for option, name in zip(first.options, groups, strict=True))
        reviewed = Codebook((replace(first, options=options), *codebook.variables[1:]))
        return find(read(edit, reviewed=reviewed)[1], "q1").columns[0].shares[4:]

    assert shares("Satisfaits", "Satisfaits", "", "") == (70,)
    assert shares("Satisfaits", "Satisfaits", "Satisfaits", "") == (91,)
    assert shares("", "", "Mécontents", "Mécontents") == (29,)


@pytest.mark.parametrize(
    ("sheet", "cell", "name"),
    [("Questions", "U1", "posée_si"), ("Questions", "U1", "missing"), ("Segments", "H1", "group_fr")],
)
def test_what_is_for_answers_alone_is_said_to_be(read, sheet, cell, name):
    assert f"“{name}” is for answers" in problem(read, put(sheet, **{cell: name})).message


def test_what_was_reviewed_counts_in_place_of_the_workbook_s(read):
    codebook, _tables = read()
    first = codebook.variables[0]
    options = tuple(replace(option, group=Words(option.side or "?")) for option in first.options)
    reviewed = replace(first, battery=Words("Contacts"), options=options)
    _codebook, tables = read(reviewed=Codebook((reviewed, *codebook.variables[1:])))
    assert find(tables, "q1").battery == Words("Contacts")
    assert [group.places for group in find(tables, "q1").groups] == [(0, 1), (2, 3)]
