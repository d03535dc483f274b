"""Drawings in SVG, which are programs as much as pictures: what stays of one is what a still picture is made of."""

import re
from io import BytesIO
from xml.etree.ElementTree import Element, ElementTree, register_namespace

import py_svg_hush
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from willow.svg import SvgWrapper

NOT_A_DRAWING = _("This file isn't an SVG drawing, or it is damaged. Export it again as plain SVG, or as PNG.")
NOTHING_LEFT = _("Nothing of this SVG can be shown: it holds only scripts, linked pictures or text of web pages.")
TOO_INTRICATE = _("This SVG is too heavy: simplify it to less than 1 MB and 100 nested groups, or save it as PNG.")
WITH_ENTITIES = _("This SVG declares entities, which can hide anything. Export it again as plain SVG, without them.")

NAMESPACE = "http://www.w3.org/2000/svg"
BYTES, DEPTH = 1_000_000, 100
DRAWN = frozenset({"circle", "ellipse", "line", "path", "polygon", "polyline", "rect", "text", "use"})
# What moves, links, brings in other files or text that isn't drawn; the library keeps them, made harmless.
STRIPPED = frozenset(
    {"a", "animate", "animateColor", "animateMotion", "animateTransform", "feImage", "image", "mpath", "set"}
)
ELSEWHERE = re.compile(r"""@import|\\|//|url\(\s*["']?(?!\s*["']?#)|javascript:""", re.IGNORECASE)


def cleaned(source: bytes) -> bytes:
    """The drawing without anything that runs, moves or is fetched. Raises ValidationError where none is left."""
    _measure(source)
    try:
        root = fromstring(py_svg_hush.filter_svg(source))
    except ValueError as error:
        raise ValidationError(NOT_A_DRAWING, code="not_a_drawing") from error
    _strip(root)
    if not any(_name(element) in DRAWN for element in root.iter()):
        raise ValidationError(NOTHING_LEFT, code="nothing_left")
    drawing = SvgWrapper(ElementTree(root))
    drawing.set_view_box(drawing.view_box)  # without one, a smaller size would cut the drawing
    register_namespace("", NAMESPACE)
    buffer = BytesIO()
    drawing.write(buffer)
    return buffer.getvalue()


def _measure(source: bytes) -> None:
    """Refuse what would take the libraries long to read."""
    if len(source) > BYTES:
        raise ValidationError(TOO_INTRICATE, code="too_intricate")
    depth = 0
    try:
        for event, _element in iterparse(BytesIO(source), events=("start", "end")):
            depth += 1 if event == "start" else -1
            if depth > DEPTH:
                raise ValidationError(TOO_INTRICATE, code="too_intricate")
    except DefusedXmlException as error:
        raise ValidationError(WITH_ENTITIES, code="with_entities") from error
    except (SyntaxError, ValueError, LookupError) as error:  # not XML, or in an encoding that isn't one
        raise ValidationError(NOT_A_DRAWING, code="not_a_drawing") from error


def _strip(parent: Element) -> None:
    for key, value in list(parent.attrib.items()):
        is_link = key.rpartition("}")[2] == "href"
        if ELSEWHERE.search(value) or (is_link and not value.startswith("#")):
            del parent.attrib[key]
    for element in list(parent):
        if _name(element) in STRIPPED or (_name(element) == "style" and ELSEWHERE.search(element.text or "")):
            parent.remove(element)
        else:
            _strip(element)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
