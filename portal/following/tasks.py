from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import transaction
from django_tasks import task
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page

from portal.core.files.media import PortalImage
from portal.core.files.pictures import LAST
from portal.core.mail.writing import association
from portal.following.models import SharePicture
from portal.following.posters import GROUNDS, Poster, poster_of

if TYPE_CHECKING:
    from PIL import Image

_COVER, _LOGO = "fill-472x630|format-png", "max-260x56|format-png"


@task(priority=LAST)
def draw_share_picture(page_id: int) -> None:
    """Of a page as it is published, where it is not drawn yet."""
    page = Page.objects.live().filter(pk=page_id).first()
    if page is None or page.specific_class not in GROUNDS:
        return
    poster = poster_of(page.specific)
    if SharePicture.objects.filter(page=page_id, version=poster.version).exists():
        return
    keep(page_id, poster.version, _drawn(poster))


def keep(page_id: int, version: str, picture: bytes) -> None:
    """In the place of the one before, whose file nobody needs any more."""
    with transaction.atomic():
        row = SharePicture.objects.select_for_update().filter(page=page_id).first() or SharePicture(page_id=page_id)
        before = row.file.name
        row.version = version
        row.file.save(f"{page_id}-{version}.jpg", ContentFile(picture), save=False)
        row.save()
        if before:
            storage = row.file.storage
            transaction.on_commit(lambda: storage.delete(before))


def draw_missing() -> None:
    """For whatever nobody told: have drawn what is published without a picture, or looks otherwise since."""
    known, settings = dict(SharePicture.objects.values_list("page", "version")), association()
    for model in GROUNDS:
        pages: Any = model.objects
        for page in pages.live().for_cards().select_related("locale").iterator(chunk_size=200):
            if known.get(page.pk) != poster_of(page, settings).version:
                draw_share_picture.enqueue(page_id=page.pk)


def _drawn(poster: Poster) -> bytes:
    # Pillow and the fonts are for the worker: a web process that knows this task doesn't load them.
    from portal.following.drawing import draw  # noqa: PLC0415

    return draw(poster, cover=_picture(poster.cover, _COVER), logo=_picture(poster.logo, _LOGO))


def _picture(looks: str, spec: str) -> "Image.Image | None":
    """None of what can't be drawn: the rest goes on without."""
    from PIL import Image  # noqa: PLC0415

    image = PortalImage.objects.filter(pk=looks.split(" ")[0]).first() if looks else None
    if image is None:
        return None
    try:
        with image.get_rendition(spec).file.open("rb") as file:
            return Image.open(BytesIO(file.read()))
    except (SourceImageIOError, OSError):
        return None
