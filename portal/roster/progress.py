"""How far an import is. Its one transaction shows nothing before its end, and on SQLite nobody else writes meanwhile:
so it is told beside the database, in a file."""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Progress:
    percent: int
    at: datetime


def note(sheet_id: int, done: float) -> None:
    """`done` is from 0 to 1. Where nothing can be written the import goes on untold."""
    path = _path(sheet_id)
    draft = path.with_suffix(".draft")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(str(round(100 * done)))
        os.replace(draft, path)


def noted(sheet_id: int) -> Progress | None:
    """None where nothing is told, such as on another machine than the worker's."""
    path = _path(sheet_id)
    try:
        percent, at = int(path.read_text()), path.stat().st_mtime
    except (OSError, ValueError):
        return None
    return Progress(percent, datetime.fromtimestamp(at, UTC))


def forget(sheet_id: int) -> None:
    with suppress(OSError):
        _path(sheet_id).unlink(missing_ok=True)


def _path(sheet_id: int) -> Path:
    return Path(settings.CACHE_DIR) / "progress" / f"roster-{sheet_id}"
