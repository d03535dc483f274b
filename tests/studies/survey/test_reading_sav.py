from datetime import date

import pytest
from django.utils import translation

from studies.survey.answers import Set
from studies.survey.codebook import Role
from studies.survey.doors.answers import reading_sav
from studies.survey.doors.answers.drafting import draft
from studies.survey.doors.answers.reading import read_answers
from studies.survey.problems import Refused
from tests.studies.survey.answer_files import declare_sets, write_sav


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
        "Q1": ["1", "2", "99", None],
        "avis": ["très", None, "x", "NSP"],
        "jour": ["2026-01-05"] * 4,
        "p": ["0.5"] * 4,
    }
    assert answers.labels == {"Q1": "Quel canal ?", "p": "Poids"}
    assert answers.value_labels == {"Q1": {"1": "Téléphone", "2": "Courriel"}}
    assert answers.missing == {"Q1": {"99": "NSP"}, "avis": {"NSP": ""}}
    assert answers.first_row == 1


def test_ranges_of_missing_codes_are_those_the_file_holds(tmp_path):
    values = {"Q1": [1.0, 97.0, 99.0, None]}
    path = write_sav(tmp_path / "a", values, missing_ranges={"Q1": [{"lo": 90, "hi": 99}]})
    assert read(path).missing == {"Q1": {"97": "", "99": ""}}


def test_measures_are_read(tmp_path):
    path = write_sav(tmp_path / "a", {"Q1": [1.0], "Q2": [2.0]}, variable_measure={"Q1": "nominal", "Q2": "scale"})
    assert read(path).measures == {"Q1": "nominal", "Q2": "scale"}


def test_sets_of_multiple_answers_are_read(tmp_path):
    path = write_sav(tmp_path / "a", {"TV": [1.0, 0.0], "radio": [0.0, 1.0]}, column_labels={"TV": "Télévision"})
    answers = read(declare_sets(path, "$medias=D1 1 13 Quels médias tv radio", "$rien=D1 1 4 Rien x y"))
    assert answers.sets == {"medias": Set("Quels médias", "1", ("TV", "radio"))}


def test_a_set_of_first_and_second_answers_becomes_a_column_an_option(tmp_path):
    labels = {1: "Télévision", 2: "Radio", 3: "Web"}
    path = write_sav(
        tmp_path / "a",
        {"m1": [1.0, 3.0, None, 9.0], "m2": [2.0, None, None, None]},
        variable_value_labels={"m1": labels, "m2": labels},
        missing_ranges={"m1": [9]},
    )
    answers = read(declare_sets(path, "$medias=C 7 Médias m1 m2"))
    assert {name: answers.columns[name] for name in answers.sets["medias"].columns} == {
        "medias_1": ["1", "0", None, None],
        "medias_2": ["1", "0", None, None],
        "medias_3": ["0", "1", None, None],
    }
    assert answers.labels["medias_2"] == "Radio"
    assert [variable.role for variable in draft(answers).variables] == [Role.IGNORED, Role.IGNORED, Role.MULTIPLE]


def test_a_compressed_file_is_read(tmp_path):
    path = write_sav(tmp_path / "a", {"Q1": [1.0, 2.0]}, compress=True)
    assert read_answers(path, "baromètre.ZSAV", lambda done: None).columns == {"Q1": ["1", "2"]}


def test_it_is_read_where_pandas_is_not_installed(tmp_path, monkeypatch):
    path = write_sav(tmp_path / "a", {"Q1": [1.0, 2.0]})
    for name in ("pandas", "polars"):
        (tmp_path / f"{name}.py").write_text(f"raise ModuleNotFoundError('{name}')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert read(path).columns == {"Q1": ["1", "2"]}


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
