"""What a web worker doesn't load before it needs it."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from portal.core.waiting import do_without, wait_for_use

RARE = "colorsys"
HEAVY = (
    *("fido2", "cryptography", "icalendar.cal", "css_inline.css_inline", "qrcode.main"),
    *("lxml.etree", "pygments.lexers", "nh3.nh3", "py_svg_hush.py_svg_hush", "soupsieve.css_parser", "sqlparse.sql"),
)


@pytest.fixture(autouse=True)
def rare():
    sys.modules.pop(RARE, None)
    yield
    sys.modules.pop(RARE, None)


def test_what_waits_is_fetched_when_it_is_touched():
    wait_for_use(RARE)
    import colorsys

    waiting = sys.modules[RARE]
    assert colorsys.rgb_to_hsv(1, 1, 1) == (0, 0, 1)
    assert sys.modules[RARE] is not waiting
    assert colorsys.hsv_to_rgb(0, 0, 1) == (1, 1, 1)


def test_a_name_taken_out_of_what_waits_fetches_it():
    wait_for_use(RARE)
    from colorsys import rgb_to_hsv

    assert rgb_to_hsv(1, 1, 1) == (0, 0, 1)


def test_what_is_there_already_stays():
    import colorsys

    wait_for_use(RARE)
    do_without(RARE)
    assert sys.modules[RARE] is colorsys


def test_what_is_done_without_can_not_be_imported():
    do_without(RARE)
    with pytest.raises(ImportError):
        import colorsys  # noqa: F401


def test_a_web_worker_loads_its_addresses_without_what_few_requests_need():
    asked = """
import sys
import portal.wsgi
from django.urls import reverse
reverse("account_login"), reverse("wagtailadmin_home")
print(*sys.modules)
from qrcode.image.svg import SvgPathImage
import qrcode
qrcode.QRCode(image_factory=SvgPathImage), qrcode.image.svg
"""
    environment = {"SECRET_KEY": "tests", "ALLOWED_HOSTS": "testserver", "DATABASE_URL": "", "CACHE_URL": ""}
    environment |= {"PATH": os.environ["PATH"], "DATA_DIR": str(settings.DATA_DIR)}
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )
    assert not done.stderr
    loaded = set(done.stdout.split())
    assert "wagtail.admin.api.views" in loaded
    assert not loaded.intersection([*HEAVY, "psycopg", "mammoth", "markdown_it"])
