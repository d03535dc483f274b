"""What search engines are told of: every live page, in its language, with its translations, and nothing else."""

import uuid
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site

from portal.core.look.sitemap import STRETCH, index
from portal.core.models import SiteSettings
from tests.access.test_matrix import GardenTest
from tests.factories import pages
from tests.factories.counting import queries
from tests.factories.visits import Door, committed

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def parsed(address: str) -> ElementTree.Element:
    response = Client().get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own


def files() -> dict[str, str]:
    """The files of the index, by path, and their last publication."""
    found = {
        each.findtext("s:loc", "", NAMES): each.findtext("s:lastmod", "", NAMES) for each in parsed("/sitemap.xml")
    }
    assert all(url.startswith(f"{SITE}/sitemap-") for url in found)
    return {url.removeprefix(SITE): moment for url, moment in found.items()}


def listed(language: str = "") -> dict[str, ElementTree.Element]:
    """The entries of all files, by their full address."""
    entries = [entry for path in files() if f"-{language}" in path for entry in parsed(path)]
    found = {entry.findtext("s:loc", "", NAMES): entry for entry in entries}
    assert len(found) == len(entries)
    return found


def alternates(entry: ElementTree.Element) -> dict[str | None, str | None]:
    return {link.get("hreflang"): link.get("href") for link in entry.findall("x:link", NAMES)}


def file_of(page: Page, language: str = "fr") -> str:
    return f"/sitemap-{language}-{page.pk // STRETCH}.xml"


def test_every_live_page_is_listed_in_the_files_of_its_language(site):
    pages.translate(pages.article(site), title="An article")
    live = Page.objects.live().filter(depth__gt=1).specific()
    for language in ("fr", "en"):
        assert set(listed(language)) == {page.full_url for page in live if page.locale.language_code == language}
    assert {f"{SITE}/", f"{SITE}/magazine/un-article/"} <= set(listed("fr"))
    assert {f"{SITE}/en/", f"{SITE}/en/magazine/"} <= set(listed("en"))


def test_what_is_no_live_page_is_not_listed(site):
    draft, expired, closed = (pages.news(site, title=title) for title in ("Brouillon", "Périmée", "Retirée"))
    draft.unpublish()
    expired.expire_at = timezone.now() - timedelta(days=1)
    expired.unpublish(set_expired=True)
    closed.unpublish()
    waiting = pages.news(site, title="À traduire").create_alias(parent=site["news"], update_slug="copie")
    waiting.unpublish()
    assert not [url for url in listed() if "brouillon" in url or "perimee" in url or "retiree" in url or "copie" in url]


def test_an_alias_is_listed_while_it_is_live(site):
    alias = pages.news(site).create_alias(parent=site["news"], update_slug="copie")
    assert alias.live
    assert f"{SITE}/actualites/copie/" in listed("fr")


def test_an_entry_tells_its_last_publication_and_the_index_the_last_of_each_file(site):
    page = pages.article(site)
    moment = timezone.now().replace(microsecond=0) + timedelta(days=1)
    Page.objects.filter(pk=page.pk).update(last_published_at=moment)
    written = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    assert listed()[page.full_url].findtext("s:lastmod", "", NAMES) == written
    assert files()[file_of(page)] == written


def test_a_page_that_was_never_published_by_an_editor_has_no_date(site):
    page = pages.article(site)
    Page.objects.filter(pk=page.pk).update(last_published_at=None)
    assert listed()[page.full_url].find("s:lastmod", NAMES) is None


def test_live_translations_name_each_other_and_themselves(site):
    page = pages.article(site)
    english = pages.translate(page, title="An article", slug="an-article")
    both = {"fr": page.full_url, "en": english.full_url}
    found = listed()
    assert alternates(found[page.full_url]) == alternates(found[english.full_url]) == both
    english.unpublish()
    assert alternates(listed()[page.full_url]) == {}


def test_a_translation_in_another_file_is_named(site, monkeypatch):
    monkeypatch.setattr("portal.core.look.sitemap.STRETCH", 1)
    page = pages.article(site)
    english = pages.translate(page, title="An article", slug="an-article")
    both = {"fr": page.full_url, "en": english.full_url}
    assert [alternates(entry) for entry in parsed(f"/sitemap-en-{english.pk}.xml")] == [both]
    assert alternates(listed("fr")[page.full_url]) == both


def test_addresses_are_those_of_the_site(site):
    root = Site.objects.get()
    root.hostname, root.port = "portail.example", 443
    root.save()
    index = parsed("/sitemap.xml")
    assert all(each.findtext("s:loc", "", NAMES).startswith("https://portail.example/sitemap-") for each in index)
    path = index[0].findtext("s:loc", "", NAMES).removeprefix("https://portail.example")
    assert parsed(path)[0].findtext("s:loc", "", NAMES) == "https://portail.example/"
    assert "Sitemap: https://portail.example/sitemap.xml" in Client().get("/robots.txt").content.decode()


def test_robots_are_told_where_it_is(site):
    assert f"Sitemap: {SITE}/sitemap.xml\n" in Client().get("/robots.txt").content.decode()


@pytest.mark.parametrize("path", ["fr-99999", "fr-99999999999999999999999", "de-0", "fr--1", "fr-x", "-0", "%00-0"])
def test_a_file_that_holds_nothing_is_not_there(site, path):
    assert Client().get(f"/sitemap-{path}.xml").status_code == 404


def test_without_a_site_there_is_none(nothing):
    Site.objects.all().delete()
    assert Client().get("/sitemap.xml").status_code == 404
    assert Client().get("/sitemap-fr-0.xml").status_code == 404
    assert "Sitemap" not in Client().get("/robots.txt").content.decode()


@pytest.mark.parametrize("address", ["/sitemap.xml", "/robots.txt", ""])
def test_it_is_asked_for_again_each_time_and_sent_again_once_it_changed(site, address):
    page = pages.article(site)
    address = address or file_of(page)
    first = Client().get(address)
    assert first["Cache-Control"] == "public, no-cache"
    assert first["Vary"] == "Cookie"
    assert Client().get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert Client().head(address)["Content-Length"] == str(len(first.content))


def many(site: dict, count: int, start: int = 0) -> None:
    """Live news that are rows alone."""
    parent = site["news"]
    Page.objects.bulk_create(
        Page(
            path=Page._get_path(parent.path, parent.depth + 1, 1000 + number),
            depth=parent.depth + 1,
            title=f"Actualité {number}",
            slug=f"actualite-{number}",
            url_path=f"{parent.url_path}actualite-{number}/",
            content_type=parent.content_type,
            translation_key=uuid.uuid4(),
            locale=parent.locale,
            last_published_at=timezone.now(),
        )
        for number in range(start, start + count)
    )


def test_its_queries_are_as_many_with_two_pages_as_with_six_hundred(site):
    page = pages.article(site)
    before = [queries(Client(), "/sitemap.xml"), queries(Client(), file_of(page))]
    many(site, 2 * STRETCH + 100)
    assert [queries(Client(), "/sitemap.xml"), queries(Client(), file_of(page))] == before
    assert before[0] <= 8
    assert before[1] <= 5
    assert len(files()) >= 4
    assert len(listed("fr")) == Page.objects.live().filter(depth__gt=1, locale=page.locale).count()


def test_a_new_page_changes_its_own_file_and_no_other(site):
    many(site, 2 * STRETCH)
    before = {path: Client().get(path)["ETag"] for path in files()}
    new = pages.article(site)
    changed = {path for path in files() if before.get(path) != Client().get(path)["ETag"]}
    assert changed == {file_of(new)}


ADDRESSES = ["/sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/theme.css"]


def test_what_is_kept_of_it_is_made_anew_once_what_it_lists_changes(site):
    page = pages.article(site)
    with committed():
        door, listing = Door(), file_of(page)
        for address in (*ADDRESSES, listing):
            door.get(address)
            assert door.is_kept(address), address
        page.title = "Un autre titre"
        page.save_revision()
        assert door.is_kept(listing)
        page.unpublish()
        assert page.full_url not in door.get(listing).text
        assert door.is_kept("/robots.txt")
        page.save_revision().publish()
        assert page.full_url in door.get(listing).text


def test_a_file_is_made_anew_once_one_of_its_pages_changes_or_a_translation_of_one(site):
    page = pages.article(site)
    many(site, STRETCH)
    with committed():
        door, other = Door(), f"/sitemap-fr-{page.pk // STRETCH + 1}.xml"
        assert door.get(file_of(page)).status == door.get(other).status == 200
        english = pages.translate(page, title="An article", slug="an-article")
        assert door.is_kept(other)
        assert f'hreflang="en" href="{english.full_url}"' in door.get(file_of(page)).text
        english.unpublish()
        assert english.full_url not in door.get(file_of(page)).text


def test_of_the_index_only_the_files_in_which_something_changed_are_looked_into(site, django_assert_num_queries):
    page = pages.article(site)
    many(site, STRETCH)
    with committed():
        portal = Site.objects.get()
        before = index(portal)
        with django_assert_num_queries(4):
            assert index(portal) == before
        page.last_published_at = timezone.now() + timedelta(days=1)
        page.save()
        with django_assert_num_queries(5) as asked:
            assert f"{page.last_published_at:%Y-%m-%dT%H:%M:%SZ}" in index(portal)
        first = page.pk // STRETCH * STRETCH
        assert f'"id" >= {first} ' in asked[2]["sql"]
        assert f'"id" < {first + STRETCH}' in asked[2]["sql"]


def test_nothing_of_it_is_kept_once_the_site_or_the_association_changed(site):
    with committed():
        door = Door()
        for address in ADDRESSES:
            door.get(address)
        association = SiteSettings.for_site(Site.objects.get())
        association.contact_email, association.brand_light = "autre@exemple.fr", "#0a5c36"
        association.save()
        assert "autre@exemple.fr" in door.get("/.well-known/security.txt").text
        assert "#0a5c36" in door.get("/theme.css").text
        root = Site.objects.get()
        root.hostname, root.port = "portail.example", 443
        root.save()
        for address in ADDRESSES[:3]:
            assert "https://portail.example/" in door.get(address).text, address


class SecretsTest(GardenTest):
    def test_no_word_of_a_gated_part_is_in_it(self):
        texts = "".join(Client().get(path).content.decode() for path in files())
        assert all(item.page.full_url in texts for item in self.garden.planted)
        assert not [item for item in self.garden.planted if item.secret in texts]
