"""A batch's files, opened: what its pages are to be, and the text and files of each."""

import posixpath
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from portal.archive.folders import Folder, opened, plain
from portal.archive.models import Batch, Form
from portal.archive.pieces import Kind, Piece
from portal.archive.sheet import SheetFolder
from portal.archive.wordpress import Export, in_uploads
from portal.core.manuscripts import Manuscript, Unreadable, read_html, read_markdown, read_word
from studies.survey.problems import Problem, Refused

Find = Callable[[Piece, str], str | None]


@dataclass
class Material:
    """`find` says which file a piece means by the address of a picture, None where there is none."""

    source: SheetFolder | Export
    folder: Folder | None
    find: Find

    def manuscript(self, piece: Piece) -> Manuscript:
        """Raises Unreadable or Refused, in words for whoever made the file."""
        language, suffix = piece.language, PurePosixPath(piece.file).suffix.lower()
        if not piece.file:
            return read_html(_page(piece.html), language=language, fetch=lambda address: self.picture(piece, address))
        content = self.file(piece.file)
        match suffix:
            case ".docx":
                return read_word(content, language=language)
            case ".html" | ".htm":
                return read_html(content, language=language, fetch=lambda address: self.picture(piece, address))
            case ".md":
                return read_markdown(content, language=language, fetch=lambda address: self.picture(piece, address))
        message = _("“%(name)s” is neither .docx nor .html nor .md.")
        raise Refused(Problem(message % {"name": piece.file[:200]}))

    def file(self, name: str) -> bytes:
        if self.folder is None:
            raise Refused(Problem(_("There is no file “%(name)s” in the folder.") % {"name": name[:200]}))
        return self.folder.read(name)

    def picture(self, piece: Piece, address: str) -> bytes | None:
        """None where it is not among the files; raises Unreadable where it is, and can't be taken."""
        try:
            name = self.find(piece, address)
            return self.file(name) if name else None
        except Refused as refused:
            raise Unreadable(refused.problems[0].message) from refused


@contextmanager
def material_of(batch: Batch) -> Iterator[Material]:
    """Raises Refused where it can't be read at all."""
    with ExitStack() as stack:
        if batch.form == Form.WORDPRESS:
            uploads = _path(batch.uploads_place, batch.uploads)
            folder = stack.enter_context(opened(uploads)) if uploads else None
            among = in_uploads(folder.names if folder else [])
            export = Export(_path(batch.place, batch.file) or Path(), Kind(batch.posts_become))
            yield Material(export, folder, lambda piece, address: among(address))
        else:
            sheet = SheetFolder(stack.enter_context(opened(_path(batch.place, batch.file) or Path())))
            yield Material(sheet, sheet.folder, _beside)


def _path(place: str, file) -> Path | None:
    if place:
        return Path(place)
    return Path(file.path) if file else None


def _page(html: str) -> bytes:
    return f'<meta charset="utf-8"><main>{html}</main>'.encode()


def _beside(piece: Piece, address: str) -> str:
    """The file that an address means within a page of the folder."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        message = _(
            "The picture %(address)s is on another site, from which nothing is fetched: put it into the folder."
        )
        raise Unreadable(message % {"address": address[:200]})
    path = unquote(parts.path)
    return plain(posixpath.normpath(posixpath.join(posixpath.dirname(piece.file), path)))
