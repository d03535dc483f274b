"""The files of an old site, in a folder or in a .zip of one: read one at a time, and never from anywhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, Protocol
from zipfile import BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from studies.survey.problems import Problem, Refused

MEGABYTE = 1024 * 1024
LARGEST = 40 * MEGABYTE
"""Of one file that is read."""
MOST_FILES = 20_000
MOST_BYTES = 2_000 * MEGABYTE
"""Of a .zip, once unpacked."""
MOST_TIMES = 200
"""That a file may be larger than what it was packed into: text shrinks to a tenth, a bomb to a thousandth."""

_NO_ONES = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})


class Folder(Protocol):
    """`names` are paths with slashes, from the folder down. `read` raises Refused where there is no such file, or it
    is too large."""

    @property
    def names(self) -> list[str]: ...

    def read(self, name: str) -> bytes: ...


class LocalFolder:
    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    @cached_property
    def names(self) -> list[str]:
        found = (path.relative_to(self._root).as_posix() for path in self._root.rglob("*") if path.is_file())
        return sorted(name for name in found if _is_someones(name))

    def read(self, name: str) -> bytes:
        path = (self._root / plain(name)).resolve()
        if not path.is_relative_to(self._root):
            raise _climbs(name)
        try:
            if not path.is_file():
                raise _absent(name)
            if path.stat().st_size > LARGEST:
                raise _too_large(name)
            return path.read_bytes()
        except OSError as error:
            message = _("“%(name)s” can't be read: see to its name, and that the portal may read it.")
            raise Refused(Problem(message % {"name": name[:200]})) from error


class ZippedFolder:
    """Raises Refused where the file is no .zip, or unpacks to more than anybody's articles do."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._zip = ZipFile(file)
        except (BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Refused(
                Problem(_("This is not a .zip, or it is damaged. Make it again and send it anew."))
            ) from error
        entries = [entry for entry in self._zip.infolist() if _is_someones(entry.filename) and not entry.is_dir()]
        if any(entry.flag_bits & 0x1 for entry in entries):
            raise Refused(Problem(_("This .zip is protected by a password. Make it again without one.")))
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES:
            limits = {"files": MOST_FILES, "size": MOST_BYTES // MEGABYTE}
            message = _("This .zip holds more than %(files)d files or %(size)d MB. Send it in parts.")
            raise Refused(Problem(message % limits))
        self._entries: dict[str, ZipInfo] = {}
        for entry in entries:
            self._entries[plain(entry.filename)] = entry

    @property
    def names(self) -> list[str]:
        return sorted(self._entries)

    def read(self, name: str) -> bytes:
        entry = self._entries.get(plain(name))
        if entry is None:
            raise _absent(name)
        if entry.file_size > min(LARGEST, max(entry.compress_size, 1024) * MOST_TIMES):
            raise _too_large(name)
        try:
            return self._zip.read(entry)
        except Exception as error:  # a damaged entry raises as many kinds of error as there are ways to damage it
            raise Refused(Problem(_("“%(name)s” is damaged in the .zip.") % {"name": name[:200]})) from error


class Below:
    """A folder within another, as if it were by itself."""

    def __init__(self, folder: Folder, prefix: str) -> None:
        self._folder, self._prefix = folder, prefix

    @property
    def names(self) -> list[str]:
        return [name.removeprefix(self._prefix) for name in self._folder.names if name.startswith(self._prefix)]

    def read(self, name: str) -> bytes:
        return self._folder.read(self._prefix + plain(name))


@contextmanager
def opened(path: Path) -> Iterator[Folder]:
    """A folder on this machine, or a .zip of one."""
    if path.is_dir():
        yield LocalFolder(path)
        return
    with path.open("rb") as file:
        yield ZippedFolder(file)


def plain(name: str) -> str:
    """With slashes, as Windows too may be told; raises Refused where it leads out of the folder."""
    path = PurePosixPath(name.replace("\\", "/").strip())
    if path.is_absolute() or ".." in path.parts or ":" in name[:3] or "\0" in name:
        raise _climbs(name)
    return str(path)


def _is_someones(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not _NO_ONES.intersection(parts) and not parts[-1].startswith(("._", "~$"))


def _climbs(name: str) -> Refused:
    message = _("“%(name)s” leads out of the folder. Give its path within the folder, such as 2014/article.docx.")
    return Refused(Problem(message % {"name": name[:200]}))


def _absent(name: str) -> Refused:
    return Refused(Problem(_("There is no file “%(name)s” in the folder.") % {"name": name[:200]}))


def _too_large(name: str) -> Refused:
    message = _("“%(name)s” is larger than %(size)d MB, or packed like no document is.")
    return Refused(Problem(message % {"name": name[:200], "size": LARGEST // MEGABYTE}))
