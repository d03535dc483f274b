"""Word documents, by whatever wrote them."""

import hashlib
import logging
import posixpath
import re

from django.utils.translation import gettext as _

from portal.core.manuscripts.manuscript import Manuscript, Unreadable
from portal.core.manuscripts.markup import STYLE_MAP, comments_of, prepare
from portal.core.manuscripts.missing import missing_words
from portal.core.manuscripts.numbering import told_of_starts
from portal.core.manuscripts.package import Package
from portal.core.manuscripts.pictures import Unshowable, picture_of
from portal.core.manuscripts.tidying import NO_PICTURE, cleaned, tidy
from portal.core.manuscripts.web import filled

logger = logging.getLogger(__name__)

_UNKNOWN = re.compile(
    r"An unrecognised element was ignored: (?:\{[^}]*\})?([\w:]+)"
    r"|A w:sym element with an unsupported character was ignored: (.+)"
    r"|Could not find image file for (a:blip) element"
)
_HARMLESS = {"w:bookmarkEnd", "w:permStart", "w:permEnd", "w:customXmlInsRangeStart", "w:customXmlInsRangeEnd"}
_HARMLESS |= {"w:separator", "w:continuationSeparator", "w:pgNum", "w:sdtEndPr", "w:softHyphen", "o:OLEObject"}
_HARMLESS |= {"v:formulas", "v:path", "v:stroke", "v:fill", "v:handles", "v:line", "v:lock", "o:lock", "w:tblPrEx"}
_HARMLESS |= {"w:tblPrChange", "w:customXmlPr", "lock", "anchorlock", "w10:anchorlock", "OLEObject", "w:control"}


def read_word(content: bytes, *, language: str = "fr") -> Manuscript:
    """The text of a .docx: tracked changes as accepted, without what was deleted or hidden. Raises Unreadable."""
    try:
        return _read(Package(content), language)
    except Unreadable:
        raise
    except Exception as error:
        logger.info("A Word document could not be read.", exc_info=True)
        raise Unreadable(
            _("This file is damaged: open it in your word processor, save it again as .docx, and try once more.")
        ) from error


def _read(package: Package, language: str) -> Manuscript:
    manuscript = Manuscript()
    manuscript.left_out = [*dict.fromkeys(told_of_starts(package)), *prepare(package)]
    manuscript.comments = comments_of(package)
    names = {_digest(package.media(name)): posixpath.basename(name) for name in package.images().values()}
    shown: set[str] = set()

    def taken(image) -> dict[str, str]:
        with image.open() as file:
            content = file.read()
        digest = _digest(content)
        shown.add(digest)
        number = len(manuscript.pictures) + 1
        try:
            picture = picture_of(content, number, names.get(digest, ""), image.alt_text or "")
        except Unshowable as refusal:
            manuscript.left_out.append(str(refusal))
            return {"src": NO_PICTURE}
        manuscript.pictures.append(picture)
        return {"src": f"picture:{number - 1}"}

    import mammoth  # noqa: PLC0415 - heavy, and seldom needed

    result = mammoth.convert_to_html(
        package.written(),
        style_map=STYLE_MAP,
        convert_image=mammoth.images.img_element(taken),
        include_embedded_style_map=False,
    )
    manuscript.left_out += _unknown(result.messages)
    manuscript.left_out += [
        _("The picture “%(name)s” can't be carried over: put it into the text by itself.") % {"name": name}
        for digest, name in names.items()
        if digest not in shown
    ]
    tidy(cleaned(result.value), manuscript, language)
    manuscript.left_out += missing_words(package, manuscript)
    return filled(manuscript)


def _unknown(messages: list) -> list[str]:
    found = [match[match.lastindex or 0] for message in messages if (match := _UNKNOWN.search(message.message))]
    return [
        _("A part of the document can't be carried over (%(name)s): look whether the text needs it.") % {"name": name}
        for name in dict.fromkeys(found)
        if name not in _HARMLESS and not name.startswith(("v:", "o:", "m:", "wp:"))
    ]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
