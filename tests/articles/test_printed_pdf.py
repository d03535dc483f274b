"""The PDF of a printed issue, for whom the release admits; its first pages, for everybody."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Leaf, Problem, ReadPdf
from portal.core.files.collections import SITE, create_collection
from portal.core.files.media import PortalDocument
from portal.desk.roles import create_roles
from portal.operations.site import translate
from tests.factories import media, pages
from tests.factories.counting import queries
from tests.factories.media import pdf
from tests.factories.members import UserFactory, member


def issue(site, body: bytes, leafed: int = 2, **fields):
    return pages.issue(site, number=42, pdf=media.document(name="numero.pdf", body=body), leafed=leafed, **fields)


def signed_in() -> Client:
    client = Client()
    client.force_login(member())
    return client


class TestThePdf:
    def test_is_given_to_members_and_to_nobody_else(self, client, site):
        printed = issue(site, pdf())
        url = printed.pdf.url
        assert url not in client.get(printed.url).content.decode()
        assert client.get(url).status_code == 404
        theirs = signed_in()
        assert url in theirs.get(printed.url).content.decode()
        assert theirs.get(url).status_code == 200

    def test_is_given_to_everybody_once_its_release_says_so(self, client, site):
        printed = issue(site, pdf())
        pages.release(printed, members_at=timezone.now(), everyone_at=timezone.now())
        assert printed.pdf.url in client.get(printed.url).content.decode()
        assert client.get(printed.pdf.url).status_code == 200

    def test_is_told_of_in_words_where_it_is_withheld(self, client, site):
        html = client.get(issue(site, pdf()).url).content.decode()
        assert "Le numéro imprimé" in html
        assert 'class="wall"' in html

    def test_is_not_told_of_where_there_is_none(self, client, site):
        html = client.get(pages.issue(site).url).content.decode()
        assert "Le numéro imprimé" not in html
        assert 'class="wall"' not in html

    def test_is_the_same_in_both_languages(self, site):
        printed = issue(site, pdf())
        english = translate(printed, title="In English", slug="in-english")
        assert printed.pdf.url in signed_in().get(english.url).content.decode()


class TestItsFirstPages:
    def test_are_shown_to_everybody_as_many_as_the_editor_says(self, client, site):
        printed = issue(site, pdf(5), leafed=2)
        html = client.get(printed.url).content.decode()
        assert "Feuilleter" in html
        assert 'alt="Page 1 du numéro 42"' in html
        assert 'alt="Page 2 du numéro 42"' in html
        assert "Page 3 du" not in html
        assert ReadPdf.objects.get().pages == 5

    def test_are_none_unless_the_editor_says_so(self, client, site):
        printed = issue(site, pdf(5), leafed=0)
        assert "Feuilleter" not in client.get(printed.url).content.decode()
        assert not Leaf.objects.exists()

    def test_are_given_out_as_long_as_they_are_shown(self, client, site):
        printed = issue(site, pdf(5), leafed=2)
        first, second = (leaf.image.get_rendition("width-400").url for leaf in Leaf.objects.all())
        assert client.get(first).status_code == client.get(second).status_code == 200
        printed.leafed = 1
        printed.save_revision().publish()
        assert [client.get(url).status_code for url in (first, second)] == [200, 404]
        printed.unpublish()
        assert client.get(first).status_code == 404

    def test_of_a_draft_are_nobodys(self, client, site):
        printed = issue(site, pdf(5))
        printed.unpublish()
        assert client.get(Leaf.objects.first().image.get_rendition("width-400").url).status_code == 404

    def test_of_a_draft_are_seen_by_who_keeps_its_pdf(self, site):
        editors = create_roles()["editor"]
        kept = media.document(name="numero.pdf", body=pdf(5), collection=create_collection(SITE))
        pages.issue(site, number=42, pdf=kept, leafed=2).unpublish()
        client, editor = Client(), UserFactory()
        editor.groups.add(editors)
        client.force_login(editor)
        assert client.get(Leaf.objects.first().image.get_rendition("width-400").url).status_code == 200

    def test_are_no_pictures_to_choose(self, admin_client, site):
        issue(site, pdf())
        media.image()
        chooser = admin_client.get(reverse("wagtailimages_chooser:choose")).content.decode()
        assert "Photo" in chooser
        assert "page 1" not in chooser

    def test_follow_the_file_that_replaces_another(self, site):
        printed = issue(site, pdf(5), leafed=3)
        old = set(Leaf.objects.values_list("image", flat=True))
        document = PortalDocument.objects.get()
        document.file = media.document(name="nouveau.pdf", body=pdf(1)).file
        document.save()
        printed.save_revision().publish()
        assert Leaf.objects.count() == 1
        assert old.isdisjoint(Leaf.objects.values_list("image", flat=True))
        assert not type(Leaf.objects.get().image).objects.filter(pk__in=old).exists()

    def test_cost_the_same_whatever_their_number(self, client, site):
        printed = issue(site, pdf(20), leafed=2)
        two = queries(client, printed.url)
        printed.leafed = 20
        printed.save_revision().publish()
        assert Leaf.objects.count() == 20
        assert queries(client, printed.url) == two


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"%PDF-1.7 and nothing else", Problem.DAMAGED),
        (pdf()[:200], Problem.DAMAGED),
        (b"%PDF-" + b"\xff\x00" * 5000, Problem.DAMAGED),
        (pdf(password="secret"), Problem.LOCKED),
    ],
)
def test_a_pdf_that_cannot_be_drawn_is_told_of_and_breaks_nothing(client, site, body, problem):
    printed = issue(site, body)
    assert printed.warnings() == [str(problem.label)]
    html = client.get(printed.url).content.decode()
    assert "Feuilleter" not in html
    assert signed_in().get(printed.pdf.url).status_code == 200


def test_a_thousand_pages_are_counted_and_the_first_ones_drawn(site):
    issue(site, pdf(1000), leafed=2)
    assert ReadPdf.objects.get().pages == 1000
    assert Leaf.objects.count() == 2


@pytest.mark.parametrize(("width", "height"), [(14400, 14400), (1, 14400), (14400, 1)])
def test_pages_of_any_size_are_drawn_within_bounds(site, width, height):
    issue(site, pdf(1, width=width, height=height), leafed=1)
    leaf = Leaf.objects.get()
    assert 1 <= leaf.image.width <= 1600
    assert 1 <= leaf.image.height <= 2400


def test_what_takes_too_long_is_told_of(site, monkeypatch):
    monkeypatch.setattr("articles.tasks.SECONDS", 0.001)
    assert issue(site, pdf()).warnings() == [str(Problem.HEAVY.label)]
