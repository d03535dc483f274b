"""Lists taken away as files: what people typed stays text in every CSV; a workbook's cells say so by themselves."""

import csv
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import get_language
from wagtail.admin.views.mixins import Echo, SpreadsheetExportMixin

from portal.core.files.spreadsheets import inert


def make_exports_inert() -> None:
    """Wagtail's own reports and the rooms' lists alike; to be called once, when the apps are ready."""
    exports: Any = SpreadsheetExportMixin
    exports.preprocess_field_value = _as_text(exports.preprocess_field_value)
    exports.stream_csv = _stream_csv


def _as_text(preprocess: Callable[..., object]) -> Callable[..., object]:
    def preprocess_field_value(view: SpreadsheetExportMixin, field: str, value: object, export_format: str) -> object:
        processed = preprocess(view, field, value, export_format)
        return inert(str(processed)) if export_format == view.FORMAT_CSV and _is_text(processed) else processed

    return preprocess_field_value


def _is_text(value: object) -> bool:
    """All that is no number: an object is written as its name."""
    return value is not None and not isinstance(value, int | float)


def _stream_csv(view: Any, rows: Iterable) -> Iterator[bytes]:
    """With the mark by which Excel knows UTF-8, and between cells what it expects there: in French a semicolon."""
    separator = "," if get_language() == "en" else ";"
    headings = {field: view.get_heading(rows, field) for field in view.list_export}
    return _lines(view, rows, headings, csv.DictWriter(Echo(), headings, delimiter=separator))


def _lines(view: Any, rows: Iterable, headings: dict[str, str], writer: csv.DictWriter) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf"
    yield writer.writerow(headings)  # type: ignore[misc] # Wagtail's Echo gives back what it is to write
    for row in rows:
        yield view.write_csv_row(writer, view.to_row_dict(row))
