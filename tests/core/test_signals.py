import json

import pytest

from tests.factories import media, pages

pytestmark = pytest.mark.django_db


def test_a_published_page_has_its_pictures_in_every_size_before_anybody_looks(site):
    cover = media.image()
    pages.article(site, cover=cover)
    made = set(cover.renditions.values_list("filter_spec", flat=True))
    assert {"format-avif|width-400", "format-webp|width-800", "format-jpeg|width-1200"} <= made


def test_the_pictures_of_a_gated_part_are_made_too(site):
    image = media.image()
    figure = {"image": {"image": image.pk, "alt_text": "", "decorative": True}, "caption": ""}
    pages.study(site, results=json.dumps([{"type": "figure", "value": figure}]))
    assert image.renditions.exists()
