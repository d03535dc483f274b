"""The demonstration's pictures: mosaics of simple shapes, charts and logos; the project carries no picture files."""

from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw
from wagtail.models import Collection

from demo.logos import LOGOS, draw_logo
from demo.shapes import COLOURS, draw_tile
from portal.core.models import PortalImage

SIDE = 400  # of a tile, as pasted
MAX_WIDTH = 1200

# A tile is "shape colours column row size"; colours: background, first, second.
MOSAICS = {
    "attente": "waves ULM 0 0 1,person CNP 1 0 1,clock PNP 0 1 2,half MCC 2 0 1,bars NLM 2 1 1,person UMP 2 2 1,"
    "person MUN 3 0 2,quote NMM 5 0 1,person LNW 5 1 1,keypad WUC 3 2 1,facing MCU 4 2 1,sun WCC 5 2 1",
    "entretien": "bubble PUP 0 0 2,person UMW 2 0 1,quote NCC 2 1 1",
    "nuit": "sun NMM 0 0 1,headset UPM 1 0 2,bars NLC 0 1 1",
    "methode": "clock MNM 0 0 2,keypad WUC 2 0 1,half CNN 2 1 1",
    "ateliers": "facing WUC 0 0 2,person PNC 2 0 1,bubble MNM 2 1 1",
    "enquete": "keypad ULM 0 0 1,bubble WUM 1 0 2,half PCC 0 1 1",
    "convention": "person UMW 0 0 1,facing PUC 1 0 2,person NCP 0 1 1",
    "webinaire": "headset MNU 0 0 2,waves ULM 2 0 1,disc PCN 2 1 1",
    "couverture": "sun UCC 0 0 1,clock UPU 1 0 2,person ULP 0 1 1,person UPM 0 2 2,person UCP 2 2 1,bars ULM 2 3 1,"
    "half NMM 0 4 1,quote NCC 1 4 1,waves ULW 2 4 1",
    "couverture-ancienne": "headset CPN 0 0 2,sun CMM 2 0 1,person CPN 2 1 1,quote CNN 0 2 1,waves CPM 1 2 2,"
    "half CMM 0 3 1,bars CNM 0 4 1,person CPU 1 4 1,keypad CPM 2 4 1",
    "couverture-precedente": "bubble MNM 0 0 2,quote MUU 2 0 1,half MCC 2 1 1,person MUN 0 2 1,bubble CPN 1 2 2,"
    "sun MUU 0 3 1,bars MNC 0 4 1,person PNC 1 4 1,keypad MNU 2 4 1",
    "barometre": "disc NMN 0 0 2,bars NLM 2 0 1,half NCC 2 1 1,keypad NLM 0 2 1,person NLP 1 2 2,waves NCM 0 3 1,"
    "sun NUU 0 4 1,clock NPN 1 4 1,facing NMC 2 4 1",
    "barometre-precedent": "disc ULU 0 0 2,bars UWM 2 0 1,half UCC 2 1 1,keypad ULW 0 2 1,person UPM 1 2 2,"
    "waves UNM 0 3 1,sun UNN 0 4 1,clock UMU 1 4 1,facing UWC 2 4 1",
    "observatoire": "person PNC 0 0 2,keypad CUM 2 0 1,waves PUM 2 1 1,facing PUC 0 2 1,headset PNU 1 2 2,"
    "half PCC 0 3 1,bubble PUM 0 4 1,person PCN 1 4 1,sun PMM 2 4 1",
    "observatoire-premier": "headset MNU 0 0 2,person MUN 2 0 1,quote MNN 2 1 1,person MCN 0 2 1,facing MUC 1 2 2,"
    "bars MNC 0 3 1,half MUU 0 4 1,clock MNM 1 4 1,person MNU 2 4 1",
    "deux-casques": "headset WUC 0 0 2,facing WCU 2 0 1,headset MNC 2 1 1",
    "vos-chiffres": "bars NLM 0 0 2,disc UMW 2 0 1,person NPL 2 1 1",
    "nuit-autrement": "sun NMM 0 0 1,clock NLM 1 0 2,headset UPM 0 1 1",
    "lundi": "keypad PUC 0 0 2,half CNN 2 0 1,clock MNM 2 1 1",
    "portrait-maelle": "person CNP 0 0 1",
    "portrait-idriss": "person UMP 0 0 1",
    "portrait-soline": "person MUN 0 0 1",
    "portrait-hugo": "person LNW 0 0 1",
    "portrait-aurelie": "person PCN 0 0 1",
    "portrait-noe": "person NMU 0 0 1",
    "portrait-yasmine": "person WCN 0 0 1",
    "portrait-gaspard": "person MCN 0 0 1",
}

# Bars from left to right: height in per cent, colour
CHARTS = {
    "rester": "68C 49U 35L 21L",
    "metiers": "74U 14L 12L",
}


def draw_chart(bars: str) -> Image.Image:
    """Bars to scale on one line; what they stand for is said beside the picture."""
    values = [(int(bar[:-1]), COLOURS[bar[-1]]) for bar in bars.split()]
    chart = Image.new("RGB", (MAX_WIDTH, 500), COLOURS["W"])
    draw, step, scale = ImageDraw.Draw(chart), MAX_WIDTH / len(values), 400 / max(value for value, _colour in values)
    for index, (value, colour) in enumerate(values):
        left = (index + 0.2) * step
        draw.rectangle((left, 450 - value * scale, left + 0.6 * step, 450), fill=colour)
    draw.line((0, 452, MAX_WIDTH, 452), fill=COLOURS["K"], width=4)
    return chart


def draw_mosaic(tiles: str) -> Image.Image:
    parts = [tile.split() for tile in tiles.split(",")]
    width = max(int(column) + int(size) for _shape, _colours, column, _row, size in parts)
    height = max(int(row) + int(size) for _shape, _colours, _column, row, size in parts)
    mosaic = Image.new("RGB", (width * SIDE, height * SIDE))
    for shape, colours, column, row, size in parts:
        mosaic.paste(draw_tile(shape, colours, int(size) * SIDE), (int(column) * SIDE, int(row) * SIDE))
    mosaic.thumbnail((MAX_WIDTH, mosaic.height))
    return mosaic


def make_images(credit: str, pictures: Collection, logos: Collection) -> dict[str, PortalImage]:
    """Mosaics, charts and logos as images of the library, by name, in the collection they belong to."""
    mosaics = {
        name: _store(name, draw_mosaic(tiles), pictures, credit=credit, is_decorative=True)
        for name, tiles in MOSAICS.items()
    }
    charts = {name: _store(name, draw_chart(bars), pictures) for name, bars in CHARTS.items()}
    marks = {name: _store(name, draw_logo(logo), logos) for name, logo in LOGOS.items()}
    return mosaics | charts | marks


def _store(name: str, picture: Image.Image, collection: Collection, **told: object) -> PortalImage:
    content = BytesIO()
    picture.quantize(64, dither=Image.Dither.NONE).save(content, "PNG")
    file = ImageFile(content, name=f"{name}.png")
    return PortalImage.objects.create(title=name, file=file, collection=collection, **told)
