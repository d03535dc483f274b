"""The files that an institute would send: answers with their codebook, in the formats that the portal reads."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path

from xlsxwriter import Workbook

from demo.survey.questionnaire import QUESTIONNAIRE, Wave, questionnaire
from demo.survey.simulate import simulate
from studies.survey.doors.answers.codebook_file import write_codebook

OBSERVATORY = Path(__file__).parent / "observatory"

Cells = Sequence[str]


def earlier_answers() -> tuple[bytes, bytes]:
    """A CSV, and its codebook in a workbook of its own."""
    codebook = questionnaire(Wave.EARLIER)
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(_table(simulate(codebook, Wave.EARLIER)))
    return text.getvalue().encode(), write_codebook(codebook)


def latest_answers() -> bytes:
    """A workbook that holds its codebook in a second sheet."""
    answers = simulate(questionnaire(Wave.LATEST), Wave.LATEST)
    return _workbook({"Réponses": _table(answers), "Codebook": _rows(QUESTIONNAIRE)})


def observatory_tables() -> bytes:
    """The workbook of tables: what the template of `studies.survey.doors.tables.template` looks like once filled in."""
    sheets = {"Questions": "questions", "Segments": "segments", "Tables": "tables"}
    return _workbook({title: _rows(OBSERVATORY / f"{name}.csv") for title, name in sheets.items()})


def _table(columns: Mapping[str, list[str]]) -> list[Cells]:
    return [list(columns), *zip(*columns.values(), strict=True)]


def _rows(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def _workbook(sheets: Mapping[str, Iterable[Cells]]) -> bytes:
    """Numbers are written as numbers, everything else as text."""
    output = BytesIO()
    with Workbook(output, {"in_memory": True, "constant_memory": True, "strings_to_numbers": True}) as book:
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if cell:
                        sheet.write(number, place, cell)
    return output.getvalue()
