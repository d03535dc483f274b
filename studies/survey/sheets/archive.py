"""Whether a file that claims to be an .xlsx may be opened: a small archive can hold what no memory does."""

from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import ZipFile, ZipInfo

from django.utils.translation import gettext as _

from studies.survey.problems import Problem, Refused

MOST_ENTRIES = 1_000
MOST_BYTES = 400 * 1024 * 1024
"""Once unpacked; `zipfile` never unpacks more of an entry than the archive declares."""

OLE = bytes.fromhex("D0CF11E0A1B11AE1")
"""What an .xls begins with, and the envelope of an .xlsx under a password."""
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def holds_macros(file: IO[bytes]) -> bool:
    """Whether a file, whatever its name, is a workbook with a program in it."""
    try:
        with ZipFile(file) as archive:
            names = archive.namelist()
    except Exception:  # noqa: BLE001 - whatever else it is, its reader will say
        return False
    finally:
        file.seek(0)
    return any(PurePosixPath(name).name.lower() == "vbaproject.bin" for name in names)


def check_archive(path: Path) -> None:
    """Raises Refused if the file is no .xlsx, is protected by a password or would unpack to more than 400 MB."""
    entries = _entries(path)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused(Problem(_protected()))
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_BYTES:
        message = _("This workbook is too large once unpacked. Keep only the sheets that are needed.")
        raise Refused(Problem(message))


def _entries(path: Path) -> list[ZipInfo]:
    with path.open("rb") as file:
        if file.read(len(OLE)) == OLE:
            raise Refused(Problem(_protected() if ENCRYPTED in file.read() else _old()))
    try:
        with ZipFile(path) as archive:
            return archive.infolist()
    except Exception as error:  # a damaged directory raises as many kinds of error as there are ways to damage it
        raise Refused(Problem(_("This is not an Excel workbook. Save it as .xlsx and send it again."))) from error


def _protected() -> str:
    return _("This workbook is protected by a password. Remove the password and send it again.")


def _old() -> str:
    return _("This is an old Excel workbook (.xls). Save it as .xlsx and send it again.")
