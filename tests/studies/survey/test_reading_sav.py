from datetime import date

import pytest
from django.utils import translation

from studies.survey.files import reading_sav
from studies.survey.files.reading import read_answers
from studies.survey.problems import Refused
from tests.studies.survey.answer_files import write_sav


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def read(path):
    return read_answers(path, "baromètre.sav", lambda done: None)


def test_codes_labels_and_missing_answers_are_read(tmp_path):
    path = write_sav(
        tmp_path / "a",
        {
            "Q1": [1.0, 2.0, 99.0, None],
            "avis": ["très", "", "x", "NSP"],
            "jour": [date(2026, 1, 5)] * 4,
            "p": [0.5] * 4,
        },
        column_labels={"Q1": "Quel canal ?", "p": "Poids"},
        variable_value_labels={"Q1": {1: "Téléphone", 2: "Courriel", 99: "NSP"}},
        missing_ranges={"Q1": [99], "avis": ["NSP"]},
    )
    answers = read(path)
    assert answers.columns == {
        "Q1": ["1", "2", None, None],
        "avis": ["très", None, "x", None],
        "jour": ["2026-01-05"] * 4,
        "p": ["0.5"] * 4,
    }
    assert answers.labels == {"Q1": "Quel canal ?", "p": "Poids"}
    assert answers.value_labels == {"Q1": {"1": "Téléphone", "2": "Courriel"}}
    assert answers.first_row == 1


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252"])
def test_a_file_of_before_utf_8_is_read(tmp_path, encoding):
    path = write_sav(tmp_path / "a", {"Q1": ["mXtier"] * 3}, column_labels={"Q1": "XgeX"})
    unicode_record = b"\x07\0\0\0\x14\0\0\0\x01\0\0\0\x05\0\0\0UTF-8"
    content = path.read_bytes()
    assert unicode_record in content
    name = encoding.encode()
    content = content.replace(unicode_record, unicode_record[:12] + len(name).to_bytes(4, "little") + name)
    path.write_bytes(content.replace(b"mXtier", b"m\xe9tier").replace(b"XgeX", b"\xe2ge\xe9"))
    answers = read(path)
    assert answers.columns["Q1"] == ["métier"] * 3
    assert answers.labels["Q1"] == "âgeé"


def test_what_is_no_spss_file_is_refused(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"$FL2@(#) SPSS" + bytes(500))
    with pytest.raises(Refused, match="SPSS"):
        read(path)


def test_a_file_that_takes_too_long_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading_sav, "MAX_SECONDS", 0.01)
    with pytest.raises(Refused, match="too long"):
        read(write_sav(tmp_path / "a", {"Q1": [1.0]}))


def test_too_many_respondents_are_refused(tmp_path):
    with pytest.raises(Refused, match="100,000"):
        read(write_sav(tmp_path / "a", {"Q1": [1.0] * 100_001}))


def test_a_file_without_respondents_is_refused(tmp_path):
    with pytest.raises(Refused, match="no answers"):
        read(write_sav(tmp_path / "a", {"Q1": []}))
