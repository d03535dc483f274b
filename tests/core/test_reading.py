"""What a text refers to costs the same however much that is, and leads where it did one by one."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, Site

from portal.core.look.sites import find_site
from portal.core.models import PortalImage
from tests.factories import media, pages
from tests.factories.counting import queries


def paragraph(*links: str) -> tuple[str, str]:
    return "paragraph", f"<p>{' '.join(f'<a {link}>là</a>' for link in links)}</p>"


def filled(site: dict, count: int) -> list[tuple]:
    """`count` paragraphs with links, and as many figures, downloads and links to pages, all different."""
    blocks: list[tuple] = []
    for number in range(count):
        target, document = pages.news(site, title=f"Cible {number}"), media.document(f"{number}.pdf")
        picture = media.image(f"{number}.png")
        blocks += [
            paragraph(f'linktype="page" id="{target.pk}"', f'linktype="document" id="{document.pk}"'),
            ("question", {"question": "Où ?", "answer": paragraph(f'linktype="page" id="{target.pk}"')[1]}),
            ("figure", {"image": picture, "caption": "Une légende"}),
            ("download", {"document": document, "label": ""}),
            ("page_link", {"page": target, "label": ""}),
        ]
    return blocks


def test_a_text_of_twenty_references_costs_what_two_do(client, site):
    two = pages.article(site, title="Deux", opening=filled(site, 2), body=filled(site, 2))
    twenty = pages.article(site, title="Vingt", opening=filled(site, 20), body=filled(site, 20))
    assert queries(client, twenty.url) == queries(client, two.url)


def test_an_opening_costs_nothing_beside_a_body(client, site):
    body = filled(site, 2)
    alone = pages.article(site, title="Seul", body=body)
    both = pages.article(site, title="Deux", opening=body, body=body)
    assert queries(client, both.url) == queries(client, alone.url)


def test_links_lead_to_pages_and_documents(client, site):
    target, document = pages.news(site, title="Cible"), media.document()
    article = pages.article(
        site, body=[paragraph(f'linktype="page" id="{target.pk}"', f'linktype="document" id="{document.pk}"')]
    )
    html = client.get(article.url).content.decode()
    assert f'<a href="{target.url}">' in html
    assert f'<a href="{document.url}">' in html


@pytest.mark.parametrize("pk", ["0", "999999", "", "abc", "99999999999999999999"])
@pytest.mark.parametrize("kind", ["page", "document"])
def test_a_link_to_nothing_leads_nowhere(client, site, kind, pk):
    article = pages.article(site, body=[paragraph(f'linktype="{kind}" id="{pk}"')])
    assert "<a>là</a>" in client.get(article.url).content.decode()


def test_a_text_links_to_the_translation_there_is(client, site):
    target = pages.news(site, title="Cible")
    other = pages.translate(target, title="Target")
    link = [paragraph(f'linktype="page" id="{target.pk}"'), ("page_link", {"page": target, "label": ""})]
    article = pages.article(site, body=link)
    english = pages.translate(article, title="An article", body=link)
    page = client.get(english.url).content.decode()
    assert page.count(f'href="{other.url}"') == 2
    assert "Cible" not in page


def test_a_draft_is_linked_to_and_not_named(client, site):
    target = pages.news(site, title="Secret")
    target.unpublish()
    Page.objects.filter(pk=target.pk).update(slug="secret")
    article = pages.article(
        site, body=[paragraph(f'linktype="page" id="{target.pk}"'), ("page_link", {"page": target, "label": ""})]
    )
    assert "Secret" not in client.get(article.url).content.decode()


def test_what_a_withheld_text_refers_to_is_not_read(client, site):
    picture = media.image()
    article = pages.article(site, body=[("figure", {"image": picture, "caption": ""})])
    pages.release(article)
    client.get(article.url)
    with CaptureQueriesContext(connection) as captured:
        client.get(article.url)
    assert not any(f'FROM "{PortalImage._meta.db_table}" WHERE' in query["sql"] for query in captured)


def test_one_picture_twice_keeps_its_two_descriptions(client, site):
    picture = media.image()
    picture.contextual_alt_text, picture.decorative = "D’abord", False
    article = pages.article(site, opening=[("figure", {"image": picture, "caption": ""})])
    picture.contextual_alt_text = "Ensuite"
    article.body = [("figure", {"image": picture, "caption": ""})]
    article.save_revision().publish()
    html = client.get(article.url).content.decode()
    assert 'alt="D’abord"' in html
    assert 'alt="Ensuite"' in html


def test_who_reads_a_page_writes_nothing(client, site):
    address = pages.article(site).get_url()
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    assert not [sql for query in captured if (sql := query["sql"]).startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_roots_are_those_that_wagtail_knows(rf, site):
    request = rf.get("/")
    find_site(request)
    assert request._wagtail_cached_site_root_paths == Site.get_site_root_paths()
