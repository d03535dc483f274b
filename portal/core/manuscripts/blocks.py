"""The blocks of an article's body, out of a manuscript."""

import uuid
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.blocks import StreamValue
from wagtail.images import get_image_model
from wagtail.images.forms import BaseImageForm, get_image_form
from wagtail.images.permissions import permission_policy
from wagtail.models import Collection

from portal.core.editing.blocks import NOTE_TEXT, RICH_TEXT, BodyField
from portal.core.editing.tables import table_value
from portal.core.manuscripts.manuscript import Manuscript, Note, Picture, Unreadable

IN_ONE_TEXT = ("p", "ul", "ol")
STREAM = BodyField().stream_block


def blocks_of(manuscript: Manuscript, *, by: Any = None, collection: Collection | None = None) -> StreamValue:
    """The body of an article, its pictures stored.

    They go into `collection`, or the first where `by` may add images; each passes the checks of the portal's own
    uploads. Raises Unreadable for one that does not: call it within a transaction.
    """
    soup = BeautifulSoup(manuscript.html, "html.parser")
    shown = sorted({_number(image) for image in soup.find_all("img")})
    forms = {at: picture_form(manuscript.pictures[at], at + 1, by, collection) for at in shown}
    stored = {at: form.save().pk for at, form in forms.items()}
    blocks = [_block(name, elements, stored) for name, elements in _grouped(soup)]
    if manuscript.notes:
        blocks.append({"type": "notes", "value": [_note(note) for note in manuscript.notes]})
    return STREAM.to_python(blocks)


def _grouped(soup: BeautifulSoup) -> Iterator[tuple[str, list[Tag]]]:
    """Paragraphs and lists that follow each other are one text."""
    together: list[Tag] = []
    for element in soup.find_all(True, recursive=False):
        if element.name in IN_ONE_TEXT:
            together.append(element)
            continue
        if together:
            yield "paragraph", together
            together = []
        yield element.name, [element]
    if together:
        yield "paragraph", together


def _block(name: str, elements: list[Tag], stored: dict[int, int]) -> dict:
    first = elements[0]
    match name:
        case "h2":
            return {"type": "heading", "value": first.get_text()}
        case "h3":
            return {"type": "subheading", "value": first.get_text()}
        case "blockquote":
            source = first.footer.extract().get_text() if first.footer else ""
            return {"type": "quote", "value": {"quote": first.get_text(), "source": source}}
        case "figure":
            return {"type": "figure", "value": _figure(first, stored)}
        case "table":
            return {"type": "table", "value": table_value(first)}
    return {"type": "paragraph", "value": _rich("".join(map(str, elements)), tuple(RICH_TEXT))}


def _note(note: Note) -> dict:
    value = {"mark": note.mark, "text": _rich(f"<p>{note.html}</p>", NOTE_TEXT)}
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}


def _figure(figure: Tag, stored: dict[int, int]) -> dict:
    image: Tag = figure.img  # type: ignore[assignment]
    picture = {"image": stored[_number(image)], "alt_text": image.get("alt", ""), "decorative": False}
    return {"image": picture, "caption": figure.figcaption.get_text() if figure.figcaption else ""}


def _number(image: Tag) -> int:
    return int(str(image["src"]).removeprefix("picture:"))


@cache
def _converter(features: tuple[str, ...]) -> ContentstateConverter:
    return ContentstateConverter(list(features))


def _rich(html: str, features: tuple[str, ...]) -> str:
    """What the editor would store of it."""
    converter = _converter(features)
    return converter.to_database_format(converter.from_database_format(html))


def picture_form(picture: Picture, number: int, by: Any, collection: Collection | None) -> BaseImageForm:
    """The form by which pictures are uploaded, filled in and found good."""
    model = get_image_model()
    if collection is None:
        allowed = permission_policy.collections_user_has_permission_for(by, "add") if by else Collection.objects.all()
        collection = allowed.order_by("path").first()
    title = (picture.alt or PurePosixPath(picture.name).stem)[:255]
    form = get_image_form(model)(
        {"title": title, "description": picture.alt[:255], "collection": collection and collection.pk},
        {"file": SimpleUploadedFile(picture.name, picture.content)},
        instance=model(uploaded_by_user=by),
        user=by,
    )
    if not form.is_valid():
        sentence = " ".join(str(error) for errors in form.errors.values() for error in errors)
        raise Unreadable(
            _("Picture %(number)s (%(name)s): %(sentence)s")
            % {"number": number, "name": picture.name, "sentence": sentence}
        )
    return form
