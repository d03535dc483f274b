import json
import re

from django.utils import timezone

from portal.core.look.structured_data import as_script
from portal.core.models import Person
from tests.factories import pages


def facts(client, url: str) -> dict:
    html = client.get(url).content.decode()
    found = map(json.loads, re.findall(r'<script type="application/ld\+json">(.*?)</script>', html))
    return next(told for told in found if told["@type"] != "BreadcrumbList")


def test_no_text_closes_the_script():
    assert as_script({"name": "</script><b>&"}).count("<") == 2


def test_empty_facts_are_left_out():
    assert "description" not in as_script({"description": ""})


def test_article_open_to_all_says_so(client, site):
    assert facts(client, pages.article(site).url)["isAccessibleForFree"] is True


def test_article_for_members_says_so_and_keeps_its_body(client, site):
    article = pages.release(pages.article(site, body=pages.text("Le mot caché.")), members_at=timezone.now())
    told = facts(client, article.url)
    assert told["isAccessibleForFree"] is False
    assert "caché" not in str(told)


def test_article_names_its_authors(client, site):
    article = pages.article(site)
    article.bylines.create(person=Person.objects.create(name="Camille Voix"))
    article.save()
    (author,) = facts(client, article.url)["author"]
    assert (author["@type"], author["name"]) == ("Person", "Camille Voix")


def test_study_is_a_report(client, site):
    assert facts(client, pages.study(site).url)["@type"] == "Report"


def test_event_tells_when_and_where(client, site):
    page = pages.event(site, facts={"venue": "Cité Ronsard"})
    told = facts(client, page.url)
    assert told["location"]["name"] == "Cité Ronsard"
    assert told["startDate"].startswith(f"{timezone.localtime(page.event.starts_at):%Y-%m-%d}")


def test_a_webinar_without_a_venue_is_held_online(client, site):
    page = pages.event(site, facts={"kind": "webinar", "venue": "", "joining_url": "https://visio.example/salle"})
    told = facts(client, page.url)
    assert (told["location"]["@type"], told["location"]["url"]) == ("VirtualLocation", told["url"])
    assert "visio.example" not in str(told)


def test_cancelled_event_says_so(client, site):
    page = pages.event(site, facts={"cancelled_at": timezone.now()})
    assert facts(client, page.url)["eventStatus"] == "https://schema.org/EventCancelled"
