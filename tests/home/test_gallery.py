from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import path

from portal.home.gallery import FRAME, examples
from portal.home.views import gallery
from portal.urls import urlpatterns as portal_urlpatterns
from tests.factories.html import assert_is_a_good_page

urlpatterns = [path("composants/", gallery), *portal_urlpatterns]


@pytest.mark.urls(__name__)
def test_the_gallery_is_a_good_page(site, client):
    assert_is_a_good_page(client, "/composants/", "fr")


def test_every_component_is_in_the_gallery(site):
    components = {path.stem for path in Path(settings.BASE_DIR, "templates/components").glob("*.html")}
    assert set(examples(RequestFactory().get("/"))) == components - FRAME


def test_the_gallery_is_not_served_for_real(site, client):
    assert client.get("/composants/").status_code == 404
