import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Site

from portal.core.models import SiteSettings
from portal.core.theme import contrast
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
    assert "/theme.css" in client.get("/").content.decode()
    assert "--brand:light-dark(#0a5c36,#8fe0b5)" in client.get("/theme.css").content.decode()


def test_without_a_choice_no_other_stylesheet_is_asked_for(client, site):
    assert "/theme.css" not in client.get("/").content.decode()


def test_the_chosen_logo_stands_beside_the_name(client, settings_of_site):
    settings_of_site.logo = media.image()
    settings_of_site.save()
    assert "logo__image" in client.get("/").content.decode()
