"""A list of twenty costs what a list of two does."""

from studies.models import Series, StudyFile
from tests.factories import media, pages
from tests.factories.counting import queries


def test_studies(client, site):
    def add(count: int) -> None:
        for _each in range(count):
            page = pages.study(site, cover=media.image())
            page.study.series = Series.objects.create(name_fr="Baromètre")
            page.study.save()

    add(2)
    two = queries(client, "/etudes/")
    add(18)
    assert queries(client, "/etudes/") == two


def test_files_of_a_study(client, site):
    page = pages.study(site)

    def add(count: int) -> None:
        for number in range(count):
            StudyFile.objects.create(study=page.study, document=media.document(), title_fr=f"Fichier {number}")

    add(2)
    two = queries(client, page.url)
    add(18)
    assert queries(client, page.url) == two
