"""Pictures on public pages: in place of Wagtail's own tags, which draw them while a visitor waits, and show a broken
image where one can't be drawn."""

from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Literal

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.models import Filter, SourceImageIOError

from portal.core.files.media import PortalImage
from portal.core.files.pictures import Drawn, alt_of, drawings_of, size_of

register = template.Library()

BLANK = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {0} {1}'%3E"
    "%3Crect width='100%25' height='100%25' fill='%238883'/%3E%3C/svg%3E"
)
FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpeg": "", "png": ""}
"""The best first, each with the type that says so to the browser; the last there is needs none."""


@register.simple_tag
def picture(image: PortalImage | Literal[""] | None, *specs: str, **attributes: str) -> SafeString | str:
    """`<picture>` in each of the formats and widths that are drawn, or a blank of its size as long as none is;
    "" where there is no image or it can't be drawn.

    A drawing in SVG is one file, the largest: it fits every width.
    """
    if not image:
        return ""
    asked = _expanded(specs)
    try:
        drawings = drawings_of(image, asked[-1:] if image.is_svg() else asked)
    except SourceImageIOError:
        return ""
    if not drawings:
        return mark_safe(_tag("img", {**_blank(image, asked[0]), **attributes, "sizes": ""}))  # noqa: S308 - escaped
    return mark_safe(_markup(drawings, attributes))  # noqa: S308 - escaped


@lru_cache(maxsize=256)
def _expanded(specs: tuple[str, ...]) -> list[str]:
    return Filter.expand_spec(specs)


def _markup(drawings: Mapping[str, Drawn], attributes: Mapping[str, str]) -> str:
    formats: dict[str, list[Drawn]] = {}
    for spec, drawn in drawings.items():
        formats.setdefault(next((name for name in FORMATS if f"format-{name}" in spec), ""), []).append(drawn)
    *better, last = sorted(formats, key=[*FORMATS, ""].index)
    sizes = attributes.get("sizes", "")
    sources = (
        _tag("source", {"sizes": sizes, "srcset": _srcset(formats[name]), "type": FORMATS[name]}) for name in better
    )
    first, *others = formats[last]
    shown: dict[str, str | int] = {
        "src": first.url,
        "width": first.width,
        "height": first.height,
        "alt": first.alt,
        **attributes,
    }
    image = _tag("img", {**shown, "srcset": _srcset(formats[last]) if others else ""})
    return f"<picture>{''.join(sources)}{image}</picture>"


def _srcset(drawings: list[Drawn]) -> SafeString:
    if len(drawings) == 1:
        return drawings[0].url
    return mark_safe(", ".join([f"{drawn.url} {drawn.width}w" for drawn in drawings]))  # noqa: S308 - as Drawn says


def _tag(name: str, attributes: Mapping[str, str | int]) -> str:
    """Those that are empty are left out, but for the text that stands for a picture."""
    text = f"<{name}"
    for key, value in sorted(attributes.items()):
        if value or key == "alt":
            text += f' {key}="{value if isinstance(value, SafeString | int) else escape(value)}"'
    return f"{text}>"


def _blank(image: PortalImage, spec: str) -> dict[str, str | int]:
    width, height = size_of(image, spec)
    return {"src": BLANK.format(width, height), "width": width, "height": height, "alt": alt_of(image)}


@register.simple_tag
def rendition(image: PortalImage | Literal[""] | None, *specs: str) -> Drawn | None:
    """One rendition, for its address; None where there is no image or it isn't drawn, in the format asked for."""
    spec = "|".join(specs)
    if not image or (image.is_svg() and "format-" in spec):
        return None
    try:
        return drawings_of(image, [spec]).get(spec)
    except SourceImageIOError:
        return None
