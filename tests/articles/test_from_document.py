"""A document sent by an editor becomes a draft, or nothing at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from articles.models import ArticlePage, ManuscriptRemarks
from portal.core.files.media import PortalImage
from portal.desk.roles import create_roles
from tests.factories import manuscripts as made
from tests.factories.manuscripts import paragraph, run, with_notes, word
from tests.factories.media import png
from tests.factories.members import UserFactory

COMMENTED = with_notes(
    word(
        lambda document: document.add_heading("L’école du rire", 0),
        paragraph(
            '<w:commentRangeStart w:id="0"/>' + run("Un chiffre") + '<w:commentRangeEnd w:id="0"/>'
            '<w:r><w:commentReference w:id="0"/></w:r>' + run("caché", "<w:vanish/>")
        ),
        made.picture("Une classe"),
    ),
    "comments",
    {0: run("À vérifier")},
)


def send(client, site, content: bytes, name: str = "texte.docx"):
    url = reverse("articles_admin:from_document", args=[site["magazine"].pk])
    return client.post(url, {"file": SimpleUploadedFile(name, content)})


@pytest.fixture
def writer(client, site):
    user = UserFactory()
    user.groups.set([create_roles()["writer"]])
    client.force_login(user)
    return user


def test_a_writer_makes_a_draft_of_a_document(client, site, writer):
    response = send(client, site, COMMENTED)
    page = ArticlePage.objects.get(title="L’école du rire")
    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.live, page.owner, page.get_parent().pk) == (False, writer, site["magazine"].pk)
    assert [block.block_type for block in page.body] == ["paragraph", "figure"]
    assert not page.opening
    assert PortalImage.objects.get().uploaded_by_user == writer
    assert PageLogEntry.objects.filter(page=page.pk, action="articles.manuscript.imported", user=writer).exists()


def test_remarks_stand_beside_the_draft_until_dismissed(client, site, writer):
    editing = send(client, site, COMMENTED).url
    shown = client.get(editing).content.decode()
    assert "À vérifier" in shown
    assert "Un chiffre" in shown
    assert "texte masqué" in shown
    page = ArticlePage.objects.get(title="L’école du rire")
    assert "À vérifier" not in page.gated_text() + page.public_text()
    url = reverse("articles_admin:remarks", args=[page.pk])
    assert "À vérifier" in client.get(url).content.decode()
    assert client.post(url).url == editing
    assert not ManuscriptRemarks.objects.exists()
    assert "À vérifier" not in client.get(editing).content.decode()


def test_markdown_and_html_are_taken_too(client, site, writer):
    send(client, site, b"# Un\n\nMot", "un.md")
    send(client, site, b"<p>Mot</p>", "deux_mots.html")
    assert set(ArticlePage.objects.values_list("title", flat=True)) == {"Un", "deux mots"}


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.docx", "est vide"),
        (COMMENTED, "a.pdf", "a.pdf"),
        (b"{\\rtf1}", "a.docx", "pas un document Word"),
    ],
)
def test_what_is_refused_changes_nothing(client, site, writer, content, name, words):
    before = Page.objects.count()
    response = send(client, site, content, name)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert Page.objects.count() == before
    assert not PortalImage.objects.exists()
    assert not ModelLogEntry.objects.filter(action__startswith="articles").exists()


def test_a_picture_that_can_not_be_shown_is_left_out_and_told(client, site, writer):
    send(client, site, made.with_parts(COMMENTED, {"word/media/image1.png": b"\x89PNG\r\n\x1a\n"}))
    assert not PortalImage.objects.exists()
    assert "image1.png" in "".join(ManuscriptRemarks.objects.get().left_out)


def test_a_picture_found_bad_late_leaves_no_other(client, site, writer):
    """The first is good, the second cut short: what tells is its pixels, not its first bytes."""
    content = word(made.picture("a"), made.picture("b", content=png(900, 900)))
    response = send(client, site, made.with_parts(content, {"word/media/image2.png": png(900, 900)[:-200]}))
    assert "image2.png" in response.content.decode()
    assert not PortalImage.objects.exists()


def test_an_article_holds_no_articles(client, site):
    client.force_login(UserFactory(is_superuser=True))
    url = reverse("articles_admin:from_document", args=[site["news"].pk])
    assert client.get(url).status_code == 404


def test_the_magazine_offers_it(client, site, writer):
    listing = client.get(reverse("wagtailadmin_explore", args=[site["magazine"].pk])).content.decode()
    assert reverse("articles_admin:from_document", args=[site["magazine"].pk]) in listing
    listing = client.get(reverse("wagtailadmin_explore", args=[site["news"].pk])).content.decode()
    assert "/document/" not in listing
