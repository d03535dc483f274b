"""The file that Word writes: a zip of XML, taken apart with nothing in it trusted."""

import posixpath
import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from portal.core.files.uploads import WITH_MACROS
from portal.core.manuscripts.manuscript import Unreadable, check_size, too_deep

UNZIPPED, WORDS, MEMBERS, DEEPEST = 200_000_000, 12_000_000, 5_000, 150
OLD = b"\xd0\xcf\x11\xe0"  # what Word wrote before 2007, and what it writes with a password
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
STRICT = re.compile(r"http://purl\.oclc\.org/ooxml/(\w+)/")  # how a “strict” document calls what all others do
READ = ("document", "styles", "numbering", "footnotes", "endnotes", "comments", "header", "footer")


class Package:
    """The parts of a document that are read, as trees, and what is in its media. Raises Unreadable."""

    def __init__(self, content: bytes) -> None:
        self.archive = _opened(content)
        self.names = set(self.archive.namelist())
        self.main = self._main()
        self.folder = posixpath.dirname(self.main)
        self.trees = {name: self._tree(name) for name in sorted(self.names) if self._is_read(name)}
        for name in [name for name in self.trees if name.endswith(".rels")]:
            self._check_relationships(name)

    def _is_read(self, name: str) -> bool:
        folder, stem = posixpath.split(name)
        if name in (self.main, "[Content_Types].xml", "_rels/.rels"):
            return True
        if folder == f"{self.folder}/_rels":
            return name.endswith(".rels")
        return folder == self.folder and name.endswith(".xml") and stem.startswith(READ)

    def _main(self) -> str:
        if "_rels/.rels" in self.names:
            for relationship in self._tree("_rels/.rels").iter(RELATIONSHIPS):
                name = relationship.get("Target", "").lstrip("/")
                if relationship.get("Type", "").endswith("/officeDocument") and name in self.names:
                    return name
        if "word/document.xml" in self.names:
            return "word/document.xml"
        raise Unreadable(_("This file is no Word document: save it again as “Word document (.docx)”."))

    def _tree(self, name: str) -> ElementTree.Element:
        depth, root = 0, None
        try:
            with self.archive.open(name) as part:
                for event, element in iterparse(part, events=("start", "end"), forbid_dtd=True):
                    root = element if root is None else root
                    if event == "start":
                        _as_usual(element)
                    depth += 1 if event == "start" else -1
                    if depth > DEEPEST:
                        raise Unreadable(too_deep())
        except DefusedXmlException as error:
            raise Unreadable(
                _("This file defines XML entities (in %(part)s), which no word processor does: it is refused.")
                % {"part": name}
            ) from error
        except (ElementTree.ParseError, zipfile.BadZipFile, ValueError, LookupError) as error:
            raise Unreadable(
                _("This file is damaged (in %(part)s): open it in your word processor and save it again.")
                % {"part": name}
            ) from error
        if root is None:
            raise Unreadable(_("This file is empty."))
        return root

    def part(self, stem: str) -> ElementTree.Element | None:
        return self.trees.get(f"{self.folder}/{stem}.xml")

    def parts(self, beginning: str) -> list[ElementTree.Element]:
        return [tree for name, tree in self.trees.items() if name.startswith(f"{self.folder}/{beginning}")]

    def media(self, name: str) -> bytes:
        return self.archive.read(name)

    def _check_relationships(self, name: str) -> None:
        """Pictures stand in the file itself."""
        for relationship in self.trees[name].iter(RELATIONSHIPS):
            address = {"address": relationship.get("Target", "")[:200]}
            if not _is_image(relationship):
                continue
            if relationship.get("TargetMode") == "External":
                raise Unreadable(
                    _("A picture is not in the file but at %(address)s: put it into the text itself.") % address
                )
            if self._path(relationship) not in self.names:
                raise Unreadable(
                    _("A picture of this file is missing (%(address)s): put it into the text again.") % address
                )

    def _path(self, relationship: ElementTree.Element) -> str:
        return posixpath.normpath(posixpath.join("/", self.folder, relationship.get("Target", ""))).lstrip("/")

    def images(self) -> dict[str, str]:
        """The names of the pictures that the text shows, by the ids it knows them by."""
        tree = self.trees.get(f"{self.folder}/_rels/{posixpath.basename(self.main)}.rels")
        relationships = [] if tree is None else [each for each in tree.iter(RELATIONSHIPS) if _is_image(each)]
        paths = {each.get("Id", ""): self._path(each) for each in relationships}
        asked = {value for element in self.trees[self.main].iter() for value in element.attrib.values()}
        return {key: path for key, path in paths.items() if key in asked}

    def written(self) -> BytesIO:
        """The same document, of what was read and as it stands now."""
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name in self.names:
                if name in self.trees:
                    archive.writestr(name, ElementTree.tostring(self.trees[name], encoding="utf-8"))
                elif not name.endswith((".xml", ".rels", "/")):
                    archive.writestr(name, self.archive.read(name))
        buffer.seek(0)
        return buffer


def _as_usual(element: ElementTree.Element) -> None:
    if "purl.oclc.org" in element.tag:
        element.tag = _usual(element.tag)
    for name, value in list(element.attrib.items()):
        if "purl.oclc.org" in name or "purl.oclc.org" in value:
            del element.attrib[name]
            element.set(_usual(name), _usual(value))


def _usual(name: str) -> str:
    return STRICT.sub(r"http://schemas.openxmlformats.org/\1/2006/", name)


def _is_image(relationship: ElementTree.Element) -> bool:
    return relationship.get("Type", "").endswith("/image")


def _opened(content: bytes) -> zipfile.ZipFile:
    check_size(content)
    if content.startswith(OLD):
        raise Unreadable(
            _("This file comes from an old Word or has a password: save it as “Word document (.docx)”, without one.")
        )
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise Unreadable(_("This file is no Word document: save it again as “Word document (.docx)”.")) from error
    for member in members:
        _check(member)
    sizes = {member.filename: member.file_size for member in members}
    words = sum(size for name, size in sizes.items() if name.endswith((".xml", ".rels")))
    if len(members) > MEMBERS or sum(sizes.values()) > UNZIPPED or words > WORDS:
        raise Unreadable(_("Unpacked, this file is far too large: make several of it, or reduce its pictures."))
    return archive


def _check(member: zipfile.ZipInfo) -> None:
    name = member.filename
    if name.lower().endswith("vbaproject.bin"):
        raise Unreadable(str(WITH_MACROS))
    if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/"):
        raise Unreadable(
            _("This file holds a path that leads out of it (%(path)s): it is refused.") % {"path": name[:120]}
        )
    if member.flag_bits & 1:
        raise Unreadable(
            _("This file comes from an old Word or has a password: save it as “Word document (.docx)”, without one.")
        )
