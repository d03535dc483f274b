"""The colours an association chooses for its site, and whether text in them can be read."""

import re
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PAPER_LIGHT = "#fbfbfe"
PAPER_DARK = "#10111f"
READABLE = 4.5


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours written #rrggbb, from 1 to 21 (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _must_be_readable(colour: str, background: str) -> None:
    if not re.fullmatch("#[0-9a-fA-F]{6}", colour):
        raise ValidationError(_("Write the colour as # and six digits from 0 to f."))
    if (ratio := contrast(colour, background)) < READABLE:
        raise ValidationError(
            _("Text in this colour could not be read: its contrast is %(ratio).1f, it takes 4.5 at least.")
            % {"ratio": ratio}
        )


def readable_on_light(colour: str) -> None:
    _must_be_readable(colour, PAPER_LIGHT)


def readable_on_dark(colour: str) -> None:
    _must_be_readable(colour, PAPER_DARK)


def stylesheet(light: str, dark: str) -> str:
    """The tokens of static/css/tokens.css that carry the association's colour; "" where it chose none."""
    if not light:
        return ""
    dark = dark or light
    tokens = {
        "--brand": f"light-dark({light},{dark})",
        "--brand-solid": light,
        "--brand-band": light,
        "--brand-on-night": dark,
        "--brand-mist": f"light-dark(color-mix(in oklab,{light} 8%,#fff),color-mix(in oklab,{dark} 14%,#10111f))",
    }
    return f":root{{{';'.join(f'{name}:{value}' for name, value in tokens.items())}}}\n"


def fingerprint(sheet: str) -> str:
    """What its address carries, so that a changed colour has another one."""
    return sha256(sheet.encode()).hexdigest()[:12]
