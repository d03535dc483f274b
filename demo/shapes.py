"""The simple shapes that the demonstration's pictures and marks are made of."""

from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFilter

TILE = 800  # as drawn below
COLOURS = {
    "U": "#2d2ad6",
    "N": "#17182d",
    "P": "#ffd8c0",
    "M": "#ffcd38",
    "C": "#f4694b",
    "W": "#efedfd",
    "L": "#a7a6f6",
    "K": "#16162e",
    "B": "#ffffff",
}

Shape = Callable[[ImageDraw.ImageDraw, str, str, str], None]


def person(draw: ImageDraw.ImageDraw, back: str, first: str, second: str) -> None:
    draw.ellipse((248, 152, 552, 456), fill=second)
    draw.pieslice((96, 512, 704, 1088), 180, 360, fill=first)


def waves(draw: ImageDraw.ImageDraw, back: str, first: str, second: str) -> None:
    for radius, colour in ((800, first), (632, back), (464, first), (296, back), (128, second)):
        draw.pieslice((-radius, -radius, radius, radius), 0, 90, fill=colour)


def clock(draw: ImageDraw.ImageDraw, back: str, first: str, second: str) -> None:
    draw.ellipse((88, 88, 712, 712), fill=first)
    draw.line((400, 208, 400, 400, 536, 496), fill=second, width=56, joint="curve")


def bubble(draw: ImageDraw.ImageDraw, back: str, first: str, second: str) -> None:
    draw.ellipse((96, 80, 704, 688), fill=first)
    draw.rectangle((96, 384, 400, 688), fill=first)
    for x in (272, 400, 528):
        draw.ellipse((x - 40, 344, x + 40, 424), fill=second)


def keypad(draw: ImageDraw.ImageDraw, back: str, first: str, second: str) -> None:
    for x in (184, 400, 616):
        for y in (184, 400, 616):
            draw.ellipse((x - 72, y - 72, x + 72, y + 72), fill=second if x == y == 400 else first)


def facing(draw: ImageDraw.ImageDraw, back: str, first: str, second: str) -> None:
    draw.pieslice((-320, 80, 320, 720), 270, 90, fill=first)
    draw.pieslice((480, 80, 1120, 720), 90, 270, fill=second)


def bars(draw: ImageDraw.ImageDraw, back: str, first: str, second: str) -> None:
    for index, height in enumerate((160, 368, 600, 280, 472, 208)):
        x = 64 + index * 118
        box = (x, 400 - height / 2, x + 80, 400 + height / 2)
        draw.rounded_rectangle(box, 40, fill=second if index == 2 else first)


def sun(draw: ImageDraw.ImageDraw, back: str, first: str, second: str) -> None:
    draw.pieslice((0, 0, 1600, 1600), 180, 270, fill=first)


def half(draw: ImageDraw.ImageDraw, back: str, first: str, second: str) -> None:
    draw.pieslice((0, 400, 800, 1200), 180, 360, fill=first)


def disc(draw: ImageDraw.ImageDraw, back: str, first: str, second: str) -> None:
    draw.ellipse((88, 88, 712, 712), fill=first)
    draw.ellipse((280, 280, 520, 520), fill=second)


def headset(draw: ImageDraw.ImageDraw, back: str, first: str, second: str) -> None:
    draw.arc((124, 148, 676, 700), 180, 360, fill=first, width=72)
    draw.rectangle((124, 420, 196, 520), fill=first)
    draw.rectangle((604, 420, 676, 520), fill=first)
    for x in (96, 544):
        draw.rounded_rectangle((x, 424, x + 160, 656), 80, fill=second)


def quote(draw: ImageDraw.ImageDraw, back: str, first: str, second: str) -> None:
    for x in (176, 432):
        draw.line((x, 184, x + 192, 400, x, 616), fill=first, width=104)


SHAPES: dict[str, Shape] = {
    shape.__name__: shape
    for shape in (person, waves, clock, bubble, keypad, facing, bars, sun, half, disc, headset, quote)
}


def draw_tile(shape: str, colours: str, side: int) -> Image.Image:
    """A shape in three colours, by their letters: background, first, second."""
    back, first, second = (COLOURS[letter] for letter in colours)
    tile = Image.new("RGB", (TILE, TILE), back)
    SHAPES[shape](ImageDraw.Draw(tile), back, first, second)
    return tile.filter(ImageFilter.GaussianBlur(1)).resize((side, side), Image.Resampling.LANCZOS)
