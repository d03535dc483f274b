"""A page of HTML as a PDF that screen readers can read, in the site's letters; nothing is fetched from anywhere.

weasyprint takes half a second to load: import this where it is used, in a task.
"""

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from io import BytesIO

from django.conf import settings
from fontTools.ttLib import woff2
from PIL import ImageFile
from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

ImageFile.LOAD_TRUNCATED_IMAGES = False  # weasyprint says otherwise to the whole process: half pictures would be drawn

FONTS = settings.BASE_DIR / "static" / "fonts"
# The site's own files leave out the letters of names from Poland to Turkey.
FACES = (
    ("Bricolage", "bricolage", "normal"),
    ("Bricolage Ext", "bricolage-latin-ext", "normal"),
    ("Newsreader", "newsreader", "normal"),
    ("Newsreader", "newsreader-italic", "italic"),
)


def to_pdf(
    html: str, *, variant: str = "pdf/ua-1", attachments: Iterable[Attachment] = (), xmp: Iterable[bytes] = ()
) -> bytes:
    """`variant` tags it; one that carries files is `pdf/a-3a`. Pictures have to be `data:` addresses."""
    fetcher = URLFetcher(allowed_protocols=["data"])
    fonts = FontConfiguration()
    faces = CSS(string="".join(_face(*face) for face in FACES), font_config=fonts, url_fetcher=fetcher)
    return HTML(string=html, url_fetcher=fetcher).write_pdf(
        stylesheets=[faces],
        font_config=fonts,
        pdf_variant=variant,
        attachments=list(attachments),
        xmp_metadata=[BytesIO(each) for each in xmp],
    )


@cache  # a third of the time of a short letter, were each to unpack them
def _face(family: str, name: str, style: str) -> str:
    """Without `font-weight`: it takes no range there, and finds each weight in the file all the same."""
    unpacked = BytesIO()
    woff2.decompress(FONTS / f"{name}.woff2", unpacked)
    source = f'url(data:font/ttf;base64,{b64encode(unpacked.getvalue()).decode()}) format("truetype")'
    return f'@font-face {{ font-family: "{family}"; font-style: {style}; src: {source}; }}'
