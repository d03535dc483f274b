import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles.models import ArticlePage
from portal.archive.models import Batch, Source, SourceState, Work
from portal.desk.roles import create_roles
from tests.factories.archives import export, html, post, row, sheet, zipped
from tests.factories.counting import queries
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
SEND = "/admin/archive/send/"


@pytest.fixture
def editor(site, client: Client) -> Client:
    user = UserFactory()
    user.groups.add(create_roles()["editor"])
    client.force_login(user)
    return client


def sent(client: Client, content: bytes, name: str = "site.zip", **fields):
    told = {"name": "Ancien site", "form": "folder", "posts_become": "article", "is_published": "on", **fields}
    return client.post(SEND, {**told, "file": SimpleUploadedFile(name, content)}, follow=True)


def site_zip(number: int = 2) -> bytes:
    rows = [row(n) for n in range(1, number + 1)]
    return zipped({"metadata.csv": sheet(*rows), **{f"a{n}.html": html() for n in range(1, number + 1)}})


def test_it_is_checked_read_and_then_imported(editor):
    page = sent(editor, site_zip()).content.decode()
    assert "Importer 2 pages" in page
    assert not ArticlePage.objects.exists()
    batch = Batch.objects.get()
    page = editor.post(reverse("archive_admin:confirm", args=[batch.pk]), follow=True).content.decode()
    assert ArticlePage.objects.filter(live=True).count() == 2
    assert "Article 1" in page
    batch.refresh_from_db()
    assert (batch.state, batch.file) == (Work.DONE, "")


def test_sent_twice_under_its_name_nothing_is_left_to_import(editor):
    sent(editor, site_zip())
    editor.post(reverse("archive_admin:confirm", args=[Batch.objects.get().pk]))
    assert "Il n’y a rien à importer" in sent(editor, site_zip()).content.decode()
    assert ArticlePage.objects.count() == 2


def test_an_export_of_wordpress_is_taken_too(editor):
    page = sent(editor, export(post(1)), "export.xml", form="wordpress").content.decode()
    assert "Importer 1 page" in page


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"x", "site.zip", "n’est pas un .zip"),
        (b"x", "site.rar", "Ce n’est pas un .zip"),
        (zipped({"../x": b"x"}), "site.zip", "sort du dossier"),
        (zipped({"a.html": b"x"}), "site.zip", "ne contient aucun tableau"),
        (zipped({"metadata.csv": b"titre\nA\n"}), "site.zip", "n’a pas de colonne « fichier, date »"),
        (b"", "site.zip", "vide"),
    ],
)
def test_what_can_not_be_read_is_refused_in_words_and_the_name_stays(editor, content, name, said):
    page = sent(editor, content, name).content.decode()
    assert said in page
    assert "Ancien site" in page
    assert not ArticlePage.objects.exists()


def test_nothing_can_be_imported_before_it_was_checked(editor):
    batch = Batch.objects.create(name="Ancien site", state=Work.REFUSED)
    page = editor.post(reverse("archive_admin:confirm", args=[batch.pk]), follow=True).content.decode()
    assert "n’est pas prêt à être importé" in page


def test_the_report_costs_the_same_however_long_it_is(editor):
    batch = Batch.objects.create(name="Ancien site", state=Work.CHECKED)
    counts = []
    for number in (2, 20):
        Source.objects.bulk_create(
            Source(batch=batch, key=f"{number}-{n}", name="a", state=SourceState.READY, notices=["À revoir"])
            for n in range(number)
        )
        counts.append(queries(editor, reverse("archive_admin:batch", args=[batch.pk])))
    assert counts[0] == counts[1]


def test_a_writer_does_not_see_it(site, client):
    user = UserFactory()
    user.groups.add(create_roles()["writer"])
    client.force_login(user)
    assert SEND.removesuffix("send/") not in client.get("/admin/").content.decode()
