"""The picture that is shown where a page is shared: its title beside its art. For the worker alone."""

from functools import cache
from io import BytesIO

from anyascii import anyascii
from django.conf import settings
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from portal.core.look.mosaic import mosaic
from portal.following.posters import HEIGHT, WIDTH, Poster
from portal.following.raster import paint

MOST_BYTES = 300_000
_ART = 472
_MARGIN, _TOP, _FOOT = 56, 52, 96
_SIZES = range(92, 30, -2)
_LEADING = 1.08
_KICKER, _NAME = 30, 30

# Ground, title, kicker, name.
_COLOURS = {
    "paper": ("#fbfbfe", "#16162e", "#af2d18", "#525466"),
    "mist": ("#efedfd", "#16162e", "#2c26d2", "#525466"),
    "night": ("#17182d", "#ffffff", "#ffd040", "#c9c9d6"),
    "peach": ("#ffe8d8", "#16162e", "#af2d18", "#525466"),
}
_MARK = (
    '<svg viewBox="0 0 42 36"><path d="M2 2a16 16 0 0 1 0 32z" fill="{0}"/>'
    '<path d="M40 2a16 16 0 0 0 0 32z" fill="#f4694b"/></svg>'
)


def draw(poster: Poster, *, cover: Image.Image | None = None, logo: Image.Image | None = None) -> bytes:
    """A JPEG of WIDTH by HEIGHT, below MOST_BYTES. Without a cover, the mosaic that stands on the page."""
    ground, ink, accent, quiet = _COLOURS[poster.ground]
    picture = Image.new("RGB", (WIDTH, HEIGHT), ground)
    art = _fitted(cover) if cover else paint(mosaic(poster.art, 3, 4), _ART, HEIGHT)
    picture.paste(art, (WIDTH - _ART, 0))
    pen = ImageDraw.Draw(picture)
    pen.text((_MARGIN, _TOP), _cut(_sayable(poster.kicker), _font(_KICKER, 700)), accent, _font(_KICKER, 700))
    _title(pen, _sayable(poster.title), ink)
    _sign(picture, pen, poster, quiet, logo)
    return _saved(picture)


def draw_default() -> bytes:
    """Of what has no picture of its own: a mosaic, which says nothing."""
    return _saved(paint(mosaic("double écoute", 8, 4), WIDTH, HEIGHT))


def _fitted(cover: Image.Image) -> Image.Image:
    return cover.convert("RGB").resize((_ART, HEIGHT), Image.Resampling.LANCZOS)


def _room() -> int:
    return WIDTH - _ART - 2 * _MARGIN + 12


def _title(pen: ImageDraw.ImageDraw, title: str, colour: str) -> None:
    """As large as it can be, in lines of about the same length."""
    top = _TOP + _KICKER + 30
    height = HEIGHT - top - _FOOT - 12
    for size in _SIZES:
        font = _font(size, 800)
        lines = _lines(title, font, _room())
        step = size * _LEADING
        if len(lines) * step <= height and max(map(font.getlength, lines)) <= _room():
            break
    else:
        lines = _shortened(lines, font, int(height // step))
    for number, line in enumerate(_balanced(title, lines, font)):
        pen.text((_MARGIN, top + number * step), line, colour, font)


def _lines(text: str, font: ImageFont.FreeTypeFont, room: float) -> list[str]:
    """Broken between words: at plain spaces, never at those that typography put."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines or [""]


def _balanced(text: str, lines: list[str], font: ImageFont.FreeTypeFont) -> list[str]:
    if lines[-1].endswith("…"):
        return lines
    narrowest = max(font.getlength(word) for word in text.split(" "))
    for room in range(int(narrowest) + 1, _room(), 8):
        if len(narrower := _lines(text, font, room)) == len(lines):
            return narrower
    return lines


def _shortened(lines: list[str], font: ImageFont.FreeTypeFont, most: int) -> list[str]:
    kept = [_cut(line, font) for line in lines[:most]]
    if len(lines) > most:
        kept[-1] = _cut(f"{kept[-1].rstrip('…')}…", font)
    return kept


def _cut(line: str, font: ImageFont.FreeTypeFont) -> str:
    """What there is room for of it."""
    if font.getlength(line) <= _room():
        return line
    while line and font.getlength(f"{line}…") > _room():
        line = line[:-1].rstrip()
    return f"{line}…"


def _sign(
    picture: Image.Image, pen: ImageDraw.ImageDraw, poster: Poster, colour: str, logo: Image.Image | None
) -> None:
    """Whose it is: the association's own logo, else the two half-discs, and its name."""
    middle, left = HEIGHT - _FOOT // 2 - 12, _MARGIN
    if logo is not None:
        logo = logo.convert("RGBA")
        picture.paste(logo, (left, middle - logo.height // 2), logo)
        left += logo.width + 16
    else:
        ground = _COLOURS[poster.ground][0]
        mark = paint(_MARK.format("#a6a6fe" if poster.ground == "night" else "#2c26d2"), 49, 42, ground)
        picture.paste(mark, (left, middle - 21))
        left += 49 + 16
    font = _font(_NAME, 700)
    name = _sayable(poster.name)
    if left + font.getlength(name) <= WIDTH - _ART - 24:
        pen.text((left, middle), name, colour, font, anchor="lm")


def _saved(picture: Image.Image) -> bytes:
    for quality in (90, 82, 74, 66, 55, 40):
        file = BytesIO()
        picture.save(file, "JPEG", quality=quality, subsampling=0, optimize=True, progressive=True)
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()


def _sayable(text: str) -> str:
    """In the letters that our face has."""
    return "".join(sign if ord(sign) in _signs() else anyascii(sign) for sign in text)


@cache
def _face() -> bytes:
    """Our own, as FreeType reads it: it knows no WOFF2."""
    font = TTFont(settings.BASE_DIR / "static" / "fonts" / "bricolage.woff2")
    font.flavor = None
    file = BytesIO()
    font.save(file)
    return file.getvalue()


@cache
def _signs() -> frozenset[int]:
    return frozenset(TTFont(BytesIO(_face())).getBestCmap())


@cache
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(BytesIO(_face()), size)
    font.set_variation_by_axes([weight])
    return font
