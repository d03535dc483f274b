"""A plain PDF of titles and paragraphs, so that the demonstration's files can be opened."""

import textwrap
from collections.abc import Sequence

from django.core.files.base import ContentFile
from wagtail.models import Collection

from portal.core.models import PortalDocument

LINES_A_PAGE = 44


def make_document(
    *, title: str, filename: str, paragraphs: Sequence[str], language: str, collection: Collection
) -> PortalDocument:
    document = PortalDocument(title=title, collection=collection)
    content = write_pdf(title, paragraphs, language)
    document.file.save(filename, ContentFile(content), save=False)
    document.file_size = len(content)
    document.save()
    document.get_file_hash()
    return document


def lay_out(title: str, paragraphs: Sequence[str]) -> list[list[str]]:
    """The lines of each page."""
    lines = [title, ""]
    for paragraph in paragraphs:
        lines += [*textwrap.wrap(paragraph, 84), ""]
    return [lines[start : start + LINES_A_PAGE] for start in range(0, len(lines), LINES_A_PAGE)]


def write_pdf(title: str, paragraphs: Sequence[str], language: str) -> bytes:
    sheets = lay_out(title, paragraphs)

    # Objects 1 to 4 are fixed; each sheet then has its page and its text.
    kids = " ".join(f"{5 + 2 * index} 0 R" for index in range(len(sheets)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (%s) /ViewerPreferences << /DisplayDocTitle true >> >>"
        % language.encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(sheets)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Title (%s) >>" % _escape(title),
    ]
    for index, sheet in enumerate(sheets):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (6 + 2 * index)
        )
        text = b"\n".join(b"(%s) Tj T*" % _escape(line) for line in sheet)
        stream = b"BT /F1 11 Tf 16 TL 64 778 Td\n%s\nET" % text
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _assemble(objects)


def _assemble(objects: list[bytes]) -> bytes:
    output = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(output))
        output += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(output)
    output += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    output += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    output += b"trailer << /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(output)


def _escape(text: str) -> bytes:
    for character in "\\()":
        text = text.replace(character, f"\\{character}")
    return text.encode("cp1252", "replace")
