"""Lists taken away as files: what people typed stays text in every CSV; a workbook's cells say so by themselves."""

from collections.abc import Callable, Iterator
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from portal.core.files.spreadsheets import inert


def make_exports_inert() -> None:
    """Wagtail's own reports and the rooms' lists alike; to be called once, when the apps are ready."""
    exports: Any = SpreadsheetExportMixin
    exports.preprocess_field_value = _as_text(exports.preprocess_field_value)
    exports.stream_csv = _marked_as_utf_8(exports.stream_csv)


def _as_text(preprocess: Callable[..., object]) -> Callable[..., object]:
    def preprocess_field_value(view: SpreadsheetExportMixin, field: str, value: object, export_format: str) -> object:
        processed = preprocess(view, field, value, export_format)
        return inert(str(processed)) if export_format == view.FORMAT_CSV and _is_text(processed) else processed

    return preprocess_field_value


def _is_text(value: object) -> bool:
    """All that is no number: an object is written as its name."""
    return value is not None and not isinstance(value, int | float)


def _marked_as_utf_8(stream: Callable[..., Iterator[bytes]]) -> Callable[..., Iterator[bytes]]:
    """With the mark by which Excel knows UTF-8."""

    def stream_csv(view: SpreadsheetExportMixin, queryset: object) -> Iterator[bytes]:
        yield b"\xef\xbb\xbf"
        yield from stream(view, queryset)

    return stream_csv
