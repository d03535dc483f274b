import re

import pytest

from portal.core.look.mosaic import mosaic


def test_the_same_seed_draws_the_same_mosaic():
    assert mosaic("une-page", 3, 2) == mosaic("une-page", 3, 2)


def test_another_seed_draws_another_mosaic():
    assert mosaic("une-page", 3, 2) != mosaic("une-autre", 3, 2)


@pytest.mark.parametrize("seed", ["", "a", "é" * 255, "<script>"])
@pytest.mark.parametrize(("columns", "rows"), [(2, 2), (3, 2), (5, 4), (7, 3)])
def test_the_tiles_fill_the_whole_picture(seed, columns, rows):
    tiles = re.findall(r'<g transform="translate\((\d+) (\d+)\)( scale\(2\))?">', mosaic(seed, columns, rows))
    covered = [
        (int(x) // 200 + right, int(y) // 200 + down)
        for x, y, large in tiles
        for right in range(2 if large else 1)
        for down in range(2 if large else 1)
    ]
    assert sorted(covered) == [(x, y) for x in range(columns) for y in range(rows)]


def test_it_is_decoration_and_keeps_to_the_content_policy():
    drawing = mosaic("une-page", 3, 2)
    assert 'aria-hidden="true"' in drawing
    assert "style" not in drawing
