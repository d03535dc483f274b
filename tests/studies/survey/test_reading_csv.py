import codecs
import csv
import time
import tracemalloc
import unicodedata
from io import StringIO

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from studies.survey.doors.answers import grid
from studies.survey.doors.answers.reading import read_answers
from studies.survey.problems import Refused


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def read(tmp_path):
    def read_content(content, name="reponses.csv", encoding=""):
        path = tmp_path / "sent"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_answers(path, name, lambda done: None, encoding)

    return read_content


def refusal(read, content, name="reponses.csv"):
    with pytest.raises(Refused) as refused:
        read(content, name)
    return refused.value.problems[0]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_cells_are_parted_as_the_header_says(read, delimiter):
    answers = read(f"canal{delimiter}age\r\n1{delimiter}34\r\n2{delimiter}\r\n")
    assert answers.columns == {"canal": ["1", "2"], "age": ["34", None]}
    assert answers.first_row == 2


def test_commas_in_a_question_do_not_part_cells(read):
    answers = read("Quel canal, en 2026, surtout ?;Âge\nTéléphone;34\nCourriel;40\n")
    assert list(answers.columns) == ["Quel canal, en 2026, surtout ?", "Âge"]


def test_a_mark_of_byte_order_is_no_part_of_the_first_name(read):
    assert list(read("\ufeffcanal;age\n1;2\n").columns) == ["canal", "age"]


def test_text_in_quotation_marks_may_hold_anything(read):
    answers = read('id;avis\n1;"un ""mot"";\net deux"\n2;x\n')
    assert answers.columns["avis"] == ['un "mot";\net deux', "x"]


def test_decimal_commas_become_points_and_whole_numbers_lose_theirs(read):
    assert read("poids;note;code\n0,75;3.0;01\n1,5;4,0;02\n").columns == {
        "poids": ["0.75", "1.5"],
        "note": ["3", "4"],
        "code": ["01", "02"],
    }


def test_a_comma_may_stand_between_thousands_where_commas_part_cells(read):
    assert read('prix,age\n"1,234",3\n').columns["prix"] == ["1,234"]


def test_blank_lines_at_the_end_are_nobody(read):
    assert len(read('"id";"Q1"\r\n"1";"A1"\r\n\r\n;\r\n')) == 1


def test_a_nameless_empty_last_column_is_dropped(read):
    assert list(read("a;b;\n1;2;\n3;4;\n").columns) == ["a", "b"]


def test_the_name_of_a_column_stands_only_once(read):
    problem = refusal(read, "id;canal;canal\n1;2;3\n")
    assert (problem.row, problem.column) == (1, "canal")


def test_a_column_with_answers_has_a_name(read):
    problem = refusal(read, "id;;canal\n1;2;3\n")
    assert (problem.row, problem.column) == (1, "B")


@pytest.mark.parametrize("row", ["1;2", "1;2;3;4", "1;2;3;"])
def test_a_row_of_another_length_is_named(read, row):
    assert refusal(read, f"a;b;c\n1;2;3\n{row}\n").row == 3


def test_an_empty_row_between_others_is_named(read):
    assert refusal(read, "a;b\n1;2\n\n3;4\n").row == 3


def test_an_unclosed_quotation_mark_is_named(read):
    assert refusal(read, 'a;b\n1;2\n3;"4\n5;6\n').row == 3


def test_another_encoding_is_named_with_its_place(read):
    problem = refusal(read, b"id;avis\n1;a\n2;un caf\xe9 serr\xe9\n3;l'\xe2ge\n")
    assert (problem.row, problem.column) == (3, "avis")
    assert "UTF-8" in problem.message
    assert (problem.encoding, problem.quote) == ("windows-1252", "café, serré, l'âge")


def test_a_long_run_of_letters_takes_no_longer_to_look_through(read):
    started = time.process_time()
    assert refusal(read, b"id;avis\n1;\xe9t\xe9 " + "œ".encode() * 20_000 + b"\n").quote == "été"
    assert time.process_time() - started < 1


def test_another_encoding_is_read_if_asked_for(read):
    content = "id;métier\n1;œuvre\n2;\n".encode("windows-1252")
    assert read(content, encoding="windows-1252").columns == {"id": ["1", "2"], "métier": ["œuvre", None]}
    assert refusal(read, content).column == "B"


def test_what_no_encoding_reads_is_refused(read):
    with pytest.raises(Refused, match="either"):
        read(b"id;avis\n1;\x81\xff\n", encoding="windows-1252")


def test_another_encoding_is_found_late_with_little_memory(tmp_path):
    path = tmp_path / "sent"
    with path.open("wb") as file:
        file.write(b"id;avis\n")
        for number in range(200_000):
            file.write(b"%d;une r\xc3\xa9ponse\n" % number)
        file.write(b"1;caf\xe9\n")
    tracemalloc.start()
    with pytest.raises(Refused) as refused:
        read_answers(path, "a.csv", lambda done: None)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.problems[0].encoding == "windows-1252"
    assert most < 8_000_000


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_an_order_to_excel_is_no_header(read, delimiter):
    answers = read(f"sep={delimiter}\r\ncanal{delimiter}avis\r\n1{delimiter}a\r\n")
    assert answers.columns == {"canal": ["1"], "avis": ["a"]}
    assert answers.first_row == 3


def test_spaces_between_thousands_go(read):
    assert read("ca;avis\n1 200;12 345 678,5\n1\u202f200;1 2\n").columns == {
        "ca": ["1200", "1200"],
        "avis": ["12345678.5", "1 2"],
    }


def test_accents_of_old_macs_are_the_same(read):
    name = unicodedata.normalize("NFD", "Région")
    assert read(f"{name};x\n{unicodedata.normalize('NFD', 'Île')};1\nÎle;2\n").columns["Région"] == ["Île", "Île"]


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf_16_that_says_so_is_read(read, mark):
    """As Excel saves « Texte Unicode »."""
    encoding = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    answers = read(mark + "id\tréponse\n1\t« été »\n2\tnon\n".encode(encoding))
    assert answers.columns == {"id": ["1", "2"], "réponse": ["« été »", "non"]}


def test_utf_16_without_its_mark_or_cut_short_is_named(read):
    assert "UTF-16" in refusal(read, "id;canal\n1;2\n".encode("utf-16-le")).message
    assert "UTF-16, and damaged" in refusal(read, "id;canal\n1;2\n".encode("utf-16")[:-1]).message


def test_nul_is_refused(read):
    assert "NUL" in refusal(read, "id;avis\n1;abc\n2;a\0b\n").message


@pytest.mark.parametrize("content", ["", "\n\n", "id;canal\n", "id;canal\n\n\n"])
def test_a_file_without_answers_is_refused(read, content):
    assert refusal(read, content).message


def test_a_cell_is_no_longer_than_a_spreadsheet_allows(read):
    problem = refusal(read, f"id;avis\n1;x\n2;{'x' * 32_768}\n")
    assert (problem.row, problem.column) == (3, "avis")


def test_too_many_columns_are_refused(read):
    assert "1,000" in refusal(read, ";".join(f"q{place}" for place in range(1_001)) + "\n").message


def test_the_name_of_a_column_is_not_longer_than_a_question(read):
    assert "1,000" in refusal(read, f"id;{'q' * 1_001}\n1;2\n").message


def test_too_many_respondents_are_refused(read):
    assert "100,000" in refusal(read, "id\n" + "1\n" * 100_001).message


def test_too_many_cells_are_refused(read, monkeypatch):
    monkeypatch.setattr(grid, "MOST_CELLS", 20_000)
    header = ";".join(f"q{place}" for place in range(100)) + "\n"
    assert len(read(header + (";".join("3" * 100) + "\n") * 200)) == 200
    assert "cells" in refusal(read, header + (";".join("3" * 100) + "\n") * 201).message


@pytest.mark.parametrize("name", ["reponses.ods", "reponses.xls", "reponses"])
def test_other_kinds_of_file_are_refused(read, name):
    assert ".xlsx" in refusal(read, "id;canal\n1;2\n", name).message


def test_full_answers_of_limesurvey_say_not_shown_for_no_answer(read):
    header = '"id. Response ID";"lastpage. Last page";"Q2[SQ001]. Which? [Phone]";"Q3. Why?"\r\n'
    answers = read(header + '"1";"5";"Yes";"N/A"\r\n"2";"5";"N/A";"because"\r\n')
    assert answers.columns["Q2[SQ001]. Which? [Phone]"] == ["Yes", None]
    assert answers.columns["Q3. Why?"] == ["N/A", "because"]


def test_progress_runs_from_nothing_to_one(tmp_path):
    told = []
    path = tmp_path / "sent"
    path.write_text("id;canal\n" + "1;2\n" * 5_000)
    read_answers(path, "reponses.csv", told.append)
    assert told == sorted(told)
    assert told[-1] == 1


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12).map(lambda text: f"<{text}>")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from(";,\t"))
def test_whatever_text_is_written_is_read(tmp_path_factory, rows, delimiter):
    output = StringIO(newline="")
    csv.writer(output, delimiter=delimiter).writerows([["a", "b", "c"], *rows])
    path = tmp_path_factory.mktemp("csv") / "sent"
    path.write_bytes(output.getvalue().encode())
    answers = read_answers(path, "a.csv", lambda done: None)
    composed = [[unicodedata.normalize("NFC", text) for text in row] for row in rows]
    assert [list(row) for row in zip(*answers.columns.values(), strict=True)] == composed
