"""Damaged files end as a refusal in words or as answers that can be checked, never otherwise, and soon."""

import random
import time
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import pytest

from studies.survey.answers import Answers
from studies.survey.doors.answers.checking import check
from studies.survey.doors.answers.codebook_file import embedded_codebook, read_codebook
from studies.survey.doors.answers.drafting import draft
from studies.survey.doors.answers.reading import read_answers
from studies.survey.problems import Refused
from tests.studies.survey.answer_files import CODEBOOK, HEADER, answer_rows, csv_bytes, write_sav, xlsx_bytes

SECONDS = 60
"""Of the processor."""
NASTY = [
    *(b"\0", b"\xff", b'"', b";", b"\r", b"\n", b"\xc3", b"\x1a", b"=1+1", b"-1", b"1e999", b"nan", b"9" * 400),
    *("٣".encode(), "\u2028".encode(), b"<x>", b"&amp;", b"]]>", b"x" * 40_000),
]


def damage(content, chance):
    """One to three wounds: bytes flipped, cut, doubled, overwritten or put in."""
    data = bytearray(content)
    for _wound in range(chance.randint(1, 3)):
        place = chance.randrange(len(data) + 1)
        length = chance.choice([1, 1, 2, 8, 64, len(data) // 3])
        match chance.randrange(6):
            case 0 if place < len(data):
                data[place] ^= 1 << chance.randrange(8)
            case 1:
                del data[place:]
            case 2:
                del data[place : place + length]
            case 3:
                data[place:place] = data[place : place + length]
            case 4:
                data[place:place] = chance.choice(NASTY)
            case _:
                data[place : place + length] = chance.randbytes(min(length, 16))
    return bytes(data)


def damage_rows(rows, chance):
    """One to three wounds: cells, rows and columns swapped, replaced, doubled or taken out, the header as likely as
    the rest."""
    rows = [list(row) for row in rows]
    for _wound in range(chance.randint(1, 3)):
        row = chance.choice([0, chance.randrange(len(rows))])
        chance.choice(WOUNDS)(rows, row, chance.randrange(5), chance)
    return rows


def swap_cells(rows, row, place, chance):
    other = chance.choice(rows)
    rows[row][place : place + 1], other[-1:] = other[-1:], rows[row][place : place + 1]


def replace_cell(rows, row, place, chance):
    wrong = ["", " ", "9", "-3", "abc", "=A1", "1,5", "NaN", "é" * 300, "poids", "canal"]
    rows[row][place : place + 1] = [chance.choice(wrong)]


def delete_cell(rows, row, place, _chance):
    del rows[row][place : place + 1]


def double_row(rows, row, place, _chance):
    rows.insert(place, list(rows[row]))


def delete_row(rows, row, _place, _chance):
    del rows[row]


def insert_column(rows, _row, place, chance):
    for row in rows:
        row.insert(place, chance.choice(["", "1", "x"]))


def delete_column(rows, _row, place, _chance):
    for row in rows:
        del row[place : place + 1]


WOUNDS = (swap_cells, replace_cell, delete_cell, double_row, delete_row, insert_column, delete_column)


def damage_member(content, chance):
    """One file within the workbook, so that the damage gets past the archive's checksums."""
    output = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(output, "w", ZIP_DEFLATED) as after:
        wounded = chance.choice(before.namelist())
        for name in before.namelist():
            data = before.read(name)
            if name == wounded and chance.random() < 0.1:
                continue
            after.writestr(name, damage(data, chance) if name == wounded else data)
    return output.getvalue()


@cache
def whole_sav(directory):
    rows = answer_rows()
    columns = {name: [float(row[place]) for row in rows] for place, name in enumerate(HEADER)}
    labels = {"canal": {1: "Téléphone", 2: "Courriel"}}
    return write_sav(directory / "whole", columns, variable_value_labels=labels).read_bytes()


def mutated(seed, directory, kinds):
    """Name of the file, its content, and that of a codebook sent with it (None: embedded or drafted)."""
    chance = random.Random(seed)
    rows = [HEADER, *answer_rows()]
    codebook = chance.choice([None, csv_bytes(CODEBOOK), csv_bytes(damage_rows(CODEBOOK, chance))])
    match chance.choice(kinds):
        case "csv":
            content = csv_bytes(rows, chance.choice(";,\t"))
            content = damage(content, chance) if chance.random() < 0.5 else csv_bytes(damage_rows(rows, chance))
            return "reponses.csv", content, codebook
        case "sav":
            return "reponses.sav", damage(whole_sav(directory), chance), codebook
    sheets = {"Réponses": damage_rows(rows, chance) if chance.random() < 0.3 else rows}
    if chance.random() < 0.5:
        sheets["Codebook"] = damage_rows(CODEBOOK, chance)
    content = xlsx_bytes(sheets)
    wound = chance.choice([damage, damage_member, damage_member, lambda unharmed, _chance: unharmed])
    return "reponses.xlsx", wound(content, chance), codebook


def outcome(seed, directory, kinds):
    """« refused », « faulty » or « fine »; raises on anything else."""
    name, content, codebook_content = mutated(seed, directory, kinds)
    path, codebook_path = directory / "sent", directory / "codebook"
    path.write_bytes(content)
    started = time.process_time()
    try:
        answers = read_answers(path, name, lambda done: None)
        if codebook_content is not None:
            codebook_path.write_bytes(codebook_content)
            codebook = read_codebook(codebook_path, "codebook.csv")
        else:
            codebook = embedded_codebook(path, name) or draft(answers)
        problems = check(codebook, answers)
    except Refused as refused:
        problems = list(refused.problems)
        assert problems, seed
        answers = None
    assert time.process_time() - started < SECONDS, seed
    assert all(problem.message for problem in problems), seed
    if answers is None:
        return "refused"
    assert_is_sound(answers)
    return "faulty" if problems else "fine"


def assert_is_sound(answers: Answers):
    assert len(answers) > 0
    assert all(name and name == name.strip() for name in answers.columns)
    for cells in answers.columns.values():
        assert len(cells) == len(answers)
        assert all(cell is None or (cell and "\0" not in cell) for cell in cells)


@pytest.mark.parametrize(
    ("kinds", "seeds"),
    [(["csv"], range(70)), (["xlsx"], range(74)), (["sav"], range(5, 11))],
    ids=["csv", "xlsx", "sav"],
)
def test_damaged_files_are_refused_or_read(tmp_path, kinds, seeds):
    outcomes = {outcome(seed, tmp_path, kinds) for seed in seeds}
    assert "refused" in outcomes
    assert len(outcomes) > 1


@pytest.mark.drill
def test_ten_thousand_damaged_files_are_refused_or_read(tmp_path):
    for seed in range(10_000):
        outcome(seed, tmp_path, ["csv"] * 12 + ["xlsx"] * 12 + ["sav"])


def test_the_drill_would_see_an_error(tmp_path, monkeypatch):
    def break_down(*_arguments):
        raise BadZipFile

    monkeypatch.setattr("tests.studies.survey.test_mutations.read_answers", break_down)
    with pytest.raises(BadZipFile):
        outcome(0, tmp_path, ["csv"])
