"""The workbook of tables of an institute: what it says comes out, what is wrong with it is told by its place."""

import zipfile
from datetime import date

import pytest
from django.utils import translation

from studies.survey.codebook import Role, Side
from studies.survey.doors.tables.reading import read_tables
from studies.survey.doors.tables.template import tables_template
from studies.survey.estimates import wilson
from studies.survey.problems import Refused
from studies.survey.rounding import whole_percent
from studies.survey.sheets import archive
from tests.studies.survey.given_tables import by_age, find, problem, put, reader


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def read(tmp_path):
    return reader(tmp_path / "tables")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_template_reads_back(read, language):
    codebook, tables = read(language=language)
    satisfaction, contact, waiting = codebook.questions
    assert [question.role for question in codebook.questions] == [Role.SCALE, Role.MULTIPLE, Role.NUMBER]
    assert (satisfaction.title.fr, satisfaction.title.en) == ("Satisfaction", "Satisfaction")
    assert satisfaction.wording.en.startswith("How satisfied")
    assert [option.code for option in satisfaction.options] == ["4", "3", "2", "1"]
    assert [option.score for option in satisfaction.options] == [4, 3, 2, 1]
    assert [option.side for option in satisfaction.options] == [*2 * [Side.POSITIVE], *2 * [Side.NEGATIVE]]
    assert contact.asked_to.fr == ""
    assert waiting.unit.en == "minutes"
    assert [category.code for category in codebook.segments[0].options] == ["18-34", "35-64", "65"]
    order = [(table.question, table.segment) for table in tables]
    assert order == [(code, segment) for code in ("q1", "q2", "q3") for segment in ("", "age")]


def test_both_templates_say_the_same(read):
    assert read(language="fr") == read(language="en")


def test_figures(read):
    _codebook, tables = read()
    (column,) = find(tables, "q1").columns
    assert column.base == 812
    assert column.shares == (22, 49, 20, 9)
    assert column.net == 42
    assert column.mean == 2.85
    assert [column.mean for column in find(tables, "q1", "age").columns] == [2.72, 2.85, 2.99]


def test_intervals_use_the_effective_base(read):
    _codebook, tables = read()
    (column,) = find(tables, "q1").columns
    low, high = wilson(0.224, 701.5)
    assert (column.lows[0], column.highs[0]) == (whole_percent(low), whole_percent(high))


def test_without_an_effective_base_intervals_use_the_base(read):
    _codebook, tables = read()
    (column,) = find(tables, "q2").columns
    low, high = wilson(0.612, 815)
    assert (column.lows[0], column.highs[0]) == (whole_percent(low), whole_percent(high))


def test_quartiles_of_a_number(read):
    _codebook, tables = read()
    (column,) = find(tables, "q3").columns
    assert (column.shares, column.mean, column.quartiles) == ((), 7.4, (3, 5, 10))


def test_differences_are_those_of_the_z_test(read):
    _codebook, tables = read()
    differences = find(tables, "q2", "age").differences
    assert (0, 0, 1) in differences
    assert (0, 1, 2) in differences
    assert find(tables, "q2").differences == ()


@pytest.mark.parametrize(("share", "shown"), [(22.5, 23), (22.49, 22), ("22,5", 23), ("22,5 %", 23), (28.5, 29)])
def test_shares_are_rounded_half_up(read, share, shown):
    _codebook, tables = read(put("Tables", C10=share))
    assert find(tables, "q2").columns[0].shares[0] == shown


def test_a_cell_formatted_as_a_percentage(read):
    def edit(book):
        book["Tables"]["C4"] = 0.235
        book["Tables"]["C4"].number_format = "0.0%"

    _codebook, tables = read(edit)
    assert find(tables, "q1").columns[0].shares[0] == 24


def test_net_is_computed_before_rounding(read):
    _codebook, tables = read(put("Tables", C4=22.4, C5=48.4, C6=20.3, C7=8.9))
    assert find(tables, "q1").columns[0].net == whole_percent(0.224 + 0.484 - 0.203 - 0.089) == 42


def test_a_question_under_the_threshold_shows_nothing(read):
    _codebook, tables = read(threshold=813)
    assert find(tables, "q1").columns == find(tables, "q1", "age").columns == ()
    assert find(tables, "q2").columns[0].base == 815


def test_a_small_category_withholds_the_crossing(read):
    _codebook, tables = read(put("Tables", D2=414, E2=390, F2=8, D3=None, E3=None, F3=None))
    assert by_age(tables) == []


def test_one_category_left_out_withholds_the_crossing(read):
    """The whole less the others would bring it back."""
    _codebook, tables = read(put("Tables", **{f"F{row}": None for row in range(2, 9)}))
    assert by_age(tables) == []


def test_two_categories_left_out_protect_each_other(read):
    empty = {f"{letter}{row}": None for letter in "DF" for row in range(2, 9)}
    _codebook, tables = read(put("Tables", **empty))
    assert by_age(tables) == [None, 390, None]


def test_two_categories_too_small_together_withhold_the_crossing(read):
    empty = {f"{letter}{row}": None for letter in "DF" for row in range(2, 9)}
    _codebook, tables = read(put("Tables", **empty, C2=399, C3=None))
    assert by_age(tables) == []


def test_few_respondents_without_a_category_withhold_the_crossing(read):
    _codebook, tables = read(put("Tables", C2=815))
    assert by_age(tables) == []


def test_all_categories_left_out_withhold_the_crossing(read):
    empty = {f"{letter}{row}": None for letter in "DEF" for row in range(2, 9)}
    _codebook, tables = read(put("Tables", **empty))
    assert find(tables, "q1", "age").columns == ()


def test_many_respondents_without_a_category_need_nothing(read):
    _codebook, tables = read(put("Tables", C2=912))
    assert by_age(tables) == [240, 390, 182]


def test_a_question_s_code_need_not_be_repeated(read):
    merged = {f"A{row}": None for row in range(3, 9)}
    assert read(put("Tables", **merged)) == read()


def test_lines_above_the_headings_are_passed_over(read):
    def edit(book):
        book["Tables"].insert_rows(1, 2)
        book["Tables"]["A1"] = "An institute"

    assert read(edit) == read()


def test_segments_are_not_needed(read):
    def edit(book):
        del book["Segments"]
        book["Tables"].delete_cols(4, 3)

    codebook, tables = read(edit)
    assert codebook.segments == ()
    assert [table.segment for table in tables] == ["", "", ""]


def test_progress_goes_up_to_the_end(tmp_path):
    (tmp_path / "tables").write_bytes(tables_template("fr"))
    told: list[float] = []
    read_tables(tmp_path / "tables", threshold=10, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


@pytest.mark.parametrize(
    ("edit", "row", "column", "words"),
    [
        (put("Tables", A4="q9"), 4, "Question", "no question “q9”"),
        (put("Tables", B4="9"), 4, "Option", "no option “9”"),
        (put("Tables", F1="age:99"), None, "age:99", "no “age:99”"),
        (put("Tables", F1="sex:1"), None, "sex:1", "no “sex:1”"),
        (put("Tables", F1="Notes"), 1, "Notes", "not known"),
        (put("Tables", F1="age:18-34"), 1, "age:18-34", "there twice"),
        (put("Tables", G3="seen"), 3, "G", "without a heading"),
        (put("Tables", B5=4), 5, "Option", "there twice"),
        (put("Tables", B2=None), 2, "Option", "no option “”"),
        (put("Tables", D2=None), 2, "age:18-34", "base is missing"),
        (put("Tables", D2=-3), 2, "age:18-34", "whole number"),
        (put("Tables", D2=240.5), 2, "age:18-34", "whole number"),
        (put("Tables", D2="many"), 2, "age:18-34", "not a number"),
        (put("Tables", D3=241), 3, "age:18-34", "at most the base"),
        (put("Tables", C4=101), 4, "All", "from 0 to 100"),
        (put("Tables", C4=-1), 4, "All", "from 0 to 100"),
        (put("Tables", C4=26), 4, "All", "add up to 103.6"),
        (put("Tables", C4="=1+1"), 4, "All", "formula"),
        (put("Tables", D2=400), 2, "age:18-34", "more than everyone's 812"),
        (put("Tables", C15=2), 15, "All", "median is not between"),
        (put("Tables", C15=None), 15, "All", "both quartiles"),
        (put("Questions", A2="q 1"), 2, "question", "60 letters"),
        (put("Questions", B2="choice"), 2, "role", "not a role"),
        (put("Questions", C2=None), 2, "title_fr", "French text is missing"),
        (put("Questions", C2="x" * 121), 2, "title_fr", "120 characters"),
        (put("Questions", N4="4"), 4, "option", "“4” is there twice"),
        (put("Questions", N4="Base"), 4, "option", "another code"),
        (put("Questions", Q4="high"), 4, "score", "not a number"),
        (put("Questions", R4="up"), 4, "side", "not a side"),
        (put("Questions", A7="q1"), 7, "question", "“q1” is there twice"),
        (put("Questions", A4="q8"), 4, "question", "row of its own"),
        (put("Questions", N11="1", O11="Un"), 11, "option", "number has no options"),
        (put("Questions", E1="wordings"), 1, "wordings", "not known"),
        (put("Segments", D4="18-34"), 4, "category", "there twice"),
        (put("Segments", D6="90", E6="90 ans"), None, "age:90", "is missing"),
        (put("Segments", A2="q1"), None, "", "already the code of a question"),
    ],
)
def test_what_is_wrong_is_named(read, edit, row, column, words):
    found = problem(read, edit)
    assert (found.row, found.column) == (row, column)
    assert words in found.message
    assert found.message.startswith("Sheet “")


def test_missing_rows_are_named(read):
    def edit(book):
        book["Tables"].delete_rows(5)
        book["Tables"].delete_rows(2)

    with pytest.raises(Refused) as refused:
        read(edit)
    messages = [problem.message for problem in refused.value.problems]
    assert any("no row “3”" in message for message in messages)
    assert any("no row “base”" in message for message in messages)


def test_a_missing_sheet_is_named(read):
    def edit(book):
        book["Tables"].title = "Data"

    assert "“Tables” is missing" in problem(read, edit).message


def test_a_date_is_not_taken_for_a_code(read):
    assert "took this cell for a date" in problem(read, put("Segments", D3=date(2026, 12, 10))).message


def test_rounding_is_forgiven_in_a_sum(read):
    read(put("Tables", C4=24.9))


def test_shares_of_a_multiple_choice_need_no_sum(read):
    read(put("Tables", C10=100, C11=100))


def test_a_sheet_that_claims_to_be_huge_is_read_at_once(read):
    assert "50000 rows" in problem(read, put("Tables", A1048576="q1")).message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not an Excel workbook"),
        (b"question;option\n", "not an Excel workbook"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "old Excel workbook"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)
def test_another_file_is_refused(tmp_path, content, words):
    (tmp_path / "tables").write_bytes(content)
    with pytest.raises(Refused, match=words):
        read_tables(tmp_path / "tables", threshold=10, progress=lambda done: None)


def test_a_zip_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_BYTES", 10_000)
    path = tmp_path / "tables"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/worksheets/sheet1.xml", bytes(10_001))
    assert path.stat().st_size < 1_000
    with pytest.raises(Refused, match="too large once unpacked"):
        read_tables(path, threshold=10, progress=lambda done: None)


def test_an_archive_of_many_entries_is_refused(tmp_path):
    path = tmp_path / "tables"
    with zipfile.ZipFile(path, "w") as crowd:
        for number in range(1_001):
            crowd.writestr(str(number), b"")
    with pytest.raises(Refused, match="too large once unpacked"):
        read_tables(path, threshold=10, progress=lambda done: None)
