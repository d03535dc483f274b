"""Word documents, made with python-docx and, where it can't, with the XML that Word writes."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.shared import Cm

from tests.factories.media import png

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
NOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"


def word(*writing: Callable[[Any], None]) -> bytes:
    """A document that each of `writing` writes in."""
    document = docx.Document()
    for write in writing:
        write(document)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def paragraph(inner: str, properties: str = "") -> Callable[[Any], None]:
    """A paragraph of raw runs."""
    markup = f"<w:p {NAMESPACES}><w:pPr>{properties}</w:pPr>{inner}</w:p>"

    def write(document) -> None:
        document.element.body.insert(len(document.element.body) - 1, parse_xml(markup))

    return write


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def numbered(text: str, level: int) -> Callable[[Any], None]:
    """An item of a list of several levels, bullets and numbers by turns; see `with_numbering`."""
    return paragraph(run(text), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')


def with_numbering(content: bytes, first: str = "") -> bytes:
    """`first` is the XML of the first level, in the place of bullets."""
    levels = "".join(
        f'<w:lvl w:ilvl="{level}">{(first if level == 0 else "") or number}</w:lvl>'
        for level in range(9)
        for number in [f'<w:numFmt w:val="{"decimal" if level % 2 else "bullet"}"/>']
    )
    abstract = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
    number = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    numbering = f"<w:numbering {NAMESPACES}>{abstract}{number}</w:numbering>"
    return with_parts(content, {"word/numbering.xml": numbering.encode()})


def listed(text: str, level: int = 1, style: str = "List Bullet") -> Callable[[Any], None]:
    return lambda document: document.add_paragraph(text, style=style if level == 1 else f"{style} {level}")


def picture(alt: str = "", caption: str = "", content: bytes | None = None) -> Callable[[Any], None]:
    def write(document) -> None:
        document.add_picture(BytesIO(content or png()), width=Cm(4))
        document.inline_shapes[len(document.inline_shapes) - 1]._inline.docPr.set("descr", alt)
        if caption:
            document.add_paragraph(caption, style="Caption")

    return write


def table(document) -> None:
    """Two rows of header, one of them merged, and a merged first column."""
    grid = document.add_table(3, 3)
    texts = [["Réponse", "2024", "2024"], ["Oui", "12", "15"], ["Oui", "3", "4"]]
    for row, line in enumerate(texts):
        for column, text in enumerate(line):
            grid.cell(row, column).text = text
    for first, last, text in (((0, 1), (0, 2), "2024"), ((1, 0), (2, 0), "Oui")):
        merged = grid.cell(*first).merge(grid.cell(*last))
        merged.text = text
    properties = grid.rows[0]._tr.get_or_add_trPr()
    properties.append(parse_xml(f'<w:tblHeader xmlns:w="{W}"/>'))


def with_parts(content: bytes, parts: dict[str, bytes]) -> bytes:
    """The same file with these parts in place of, or beside, its own."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, body in parts.items():
            target.writestr(name, body)
    return buffer.getvalue()


def part(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name)


def with_notes(content: bytes, kind: str, notes: dict[int, str]) -> bytes:
    """`kind` is footnotes, endnotes or comments; the bodies are raw paragraphs, by id."""
    one = kind.removesuffix("s")
    body = "".join(
        f'<w:{one} w:id="{key}" w:author="Camille Roy"><w:p>{inner}</w:p></w:{one}>' for key, inner in notes.items()
    )
    types = part(content, "[Content_Types].xml").decode()
    related = part(content, "word/_rels/document.xml.rels").decode()
    override = f'<Override PartName="/word/{kind}.xml" ContentType="{NOTES.format(kind)}"/></Types>'
    relationship = f'<Relationship Id="rN{kind}" Type="{RELATED.format(kind)}" Target="{kind}.xml"/></Relationships>'
    return with_parts(
        content,
        {
            "[Content_Types].xml": types.replace("</Types>", override).encode(),
            "word/_rels/document.xml.rels": related.replace("</Relationships>", relationship).encode(),
            f"word/{kind}.xml": f"<w:{kind} {NAMESPACES}>{body}</w:{kind}>".encode(),
        },
    )
