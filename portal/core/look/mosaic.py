"""The picture of a page that has none: a mosaic of faces, clocks and bubbles, always the same for the same seed."""

import hashlib
from collections.abc import Iterator

TILE = 200
BLUE, NIGHT, PEACH, MIMOSA, CORAL, WHITE, LILAC = (
    "#2d2ad6",
    "#17182d",
    "#ffd8c0",
    "#ffcd38",
    "#f4694b",
    "#efedfd",
    "#a7a6f6",
)

# Background, main colour, second colour.
PALETTES = (
    (BLUE, PEACH, MIMOSA),
    (BLUE, LILAC, MIMOSA),
    (MIMOSA, BLUE, NIGHT),
    (CORAL, NIGHT, PEACH),
    (PEACH, CORAL, NIGHT),
    (NIGHT, PEACH, CORAL),
    (LILAC, NIGHT, WHITE),
    (WHITE, BLUE, CORAL),
)

# Drawn on a square of 200 units; {f} is the main colour, {g} the second one.
MOTIFS = (
    '<circle cx="100" cy="76" r="38" fill="{g}"/><path d="M24 200a76 72 0 0 1 152 0z" fill="{f}"/>',
    '<circle cx="100" cy="100" r="78" fill="{f}"/><path d="M100 52v48l34 24" fill="none" stroke="{g}" '
    'stroke-width="14" stroke-linecap="round" stroke-linejoin="round"/>',
    '<path d="M24 96a76 76 0 1 1 76 76H24z" fill="{f}"/><circle cx="68" cy="96" r="10" fill="{g}"/>'
    '<circle cx="100" cy="96" r="10" fill="{g}"/><circle cx="132" cy="96" r="10" fill="{g}"/>',
    '<path d="M40 128v-22a60 60 0 0 1 120 0v22" fill="none" stroke="{f}" stroke-width="18"/>'
    '<rect x="24" y="106" width="40" height="58" rx="20" fill="{g}"/>'
    '<rect x="136" y="106" width="40" height="58" rx="20" fill="{g}"/>',
    '<path d="M0 20a80 80 0 0 1 0 160z" fill="{f}"/><path d="M200 20a80 80 0 0 0 0 160z" fill="{g}"/>',
    '<circle cx="100" cy="100" r="78" fill="{f}"/><circle cx="100" cy="100" r="30" fill="{g}"/>',
    '<path d="m44 46 48 54-48 54M108 46l48 54-48 54" fill="none" stroke="{f}" stroke-width="26"/>',
    '<path d="M0 0H200A200 200 0 0 1 0 200z" fill="{f}"/><path d="M0 0H74A74 74 0 0 1 0 74z" fill="{g}"/>',
    '<path d="M0 200a100 100 0 0 1 200 0z" fill="{f}"/>',
    '<path d="M26 80v40M66 54v92M106 25v150M146 65v70M180 82v36" stroke="{f}" stroke-width="20" '
    'stroke-linecap="round"/>',
)


def mosaic(seed: str, columns: int, rows: int) -> str:
    """An SVG of `columns` by `rows` tiles, some of them twice as large. Decoration: it has no name of its own."""
    numbers = _numbers(seed)
    free = {(x, y) for y in range(rows) for x in range(columns)}
    tiles = []
    for _try in range(columns * rows // 6 + 1 if min(columns, rows) > 1 else 0):
        x, y = next(numbers) % (columns - 1), next(numbers) % (rows - 1)
        square = {(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)}
        if square <= free:
            free -= square
            tiles.append(_tile(x, y, 2, numbers))
    tiles += [_tile(x, y, 1, numbers) for x, y in sorted(free)]
    width, height = columns * TILE, rows * TILE
    return (
        f'<svg class="mosaic" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'preserveAspectRatio="xMidYMid slice" aria-hidden="true">{"".join(tiles)}</svg>'
    )


def _numbers(seed: str) -> Iterator[int]:
    """Numbers that differ by seed and never between two runs."""
    block = seed.encode()
    while True:
        block = hashlib.sha256(block).digest()
        yield from block


def _tile(x: int, y: int, size: int, numbers: Iterator[int]) -> str:
    # The large tile is one of the first four motifs: they tell something.
    motif = MOTIFS[next(numbers) % (4 if size > 1 else len(MOTIFS))]
    background, main, second = PALETTES[next(numbers) % len(PALETTES)]
    scale = f" scale({size})" if size > 1 else ""
    return (
        f'<g transform="translate({x * TILE} {y * TILE}){scale}"><path d="M0 0h200v200H0z" fill="{background}"/>'
        f"{motif.format(f=main, g=second)}</g>"
    )
