"""Excel workbooks, opened with care."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from studies.survey.problems import Problem, Refused
from studies.survey.sheets.archive import check_archive
from studies.survey.sheets.values import fold

CODEBOOK_SHEETS = ("codebook", "dictionnaire_des_variables", "dictionnaire", "plan_de_codage", "codes")
"""The first of these that a workbook has, if it has another sheet too."""


@contextmanager
def worksheets(path: Path) -> Iterator[list[Any]]:
    """Those of openpyxl, to be gone through while the file is open. Raises Refused, as does going through them."""
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and the worker alone reads workbooks

    check_archive(path)
    try:
        with path.open("rb") as file:
            yield load_workbook(file, read_only=True, keep_links=False).worksheets
    except Refused:
        raise
    except Exception as error:  # openpyxl has no error of its own for what is not as the format says
        message = _("This workbook is damaged. Open it in a spreadsheet, save it as .xlsx and send it again.")
        raise Refused(Problem(message)) from error


def codebook_sheet(sheets: Sequence[Any]) -> Any | None:
    """The sheet that is called so beside another."""
    by_title = {fold(sheet.title): sheet for sheet in sheets}
    named = (by_title[title] for title in CODEBOOK_SHEETS if title in by_title)
    return next(named, None) if len(sheets) > 1 else None
