"""Every page type, as anybody sees it, in both languages."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone
from wagtail.models import Page

from members.models import Tier
from portal.core.models import BasePage, Person, SiteSettings
from portal.operations.site import translate
from tests.factories import media, pages
from tests.factories.html import assert_is_a_good_page
from tests.factories.members import OrganisationFactory

BLOCKS = [
    ("paragraph", "<p>Un paragraphe.</p>"),
    ("heading", "Un intertitre"),
    ("quote", {"quote": "Une phrase dite.", "source": "Quelqu’un"}),
    ("question", {"question": "Une question ?", "answer": "<p>Sa réponse.</p>"}),
    ("key_figures", [{"number": "71", "unit": "%", "sentence": "attendent", "change": "+ 5 points"}]),
    ("outside_link", {"label": "Ailleurs", "url": "https://exemple.fr/", "site": "Exemple"}),
    ("contact", {"sentence": "Une question ?", "email": "a@exemple.fr", "phone": "01 00 00 00 00"}),
]


@pytest.fixture
def full_site(site):
    """A page of each type, with every block, a picture and people, in French and in English."""
    picture = media.image(credit="Studio")
    person = Person.objects.create(name="Camille Voix", role_fr="Journaliste", portrait=picture)
    blocks = [
        *BLOCKS,
        ("figure", {"image": picture, "caption": "Une légende"}),
        ("page_link", {"page": site["studies"], "label": ""}),
        ("download", {"document": media.document(), "label": "Un fichier"}),
    ]
    now = timezone.now()
    issue = pages.issue(site, cover=picture, introduction="Un numéro.")
    article = pages.article(site, parent=issue, opening=blocks, body=blocks, cover=picture, kicker="Enquête")
    article.bylines.create(person=person)
    news = pages.news(site, opening=blocks)
    study = pages.study(
        site,
        summary="Un résumé.",
        cover=picture,
        key_figures=[("key_figure", {"number": "6", "unit": "min", "sentence": "d’attente", "change": ""})],
        findings=blocks,
    )
    event = pages.event(site, standfirst="Un chapeau.", programme=blocks, materials=blocks, cover=picture)
    event.speakers.create(person=person)
    pages.release(study, preview_event=event.event, preview_at=now, members_at=now + timedelta(days=3))
    pages.release(event, members_at=now)
    site["about"].introduction, site["about"].body = "Qui nous sommes.", blocks
    OrganisationFactory(tier=Tier.FOUNDER, logo=picture)
    OrganisationFactory(tier=Tier.PARTNER, website="https://exemple.fr/")
    for page in (article, event, site["about"]):
        page.save_revision().publish()
    dossier = pages.dossier(site, article, news, cover=picture)
    for page in (issue, article, news, dossier, study, event):
        translate(page, title=f"{page.title} in English")
    SiteSettings.objects.update(baseline_fr="l’association", baseline_en="the association")
    return site


def live_pages(language: str) -> list[BasePage]:
    return [page.specific for page in Page.objects.live().filter(locale__language_code=language, depth__gt=1)]


def test_every_type_of_page_is_tried(full_site):
    page_types = {model for model in apps.get_models() if issubclass(model, BasePage)}
    assert {type(page) for page in live_pages("fr")} == page_types
    assert {type(page) for page in live_pages("en")} == page_types


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_is_well_made(client, full_site, language):
    for page in live_pages(language):
        assert_is_a_good_page(client, page.get_url(), language)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_of_an_empty_site_is_well_made(client, site, language):
    for page in live_pages(language):
        assert_is_a_good_page(client, page.get_url(), language)


def test_home_page_leads_with_the_chosen_article(client, site):
    chosen = pages.article(site, title="L’article choisi")
    pages.article(site, title="Le plus récent")
    site["home"].lead = chosen
    site["home"].save_revision().publish()
    assert client.get("/").context["lead_article"] == chosen


def test_home_page_leads_with_the_most_recent_article_otherwise(client, site):
    today = timezone.localdate()
    pages.article(site, title="Ancien", web_date=today - timedelta(days=1))
    recent = pages.article(site, title="Récent", web_date=today)
    assert client.get("/").context["lead_article"] == recent


def test_english_home_page_leads_with_the_translation_of_the_chosen_article(client, site):
    chosen = pages.article(site)
    english = translate(chosen, title="The chosen one")
    for language_home in Page.objects.filter(translation_key=site["home"].translation_key).specific():
        language_home.lead = chosen
        language_home.save_revision().publish()
    assert client.get("/en/").context["lead_article"] == english


@pytest.mark.parametrize("url", ["/nulle-part/", "/en/nowhere/"])
def test_missing_page_leads_somewhere(client, site, url):
    response = client.get(url)
    assert response.status_code == 404
    home = "/en/" if url.startswith("/en/") else "/"
    assert f'href="{home}magazine/"' in response.content.decode()
