"""The workbook of all tables is made once, when they go public, and given to those alone who may read them."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from studies.models import Publication, Series, StoredWorkbook, Study, StudyPage
from studies.services.codebook import review_variable
from studies.services.publishing import delete_publication, make_public
from studies.tasks import write_workbooks
from tests.factories import pages
from tests.factories.members import member
from tests.factories.surveys import publish_tables, source, table
from tests.factories.visitors import signed_in

pytestmark = pytest.mark.django_db

ALL = {"format": "xlsx", "all": "1"}


@pytest.fixture
def page(site) -> StudyPage:
    """For members, with public tables and their workbook."""
    page = pages.release(pages.study(site, slug="barometre"), members_at=timezone.now())
    make_public(publication_id=publish_tables(page.study, [table("q1"), table("q1", "age")], public=False).pk)
    return page


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def words(content: bytes) -> str:
    book = openpyxl.load_workbook(BytesIO(content))
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


def test_it_is_made_once_in_each_language_that_has_a_page(page):
    assert [row.language for row in StoredWorkbook.objects.all()] == ["fr"]
    english = pages.translate(page, title="The barometer")
    english.save_revision().publish()
    write_workbooks.call(publication_id=Publication.objects.get().pk)
    told = {row.language: words(row.file.read()) for row in StoredWorkbook.objects.all()}
    assert "Titre de q1" in told["fr"]
    assert "Title of q1" in told["en"]


def test_members_get_the_stored_one(page, monkeypatch):
    monkeypatch.setattr("studies.downloads.workbook", None)
    response = signed_in(member()).get(page.url, ALL)
    assert response.headers["Content-Disposition"] == 'attachment; filename="barometre.xlsx"'
    assert response.headers["Cache-Control"] == "private, no-store"
    assert body(response) == StoredWorkbook.objects.get().file.read()


def test_others_get_the_wall_and_its_name_opens_nothing(client, page):
    assert 'class="wall"' in client.get(page.url, ALL).content.decode()
    name = StoredWorkbook.objects.get().file.name
    for visitor in (client, signed_in(member())):
        assert visitor.get(f"/media/{name}").status_code == 404


def new_method(page):
    page.study.method_fr, page.study.is_random = "Une autre méthode.", True
    page.study.save()


def new_name_of_the_series(page):
    page.study.series = Series.objects.create(name_fr="Baromètre")
    page.study.save()
    page.study.series.name_fr = "Le nouveau baromètre"
    page.study.series.save()


def new_title(page):
    page.title = "Un autre titre"
    page.save_revision().publish()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (new_method, "Une autre méthode."),
        (new_name_of_the_series, "Le nouveau baromètre"),
        (new_title, "Un autre titre"),
    ],
)
def test_it_is_made_anew_once_what_it_says_has_changed(page, change, told):
    change(page)
    stored = StoredWorkbook.objects.get().file.read()
    assert told in words(stored)
    assert body(signed_in(member()).get(page.url, ALL)) == stored


def test_it_is_left_alone_where_nothing_that_it_says_has_changed(page):
    before = StoredWorkbook.objects.get().file.name
    page.study.link_url = "https://partenaire.exemple.fr/"
    page.study.save()
    page.save_revision().publish()
    assert StoredWorkbook.objects.get().file.name == before


def test_what_changed_a_moment_ago_is_told_at_once(page):
    Study.objects.update(method_fr="Une autre méthode.")
    assert "Une autre méthode." in words(body(signed_in(member()).get(page.url, ALL)))


def test_a_mended_word_is_in_it(page):
    source(page.study)
    variable = page.study.survey.variables.get(code="q1")
    page.study.survey.variables.filter(pk=variable.pk).update(title_fr="Titre de q1")
    variable.title_fr = "L’attente"
    review_variable(variable=variable, categories=list(variable.categories.all()))
    content = body(signed_in(member()).get(page.url, ALL))
    assert "L’attente" in words(content)
    assert content == StoredWorkbook.objects.get().file.read()


def test_a_preview_and_earlier_results_are_made_when_asked_for(page):
    first = page.study.survey.publications.get()
    second = publish_tables(page.study, [table("q2")], public=False)
    make_public(publication_id=second.pk, reason_fr="Une erreur.")
    client = signed_in(member())
    assert "Titre de q2" in words(body(client.get(page.url, ALL)))
    assert "Titre de q1" in words(body(client.get(page.url, {**ALL, "publication": first.pk})))


def test_it_is_deleted_with_its_tables(page):
    first, stored = page.study.survey.publications.get(), StoredWorkbook.objects.get()
    make_public(publication_id=publish_tables(page.study, public=False).pk, reason_fr="Une erreur.")
    assert default_storage.exists(stored.file.name)
    delete_publication(publication_id=first.pk)
    assert not default_storage.exists(stored.file.name)
