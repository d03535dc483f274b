"""What search engines are told of each kind of page, as `tests/snapshots/structured_data` keeps it.

After a change that is meant: `UPDATE_SNAPSHOTS=1 pytest tests/following/test_structured_data.py`, then read the
difference.
"""

import json
import os
import re
from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from articles.models import ArticleByline, NewsByline
from portal.core.models import Person
from studies.models import Study
from tests.factories import pages

SNAPSHOTS = settings.BASE_DIR / "tests" / "snapshots" / "structured_data"
NOW = "2026-11-20T09:30:00+01:00"


def article(site):
    person = Person.objects.create(name="Camille Voix")
    issue = pages.issue(site, season="spring")
    page = pages.article(
        site,
        parent=issue,
        title="L’attente </script>",
        printed_page=6,
        web_date=date(2026, 10, 5),
        bylines=[ArticleByline(person=person)],
    )
    return pages.release(page, members_at=timezone.now())


def news(site):
    person = Person.objects.create(name="Camille Voix")
    return pages.news(site, standfirst="Ce qui s’est passé.", bylines=[NewsByline(person=person)])


def study(site):
    facts = Study(published_on=date(2026, 9, 1))
    return pages.study(site, title="Baromètre", summary="Ce que les gens attendent.", study=facts)


def event(site):
    return pages.event(site, title="Un atelier", facts={"venue": "Cité Ronsard", "address": "2 quai Ronsard, Nantes"})


def told(client, url: str) -> list[dict]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(url).text)
    return [json.loads(re.sub(r"(apple-touch-icon)\.\w+\.png", r"\1.png", text)) for text in found]


@pytest.mark.parametrize("make", [article, news, study, event])
@time_machine.travel(NOW, tick=False)
def test_what_is_told_is_what_was_meant(client, site, make):
    page = make(site)
    text = json.dumps(told(client, page.url), ensure_ascii=False, indent=1)
    text = re.sub(rf"(?<=inscriptions/){getattr(page, 'event_id', 0)}(?=/)", "1", text)
    text = re.sub(r"#session-\d+", "#session-1", text) + "\n"
    path = SNAPSHOTS / f"{make.__name__}.json"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert text == path.read_text()


def test_a_text_without_anything_gated_is_free_whatever_its_release_says(client, site):
    page = pages.release(pages.article(site, body=[], opening=pages.text("Tout.")), members_at=timezone.now())
    (text, *_others) = told(client, page.url)
    assert text["isAccessibleForFree"] is True
    assert "hasPart" not in text


def test_the_gated_part_stands_where_it_is_said_to(client, site):
    for page, mark in ((pages.article(site), 'class="wall'), (pages.study(site), 'id="results"')):
        pages.release(page, members_at=timezone.now())
        html, (text, *_others) = client.get(page.url).text, told(client, page.url)
        assert text["hasPart"]["isAccessibleForFree"] is False
        assert mark in html


def test_english_pages_speak_english(client, site):
    page = pages.translate(pages.article(site), title="A text")
    text, way = told(client, page.url)
    assert (text["inLanguage"], text["headline"]) == ("en", "A text")
    assert way["itemListElement"][0]["name"] == "Home"
