"""Pictures in a manuscript: none is taken that the portal could not show."""

import warnings
from io import BytesIO
from pathlib import PurePosixPath

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image

from portal.core.manuscripts.manuscript import Picture, Unreadable

SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp", "AVIF": ".avif", "HEIF": ".heic"}
MOST = 200


class Unshowable(Unreadable):
    """A picture that a text can do without until it is replaced."""


def picture_of(content: bytes, number: int, name: str = "", alt: str = "") -> Picture:
    """The picture of that number, named after what it is. Raises Unreadable, saying which it is and why.

    It is Unshowable where nothing is wrong but its kind.
    """
    called = PurePosixPath(name.replace("\\", "/")).name[:80]
    which = {"number": number, "name": called or "–"}
    if number > MOST:
        raise Unreadable(_("This text has more than %(most)s pictures: make several of it.") % {"most": MOST})
    kind, pixels = _looked_at(content)
    if kind not in SUFFIXES:
        raise Unshowable(
            _("Picture %(number)s (%(name)s) is of a kind that can't be shown: replace it by a JPEG or PNG.") % which
        )
    if pixels > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise Unreadable(
            _("Picture %(number)s (%(name)s) has too many pixels: reduce it to 8,000 by 6,000 or less.") % which
        )
    stem = PurePosixPath(called).stem or f"image-{number}"
    return Picture(stem + SUFFIXES[kind], content, alt.strip())


def _looked_at(content: bytes) -> tuple[str, int]:
    """Its kind and size as its first bytes say, without a pixel read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=list(SUFFIXES)) as picture:
                return str(picture.format), picture.width * picture.height
    except Image.DecompressionBombError:
        return "PNG", settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS + 1
    except Exception:  # noqa: BLE001 - whatever the library makes of a damaged file
        return "", 0
