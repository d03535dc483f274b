"""Damaged workbooks of tables end as a refusal in words or as tables, never otherwise."""

import io
import random
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest

from studies.survey.doors.tables.reading import read_tables
from studies.survey.doors.tables.template import tables_template
from studies.survey.problems import Refused


def damaged(rng: random.Random, content: bytes) -> bytes:
    """Bytes of the archive, or of one of its members, flipped, cut or doubled."""
    if rng.random() < 0.3:
        return mangled(rng, content)
    return with_member(rng, content)


def mangled(rng: random.Random, content: bytes) -> bytes:
    place, length = rng.randrange(len(content)), rng.randrange(1, 20)
    before, part, after = content[:place], content[place : place + length], content[place + length :]
    return rng.choice([before + rng.randbytes(length) + after, before + after, before, before + 2 * part + after])


def with_member(rng: random.Random, content: bytes) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(content))
    target = rng.choice(source.namelist())
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name in source.namelist():
            archive.writestr(name, mangled(rng, source.read(name)) if name == target else source.read(name))
    return output.getvalue()


def survives(path: Path, seed: int) -> None:
    rng = random.Random(seed)
    path.write_bytes(damaged(rng, tables_template(rng.choice(["fr", "en"]))))
    with suppress(Refused):
        codebook, made = read_tables(path, threshold=10, progress=lambda done: None)
        assert len(made.tables) == len(codebook.questions) * (1 + len(codebook.segments))


ODD_VALUES = (None, "", "=1+1", -1, 0, 10**30, 1e300, 0.5, True, "q1", "4", "base", "age:18-34", "\u202e", "é" * 300)


def spoil(rng: random.Random, book: openpyxl.Workbook) -> None:
    """Cells swapped or replaced, rows and columns inserted or deleted."""
    sheet = book[rng.choice(["Questions", "Segments", "Tables"])]
    for _each in range(rng.randrange(1, 4)):
        row, column = rng.randrange(1, sheet.max_row + 1), rng.randrange(1, sheet.max_column + 1)
        other = sheet.cell(rng.randrange(1, sheet.max_row + 1), rng.randrange(1, sheet.max_column + 1))
        match rng.randrange(6):
            case 0:
                sheet.delete_rows(row)
            case 1:
                sheet.insert_rows(row)
            case 2:
                sheet.delete_cols(column)
            case 3:
                sheet.cell(row, column).value, other.value = other.value, sheet.cell(row, column).value
            case _:
                sheet.cell(row, column).value = rng.choice(ODD_VALUES)


def is_read(path: Path, seed: int) -> bool:
    """Whether the example, spoilt, still says something; refused in words it doesn't."""
    path.write_bytes(tables_template("en"))
    book = openpyxl.load_workbook(path.open("rb"))
    spoil(random.Random(seed), book)
    book.save(path)
    try:
        read_tables(path, threshold=10, progress=lambda done: None)
    except Refused:
        return False
    return True


def test_spoilt_tables_end_in_words(tmp_path):
    assert {is_read(tmp_path / "tables", seed) for seed in range(12)} == {True, False}


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_damaged_workbooks_end_in_words(tmp_path):
    for seed in range(25):
        survives(tmp_path / "tables", seed)


@pytest.mark.drill
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_many_damaged_workbooks_end_in_words(tmp_path):
    for seed in range(12, 1_000):
        is_read(tmp_path / "tables", seed)
    for seed in range(25, 3_000):
        survives(tmp_path / "tables", seed)
