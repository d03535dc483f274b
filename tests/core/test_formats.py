"""Dates as they are typed into the editor, in the language of whoever types them."""

from datetime import date, datetime

import pytest
from django import forms
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.formats import date_format
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])
APRIL = date(2022, 4, 1)


@LANGUAGES
@pytest.mark.parametrize("typed", ["01/04/2022", "1/4/2022", "01/04/22", "01.04.2022", "01-04-2022", "2022-04-01"])
def test_a_date_is_read_with_the_day_first_or_as_iso(language, typed):
    with translation.override(language):
        assert forms.DateField().clean(typed) == APRIL


@LANGUAGES
@pytest.mark.parametrize("typed", ["01/04/2022 14:30", "1/4/22 14:30", "2022-04-01 14:30", "2022-04-01T14:30"])
def test_a_moment_is_read_with_the_day_first_or_as_iso(language, typed):
    with translation.override(language):
        moment = forms.DateTimeField().clean(typed)
        assert moment.replace(tzinfo=None) == datetime(2022, 4, 1, 14, 30)  # noqa: DTZ001 - Paris time, as typed


@pytest.mark.parametrize("typed", ["01/04/2022 14h30", "01/04/2022 14 h 30", "01/04/2022 à 14:30"])
def test_french_hours_are_read(typed):
    assert forms.DateTimeField().clean(typed).minute == 30


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "écrivez-la sous la forme 25/10/2026"), ("en", "write the day first, such as 25/10/2026")],
)
def test_what_cannot_be_read_is_refused_in_words(language, sentence):
    with translation.override(language), pytest.raises(ValidationError, match=sentence):
        forms.DateField().clean("avril")


@LANGUAGES
def test_fields_show_what_they_read(language):
    with translation.override(language):
        assert AdminDateInput().format_value(APRIL) == "01/04/2022"
        assert AdminDateTimeInput().format_value(datetime(2022, 4, 1, 9, 5)) == "01/04/2022 09:05"  # noqa: DTZ001
        assert AdminDateInput().get_config()["format"] == "d/m/Y"


def test_wagtail_finds_its_formats_among_those_read():
    assert run_checks(tags=["datetime_format"]) == []


@pytest.mark.parametrize("name", ["DATE_FORMAT", "SHORT_DATE_FORMAT", "SHORT_DATETIME_FORMAT", "DATETIME_FORMAT"])
def test_an_english_date_names_its_month(name):
    with translation.override("en"):
        assert date_format(datetime(2026, 3, 12, 9, 5), name).startswith("12 Mar")  # noqa: DTZ001
