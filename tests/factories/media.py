"""Images and documents, stored for real under the tests' own folder."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image
from pypdf import PdfWriter
from wagtail.models import ReferenceIndex

from portal.core.files.media import PortalDocument, PortalImage, PortalRendition


def png(width: int = 40, height: int = 30) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (width, height), (44, 38, 210)).save(buffer, "PNG")
    return buffer.getvalue()


def pdf(count: int = 3, *, password: str = "", width: int = 420, height: int = 595) -> bytes:
    writer = PdfWriter()
    for _page in range(count):
        writer.add_blank_page(width, height)
    if password:
        writer.encrypt(password)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def image(name: str = "photo.png", **fields) -> PortalImage:
    return PortalImage.objects.create(title="Photo", file=ContentFile(png(), name=name), **fields)


def rendition(of: PortalImage, spec: str = "width-20") -> PortalRendition:
    return of.get_rendition(spec)


def document(name: str = "rapport.pdf", body: bytes = b"%PDF-1.7 contenu", **fields) -> PortalDocument:
    return PortalDocument.objects.create(title="Rapport", file=ContentFile(body, name=name), **fields)


def index(*objects) -> None:
    """Note at once who uses which file, as the worker does after a change made outside a page."""
    for obj in objects:
        ReferenceIndex.create_or_update_for_object(obj)
