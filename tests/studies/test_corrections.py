"""The log of corrections: each time readers saw other figures is an entry, and what they saw stays there to be read."""

import re

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from studies.models import Publication, StudyPage, Survey
from studies.services.holding import NotChanged, Refusal
from studies.services.publishing import delete_publication, make_public, unpublish
from tests.factories import pages
from tests.factories.surveys import column, publish_tables, survey, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(site) -> StudyPage:
    """Its members read it; an anonymous visitor doesn't."""
    page = pages.study(site, title="Baromètre", slug="barometre")
    publish_tables(page.study, [table("q1", columns=[column(shares=(61, 39))])])
    return page


@pytest.fixture
def study(closed) -> StudyPage:
    return pages.release(closed, members_at=timezone.now(), everyone_at=timezone.now())


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def test_corrections_are_dated_and_for_readers_of_the_results(client, study):
    publish_tables(study.study, [table()], reason_fr="Le poids de la question 2 était faux.")
    assert "Le poids de la question 2 était faux." in text(client.get(study.url))
    pages.release(study, members_at=timezone.now())
    assert "Le poids de la question 2" not in text(client.get(study.url))


def test_earlier_results_are_read_from_the_log_of_corrections(client, study):
    first = study.study.survey.publications.get()
    publish_tables(study.study, [table(columns=[column(shares=(99, 1))])], reason_fr="Une erreur.")
    now = client.get(study.url).content.decode()
    assert now.count("<dt><time") == 2
    assert f'href="?publication={first.pk}#explorer"' in now
    earlier = client.get(study.url, {"publication": first.pk})
    assert 'class="v61"' in earlier.content.decode()
    assert "résultats sont antérieurs" in text(earlier)
    assert "résultats antérieurs" in client.get(study.url, {"publication": first.pk, "format": "csv"}).content.decode()


def test_earlier_results_are_gone_with_those_taken_back_or_deleted(client, study):
    first = study.study.survey.publications.get()
    second = publish_tables(study.study, [table("q1", columns=[column(shares=(99, 1))])], reason_fr="Une erreur.")
    survey(study.study, public=None)
    assert 'id="explorer"' not in client.get(study.url, {"publication": first.pk}).content.decode()
    survey(study.study, public=second)
    delete_publication(publication_id=first.pk)
    body = client.get(study.url, {"publication": first.pk}).content.decode()
    assert 'class="v99"' in body
    assert "?publication=" not in body


def test_earlier_results_are_for_whom_the_release_admits(client, closed):
    first = closed.study.survey.publications.get()
    publish_tables(closed.study, [table()], reason_fr="Une erreur.")
    body = client.get(closed.url, {"publication": first.pk}).content.decode()
    assert 'id="explorer"' not in body
    assert "Une erreur." not in body


def test_each_time_other_figures_were_shown_is_an_entry_of_its_own(closed):
    study = closed.study
    first, second = study.survey.publications.get(), publish_tables(study, public=False)
    for publication, reason in ((second, "Une erreur."), (first, "Ce n’en était pas une."), (second, "Si.")):
        make_public(publication_id=publication.pk, reason_fr=reason)
    entries = list(study.survey.showings.values_list("publication", "reason_fr"))
    assert entries == [
        (first.pk, ""),
        (second.pk, "Une erreur."),
        (first.pk, "Ce n’en était pas une."),
        (second.pk, "Si."),
    ]


def test_tables_are_deleted_unless_readers_see_them(closed):
    study = closed.study
    first, second = study.survey.publications.get(), publish_tables(study, public=False)
    with pytest.raises(NotChanged) as refused:
        delete_publication(publication_id=first.pk)
    assert refused.value.reason is Refusal.IS_PUBLIC
    make_public(publication_id=second.pk, reason_fr="Une erreur.")
    delete_publication(publication_id=first.pk)
    assert list(Publication.objects.all()) == [second]
    assert list(study.survey.showings.values_list("publication", "reason_fr")) == [
        (None, ""),
        (second.pk, "Une erreur."),
    ]
    assert ModelLogEntry.objects.latest("pk").action == "studies.survey.deleted"


def test_whoever_replaces_results_says_why(closed):
    study = closed.study
    first = study.survey.publications.get()
    second = publish_tables(study, public=False)
    with pytest.raises(NotChanged) as refused:
        make_public(publication_id=second.pk, reason_fr="  ")
    assert refused.value.reason is Refusal.REASON_MISSING
    assert Survey.objects.get(study=study).public == first
    make_public(publication_id=second.pk, reason_fr="Une pondération corrigée.")
    assert Survey.objects.get(study=study).public == second
    assert study.survey.showings.last().reason_fr == "Une pondération corrigée."


def test_results_taken_back_and_shown_again_are_no_correction(closed):
    study = closed.study
    publication = study.survey.publications.get()
    unpublish(survey_id=study.survey.pk)
    assert Survey.objects.get(study=study).public is None
    again = make_public(publication_id=publication.pk)
    assert again.public_from == publication.public_from
    assert study.survey.showings.count() == 1
