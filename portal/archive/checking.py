"""Whether a page can be made of a piece of an old site, and what will not be as it was: nothing is written."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form

from articles.models import STANDFIRST_WORDS
from portal.archive.material import Material
from portal.archive.models import Source, SourceState
from portal.archive.pieces import Kind, Piece
from portal.archive.surroundings import Surroundings
from portal.core.editing.limits import MaxWords
from portal.core.manuscripts import Manuscript, Unreadable
from portal.core.models import PortalDocument
from studies.survey.problems import Problem, Refused
from studies.survey.sheets.values import fold

MAX_TITLE, MAX_KICKER, MAX_NAME, MAX_TOPIC, MAX_ADDRESS = 255, 60, 120, 80, 255


@dataclass
class Checked:
    """What a piece was found to be. Without `problems` a page can be made of it; `notices` are what to look at."""

    title: str
    manuscript: Manuscript
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @classmethod
    def failed(cls, piece: Piece) -> "Checked":
        fault = _("Something went wrong here, not in your file. Try again, then tell your administrator.")
        return cls(piece.title, Manuscript(), [Problem(fault, piece.row)])


Known = Mapping[str, Source]
"""The batch's sources so far, by key."""


def check(piece: Piece, material: Material, around: Surroundings, known: Known) -> Checked:
    checked = Checked(piece.title, Manuscript(), list(piece.problems), list(piece.notices))
    if checked.problems:
        return checked
    try:
        checked.manuscript = material.manuscript(piece)
    except Unreadable as error:
        checked.problems.append(Problem(str(error), piece.row))
        return checked
    except Refused as refused:
        checked.problems += [replace(problem, row=piece.row) for problem in refused.problems]
        return checked
    checked.title = (piece.title or checked.manuscript.title).strip()
    checked.problems += [replace(problem, row=piece.row) for problem in _problems(piece, checked, around, known)]
    checked.problems += [replace(problem, row=piece.row) for problem in _of_files(piece, material)]
    checked.notices += checked.manuscript.left_out
    if checked.manuscript.comments:
        message = _("Remarks in the margin are left out: %(count)d.")
        checked.notices.append(message % {"count": len(checked.manuscript.comments)})
    checked.notices += _made_besides(piece, around)
    return checked


def digest_of(piece: Piece, material: Material) -> str:
    """Another one with every change of what is said of a piece, or of its text; "" where its file can't be read."""
    said = repr(replace(piece, row=None, problems=(), notices=()))
    try:
        content = material.file(piece.file) if piece.file else b""
    except Refused:
        return ""
    return hashlib.sha256(said.encode("utf-8", "replace") + content).hexdigest()


def _problems(piece: Piece, checked: Checked, around: Surroundings, known: Known) -> Iterator[Problem]:
    texts = [("title", checked.title, MAX_TITLE), ("kicker", piece.kicker, MAX_KICKER)]
    texts += [("authors", name, MAX_NAME) for name in piece.authors]
    texts += [("topics", name, MAX_TOPIC) for name in piece.topics]
    texts += [("addresses", address, MAX_ADDRESS) for address in piece.addresses]
    if not checked.title:
        yield Problem(_("It has no title, neither in the sheet nor in the text."))
    for _name, text, longest in texts:
        if len(text) > longest:
            message = _("“%(text)s…” is too long: %(longest)d characters at most.")
            yield Problem(message % {"text": text[:40], "longest": longest})
    if around.section(piece.kind, piece.language) is None:
        yield Problem(_("There is no section for it in that language."))
    if piece.issue and piece.issue not in around.issues and not piece.issue_month:
        message = _("There is no issue %(number)d: make it first, or give its month in the column “mois du numéro”.")
        yield Problem(message % {"number": piece.issue})
    if piece.translation_of:
        yield from _of_translation(piece, known)


def _of_translation(piece: Piece, known: Known) -> Iterator[Problem]:
    source = known.get(piece.translation_of)
    if source is None or source.state == SourceState.REFUSED:
        message = _("“%(name)s”, which it translates, is not among what can be imported.")
        yield Problem(message % {"name": piece.translation_of[:100]})
    elif source.page is not None:
        there = source.page.get_translations(inclusive=True).filter(locale__language_code=piece.language)
        if there.exists():
            yield Problem(_("“%(title)s” is in that language already.") % {"title": source.page.title[:100]})


def _of_files(piece: Piece, material: Material) -> Iterator[Problem]:
    for name in piece.attachments:
        try:
            form = document_form(name, material.file(name))
        except Refused as refused:
            yield from refused.problems
            continue
        if not form.is_valid():
            sentences = " ".join(sentence for errors in form.errors.values() for sentence in errors)
            yield Problem(f"{name[:100]} : {sentences}")


def document_form(name: str, content: bytes, **fields):
    """The form by which editors send a document in, with its checks."""
    path = PurePosixPath(name)
    upload = SimpleUploadedFile(path.name, content)
    model: type[PortalDocument] = get_document_model()
    form = get_document_form(model)
    collection = fields.pop("collection", None)
    data = {"title": path.stem[:255], "collection": collection.pk if collection else 1}
    return form(data, {"file": upload}, instance=model(**fields), user=None)


def _made_besides(piece: Piece, around: Surroundings) -> Iterator[str]:
    for name in piece.authors:
        if fold(name) not in around.people:
            yield _("New author: %(name)s.") % {"name": name}
    for name in piece.topics:
        if fold(name) not in around.topics:
            yield _("New topic: %(name)s.") % {"name": name}
    if piece.issue and piece.issue not in around.issues:
        yield _("New issue: %(number)d.") % {"number": piece.issue}
    if piece.kind in (Kind.ARTICLE, Kind.NEWS) and has_long_standfirst(piece):
        yield _("Its standfirst has more than %(words)d words: it becomes the opening.") % {"words": STANDFIRST_WORDS}


def has_long_standfirst(piece: Piece) -> bool:
    limit = MaxWords(STANDFIRST_WORDS)
    return limit.compare(limit.clean(piece.standfirst), STANDFIRST_WORDS)
