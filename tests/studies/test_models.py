from datetime import date

from django.utils import translation

from studies.models import Study
from tests.factories.pages import study

DATES = {"fieldwork_from": date(2022, 8, 1), "fieldwork_to": date(2022, 8, 31)}


def test_fieldwork_is_told_by_its_dates():
    assert "31 août 2022" in Study(**DATES).fieldwork_told()


def test_words_for_the_fieldwork_stand_for_its_dates():
    assert Study(**DATES, fieldwork_fr="août 2022").fieldwork_told() == "août 2022"
    assert Study(fieldwork_fr="courant mars").fieldwork_told() == "courant mars"


def test_each_language_has_its_words_for_the_fieldwork():
    told = Study(fieldwork_fr="août 2022", fieldwork_en="August 2022")
    with translation.override("en"):
        assert told.fieldwork_told() == "August 2022"


def test_a_study_without_fieldwork_tells_none():
    assert Study().fieldwork_told() == ""


def test_the_page_shows_a_month_alone(client, site):
    page = study(site)
    page.study.fieldwork_fr = "août 2022"
    page.study.save()
    assert "<dd>août 2022</dd>" in client.get(page.url).content.decode().replace("\xa0", " ").replace("\u202f", " ")
