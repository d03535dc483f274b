import re

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from wagtail.models import Site

from portal.core.look.theme import contrast
from portal.core.models import SiteSettings
from tests.factories import media

pytestmark = pytest.mark.django_db


@pytest.fixture
def settings_of_site(site) -> SiteSettings:
    return SiteSettings.for_site(Site.objects.get(is_default_site=True))


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#767676", "#ffffff", 4.54), ("#2c26d2", "#fbfbfe", 8.8)]
)
def test_contrast_is_that_of_the_guidelines(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.05)


@pytest.mark.parametrize("colour", ["#ffe066", "blue", "#12", "#2c26d2;}body{display:none"])
def test_a_colour_that_cannot_be_read_or_is_none_is_refused(settings_of_site, colour):
    settings_of_site.brand_light = colour
    with pytest.raises(ValidationError) as refused:
        settings_of_site.full_clean()
    assert "brand_light" in refused.value.message_dict


def test_the_chosen_colour_is_on_every_page(client, settings_of_site):
    settings_of_site.brand_light, settings_of_site.brand_dark = "#0a5c36", "#8fe0b5"
    settings_of_site.full_clean()
    settings_of_site.save()
    assert settings_of_site.stylesheet_url() in client.get("/").content.decode()
    sheet = client.get("/theme.css").content.decode()
    assert "--brand:light-dark(#0a5c36,#8fe0b5)" in sheet
    assert "--brand-band:#0a5c36" in sheet
    assert "--brand-on-night:#8fe0b5" in sheet


def test_no_ground_or_drawing_keeps_the_colour_of_another_association():
    """The house's blue is written in the tokens, in charts, whose scale is fixed, and where a token replaces it."""
    sheets = (settings.BASE_DIR / "static" / "css").rglob("*.css")
    elsewhere = [path for path in sheets if path.stem not in ("tokens", "chart")]
    rules = [rule for path in elsewhere for rule in path.read_text().splitlines() if re.search("#2c26d2|#2d2ad6", rule)]
    assert [rule for rule in rules if "var(--brand-band)" not in rule] == []


def test_the_foot_of_the_page_takes_the_logo_for_dark_grounds(client, settings_of_site):
    settings_of_site.logo, settings_of_site.logo_on_dark = media.image(), media.image()
    settings_of_site.save()
    light, dark = (
        settings_of_site.logo.get_rendition("max-400x72").url,
        settings_of_site.logo_on_dark.get_rendition("max-400x72").url,
    )
    html = client.get("/").content.decode()
    head, foot = html.split("<footer", 1)
    assert f'srcset="{dark}" media="(prefers-color-scheme: dark)"' in head
    assert f'src="{light}"' in head
    assert f'src="{dark}"' in foot
    assert light not in foot


def test_a_logo_without_a_dark_one_stands_on_white(client, settings_of_site):
    settings_of_site.logo = media.image()
    settings_of_site.save()
    settings_of_site.logo.get_rendition("max-400x72")
    assert "logo__image--on-white" in client.get("/").content.decode().split("<footer", 1)[1]


def test_without_a_choice_no_other_stylesheet_is_asked_for(client, site):
    assert "/theme" not in client.get("/").content.decode()


def test_the_chosen_logo_stands_beside_the_name(client, settings_of_site):
    settings_of_site.logo = media.image()
    settings_of_site.save()
    settings_of_site.logo.get_rendition("max-400x72")
    assert "logo__image" in client.get("/").content.decode()
