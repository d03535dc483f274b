"""The static files as they are served for real: named after their content, compressed, one style sheet."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE_SHEET = "css/site.css"
_IMPORT = re.compile(r'@import url\("([^":]+)"\);')
_COMMENT = re.compile(r"/\*.*?\*/|^\s+", re.DOTALL | re.MULTILINE)


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._urls: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:  # type: ignore[override]
        """Looked up once a process, which reads the manifest once as well."""
        if settings.DEBUG or force:
            return super().url(name, force)
        if name not in self._urls:
            self._urls[name] = super().url(name)
        return self._urls[name]

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: object
    ) -> Iterator[tuple]:
        if not dry_run and STYLE_SHEET in paths:
            source, path = paths[STYLE_SHEET]
            self.delete(STYLE_SHEET)
            self.save(STYLE_SHEET, ContentFile(joined(source, path)))
            paths = {**paths, STYLE_SHEET: (self, STYLE_SHEET)}
        return super().post_process(paths, dry_run=dry_run, **options)


def joined(source: Storage, path: str) -> str:
    """A style sheet with the text of what it imports in its place; imports lie in its folder or below."""
    folder = path.rpartition("/")[0]

    def text(name: str) -> str:
        with source.open(name) as file:
            return file.read().decode()

    def imported(match: re.Match) -> str:
        return text(f"{folder}/{match[1]}")

    return _COMMENT.sub("", _IMPORT.sub(imported, text(path)))
