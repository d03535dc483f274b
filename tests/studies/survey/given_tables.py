"""The template's example of an institute's workbook, edited and read."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from studies.survey.codebook import Codebook
from studies.survey.doors.tables.reading import read_tables
from studies.survey.doors.tables.template import tables_template
from studies.survey.problems import Problem, Refused
from studies.survey.tables import Table

Edit = Callable[[openpyxl.Workbook], object]


def reader(path: Path) -> Callable[..., tuple[Codebook, list[Table]]]:
    """What reads the example after an edit; the file goes to `path`."""

    def read(
        edit: Edit = lambda book: None,
        *,
        threshold: int = 10,
        language: str = "en",
        reviewed: Codebook | None = None,
    ) -> tuple[Codebook, list[Table]]:
        path.write_bytes(tables_template(language))
        book = openpyxl.load_workbook(path.open("rb"))
        edit(book)
        book.save(path)
        codebook, made = read_tables(path, threshold=threshold, progress=lambda done: None, reviewed=reviewed)
        return codebook, made.tables

    return read


def put(sheet: str, **cells: object) -> Edit:
    def edit(book: openpyxl.Workbook) -> None:
        for place, value in cells.items():
            book[sheet][place] = value

    return edit


def find(tables: list[Table], question: str, segment: str = "") -> Table:
    return next(table for table in tables if (table.question, table.segment) == (question, segment))


def by_age(tables: list[Table], question: str = "q1") -> list[int | None]:
    return [column.base for column in find(tables, question, "age").columns]


def problem(read, edit: Edit) -> Problem:
    with pytest.raises(Refused) as refused:
        read(edit)
    return refused.value.problems[0]
