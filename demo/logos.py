"""Logos in one colour for the demonstration's organisations: a mark, and the name in one of the portal's typefaces."""

from dataclasses import dataclass

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from demo.shapes import COLOURS, draw_tile

HEIGHT = 200
GAP = 48
GROTESQUE, SERIF, ITALIC = "bricolage", "newsreader", "newsreader-italic"


@dataclass(frozen=True)
class Logo:
    """`weight` 0 where the typeface has only one."""

    words: str
    mark: str
    colours: str
    font: str = GROTESQUE
    weight: int = 0
    size: int = 132


LOGOS = {
    "logo-orvelle": Logo("orvelle", "disc", "BKB", weight=800),
    "logo-sesamel": Logo("Sésamel\nMutuelle", "facing", "BKK", weight=600, size=96),
    "logo-voltaume": Logo("VOLTAUME", "bars", "BKK", weight=700, size=120),
    "logo-cigalis": Logo("Cigalis", "sun", "BKK", ITALIC),
    "logo-quorelia": Logo("Quorélia", "quote", "BKK", SERIF, 500),
    "logo-transbrise": Logo("transbrise", "waves", "BKK", weight=500),
    "logo-habitarene": Logo("Habitarène", "half", "BKK", SERIF, 700),
    "logo-rivolane": Logo("RIVOLANE", "keypad", "BKB", weight=400, size=112),
    "logo-mirandole": Logo("Mirandole", "keypad", "BKK", ITALIC),
    "logo-aquemone": Logo("aquémone", "waves", "BKB", weight=600),
    "logo-librecho": Logo("Librécho", "bubble", "BKB", weight=800),
    "logo-octavele": Logo("Octavèle", "clock", "BKB", SERIF, 400),
    "logo-pharandelle": Logo("Pharandelle", "headset", "BKK", weight=400),
    "logo-solenzel": Logo("SOLENZEL", "person", "BKK", SERIF, 600, size=112),
}


def draw_logo(logo: Logo) -> Image.Image:
    font = ImageFont.truetype(settings.BASE_DIR / "static" / "fonts" / f"{logo.font}.woff2", logo.size)
    if logo.weight:
        font.set_variation_by_axes([logo.weight])
    canvas = Image.new("RGB", (8 * HEIGHT, HEIGHT), COLOURS["B"])
    draw = ImageDraw.Draw(canvas)
    canvas.paste(draw_tile(logo.mark, logo.colours, HEIGHT))
    place = (HEIGHT + GAP, HEIGHT / 2)
    draw.multiline_text(place, logo.words, fill=COLOURS["K"], font=font, anchor="lm", spacing=0)
    _left, _top, right, _bottom = draw.multiline_textbbox(place, logo.words, font=font, anchor="lm", spacing=0)
    return canvas.crop((0, 0, round(right), HEIGHT))
