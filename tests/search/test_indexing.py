"""The index follows whatever is published, changed, withdrawn, moved or translated."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from wagtail.models import Page

from articles.models import ArticleByline
from events.models import Event
from portal.core.models import Person, Topic
from portal.search.models import Entry, Part, TitleWord
from studies.models import Series, Survey
from tests.factories import pages, surveys
from tests.factories.members import member
from tests.factories.visitors import signed_in
from tests.search.asking import address, suggestions, titles


def test_a_draft_changes_nothing_until_it_is_published(site):
    news = pages.news(site, title="Un accueil")
    news.title = "Une chaleur"
    revision = news.save_revision()
    assert (titles("accueil"), titles("chaleur")) == (["Un accueil"], [])
    revision.publish()
    assert (titles("accueil"), titles("chaleur")) == ([], ["Une chaleur"])


def test_what_is_withdrawn_is_found_no_more(site):
    news = pages.news(site, title="Un accueil")
    news.unpublish()
    assert titles("accueil") == []
    assert "accueil" not in suggestions("acc")
    assert not TitleWord.objects.filter(word="accueil").exists()


def test_what_was_closed_by_another_door_is_found_no_more(site):
    news = pages.news(site, title="Un accueil")
    news.live = False
    news.save()
    assert titles("accueil") == []


def test_what_is_deleted_is_found_no_more(site):
    person = Person.objects.create(name="Zoë Accueil")
    article = pages.article(site, title="Un texte", bylines=[ArticleByline(person=person)])
    article.delete()
    assert titles("accueil") == []


def test_what_moves_is_found_where_it_is(site):
    issue = pages.issue(site)
    article = pages.article(site, title="Un accueil")
    article.move(issue, pos="last-child")
    article = Page.objects.get(pk=article.pk)
    assert f'href="{article.url}"' in Client().get(address("accueil")).content.decode()


def test_an_alias_is_found_as_its_source(site):
    news = pages.news(site, title="Un accueil")
    news.create_alias(parent=site["news"], update_slug="copie")
    assert titles("accueil") == ["Un accueil"]


def test_a_copy_is_found_beside_its_source(site):
    news = pages.news(site, title="Un accueil")
    news.copy(update_attrs={"slug": "copie", "title": "Son accueil"})
    assert len(titles("accueil")) == 2


def test_a_new_name_is_found_on_all_pages_that_bear_it(site):
    person, topic = Person.objects.create(name="Paule Dupont"), Topic.objects.create(label_fr="Écoute")
    pages.article(site, title="Un texte", bylines=[ArticleByline(person=person)], topics=[topic])
    person.name, topic.label_fr = "Paule Durand", "Attention"
    person.save()
    topic.save()
    assert titles("durand") == ["Paule Durand", "Un texte"]
    assert titles("dupont") == []
    assert titles("attention") == ["Un texte"]


def test_facts_of_a_shared_row_are_found(site):
    pages.event(site, title="Un atelier")
    event = Event.objects.get()
    event.venue = "Halle Tony-Garnier"
    event.save()
    series = Series.objects.create(name_fr="Baromètre")
    study = pages.study(site, title="Une étude")
    study.study.series = series
    study.study.save()
    series.name_fr = "Observatoire"
    series.save()
    assert titles("garnier") == ["Un atelier"]
    assert titles("observatoire") == ["Une étude"]


def test_questions_of_a_survey_are_found_by_its_readers(site):
    page = pages.study(site, title="Une étude")
    surveys.publish_tables(page.study, [surveys.table("q1", title=surveys.Words("Délai de réponse"))])
    client = signed_in(member())
    assert titles("délai réponse", client=client) == ["Délai de réponse"]
    assert f'href="{page.url}?question=q1#explorer"' in client.get(address("délai")).content.decode()
    assert titles("délai réponse") == []
    survey = Survey.objects.get()
    survey.public = None
    survey.save()
    assert titles("délai réponse", client=client) == []


def test_a_page_with_a_gated_part_has_two_entries(site):
    article = pages.article(site)
    assert set(Entry.objects.filter(page=article).values_list("part", flat=True)) == {Part.PUBLIC, Part.FULL}


def test_the_index_made_anew_is_the_one_that_was_kept(site):
    person = Person.objects.create(name="Zoë Accueil")
    pages.article(site, title="Un accueil", bylines=[ArticleByline(person=person)])
    gone = pages.news(site, title="Un départ")
    fields = ("title", "part", "text", "body_keys", "lead_keys", "day", "kind")
    before = sorted(Entry.objects.exclude(page=gone).values_list(*fields), key=str)
    Page.objects.filter(pk=gone.pk).update(live=False)
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    assert sorted(Entry.objects.values_list(*fields), key=str) == before
    assert "pages, " in out.getvalue()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has a generated column")
def test_sqlite_s_full_text_index_holds_what_the_entries_hold(site):
    news = pages.news(site, title="Un accueil")
    news.title = "Un retour"
    news.save_revision().publish()
    pages.news(site, title="Un départ").delete()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_fts(search_fts, rank) VALUES ('integrity-check', 1)")


def test_a_page_that_waits_for_its_translation_is_not_found(site):
    pages.news(site, title="Une actualité singulière")
    assert titles("singulière", "en") == []
    assert not Entry.objects.filter(language="en", title="Une actualité singulière").exists()
