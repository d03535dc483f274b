from pathlib import Path

from django.conf import settings
from django.test import RequestFactory

from demo.gallery import FRAME, examples
from tests.factories.html import assert_is_a_good_page


def test_the_gallery_is_a_good_page(site, client):
    assert_is_a_good_page(client, "/composants/", "fr")


def test_every_component_is_in_the_gallery(site):
    components = {path.stem for path in Path(settings.BASE_DIR, "templates/components").glob("*.html")}
    assert set(examples(RequestFactory().get("/"))) == components - FRAME
