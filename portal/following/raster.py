"""Our own drawings as pixels: the circles, rectangles and paths that `portal.core.look.mosaic` is made of."""

import re
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path.parser import parse_path
from PIL import Image, ImageDraw

Point = tuple[float, float]
Place = Callable[[Point], Point]

FINER = 3
"""Drawn so many times larger, then made smaller: Pillow's edges are steps."""
_STEPS = 24
_TRANSFORM = re.compile(r"translate\(([\d.-]+) ([\d.-]+)\)(?: ?scale\(([\d.]+)\))?")


class Outline(BasePen):
    """The lines of a path as points, curves in small steps."""

    def __init__(self) -> None:
        super().__init__(None)
        self.lines: list[list[Point]] = []
        self.closed: list[bool] = []

    def _moveTo(self, pt: Point) -> None:
        self.lines.append([pt])
        self.closed.append(False)

    def _lineTo(self, pt: Point) -> None:
        self.lines[-1].append(pt)

    def _curveToOne(self, pt1: Point, pt2: Point, pt3: Point) -> None:
        start = self._getCurrentPoint()
        for step in range(1, _STEPS + 1):
            t, u = step / _STEPS, 1 - step / _STEPS
            weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
            points = zip(start, pt1, pt2, pt3, strict=True)
            x, y = (sum(w * each for w, each in zip(weights, axis, strict=True)) for axis in points)
            self.lines[-1].append((x, y))

    def _closePath(self) -> None:
        self.closed[-1] = True


def paint(svg: str, width: int, height: int, background: str = "#ffffff") -> Image.Image:
    """The drawing from its upper left corner, as high as asked for; what is wider is cut off."""
    root = fromstring(svg)
    _left, _top, _width, tall = map(float, root.attrib["viewBox"].split())
    scale = height * FINER / tall
    canvas = Image.new("RGB", (width * FINER, height * FINER), background)
    _paint(root, ImageDraw.Draw(canvas), scale, (0, 0))
    return canvas.resize((width, height), Image.Resampling.LANCZOS)


def _paint(element: Element, draw: ImageDraw.ImageDraw, scale: float, origin: Point) -> None:
    if found := _TRANSFORM.match(element.get("transform", "")):
        x, y = float(found[1]) * scale, float(found[2]) * scale
        origin, scale = (origin[0] + x, origin[1] + y), scale * float(found[3] or 1)
    place: Place = lambda point: (origin[0] + point[0] * scale, origin[1] + point[1] * scale)  # noqa: E731
    shape = _SHAPES.get(element.tag.rpartition("}")[2])
    if shape:
        shape(element, draw, place, scale)
    for child in element:
        _paint(child, draw, scale, origin)


def _number(element: Element, name: str) -> float:
    return float(element.get(name, 0))


def _circle(element: Element, draw: ImageDraw.ImageDraw, place: Place, scale: float) -> None:
    centre = place((_number(element, "cx"), _number(element, "cy")))
    draw.circle(centre, _number(element, "r") * scale, fill=element.get("fill"))


def _rectangle(element: Element, draw: ImageDraw.ImageDraw, place: Place, scale: float) -> None:
    x, y = _number(element, "x"), _number(element, "y")
    ends = [*place((x, y)), *place((x + _number(element, "width"), y + _number(element, "height")))]
    draw.rounded_rectangle(ends, _number(element, "rx") * scale, fill=element.get("fill"))


def _path(element: Element, draw: ImageDraw.ImageDraw, place: Place, scale: float) -> None:
    outline = Outline()
    parse_path(element.get("d", ""), outline)
    stroke = element.get("stroke")
    for line in outline.lines:
        points = [place(point) for point in line]
        if stroke:
            _stroke(points, draw, stroke, _number(element, "stroke-width") * scale, element)
        elif element.get("fill") != "none":
            draw.polygon(points, fill=element.get("fill"))


def _stroke(points: list[Point], draw: ImageDraw.ImageDraw, colour: str, width: float, element: Element) -> None:
    draw.line(points, fill=colour, width=round(width), joint="curve")
    if element.get("stroke-linecap") == "round":
        for end in (points[0], points[-1]):
            draw.circle(end, width / 2, fill=colour)


_SHAPES: dict[str, Callable[[Element, Any, Place, float], None]] = {
    "circle": _circle,
    "rect": _rectangle,
    "path": _path,
}
