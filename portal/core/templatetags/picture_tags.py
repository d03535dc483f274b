"""Pictures on public pages: in place of Wagtail's own tags, which draw them while a visitor waits, and show a broken
image where one can't be drawn."""

from typing import Literal

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.images.models import AbstractRendition, Filter, Picture, SourceImageIOError

from portal.core.files.media import PortalImage, PortalRendition
from portal.core.files.pictures import renditions_of

register = template.Library()

BLANK = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {0} {1}'%3E"
    "%3Crect width='100%25' height='100%25' fill='%238883'/%3E%3C/svg%3E"
)


@register.simple_tag
def picture(image: PortalImage | Literal[""] | None, *specs: str, **attributes: str) -> SafeString | str:
    """`<picture>` in each of the formats and widths that are drawn, or a blank of its size as long as none is;
    "" where there is no image or it can't be drawn.

    A drawing in SVG is one file, the largest: it fits every width.
    """
    if not image:
        return ""
    filters = [Filter(spec=f"{spec}|preserve-svg") for spec in Filter.expand_spec(specs)]
    try:
        renditions = renditions_of(image, filters[-1:] if image.is_svg() else filters)
    except SourceImageIOError:
        return ""
    if not renditions:
        return _blank(image, filters[0], attributes)
    for drawn in renditions.values():
        drawn.image = image  # of several that share them, the one with this place's description
    return Picture(renditions, attributes).__html__()


def _blank(image: PortalImage, filter: Filter, attributes: dict[str, str]) -> SafeString:
    width, height = (round(length) for length in image.clean_filter_for_svg(filter).get_transform(image).size)
    shown = {
        "src": BLANK.format(width, height),
        "width": width,
        "height": height,
        "alt": PortalRendition(image=image).alt,
        **{name: value for name, value in attributes.items() if name != "sizes"},
    }
    return format_html("<img{}>", flatatt(shown))


@register.simple_tag
def rendition(image: PortalImage | Literal[""] | None, *specs: str) -> AbstractRendition | None:
    """One rendition, for its address; None where there is no image or it isn't drawn, in the format asked for."""
    spec = "|".join(specs)
    if not image or (image.is_svg() and "format-" in spec):
        return None
    try:
        return next(iter(renditions_of(image, [Filter(spec=spec)]).values()), None)
    except SourceImageIOError:
        return None
