"""Words are mended at any time, without computing: in what readers see and in what may come after it, figures never."""

from dataclasses import replace

import pytest
from django.utils import timezone

from studies.models import Category, Publication, Study, StudyPage, Survey
from studies.models.survey import Work
from studies.services.codebook import review_codebook, review_variable
from studies.services.holding import NotChanged, Refusal
from studies.services.sources import destroy_answers
from studies.survey.codebook import Group, Option
from studies.survey.tables import Table
from studies.survey.words import Words
from tests.factories import pages
from tests.factories.surveys import AGES, YES_NO, column, publish_tables, source, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site) -> StudyPage:
    """With a survey whose public tables say what its codebook says."""
    page = pages.release(pages.study(site), members_at=timezone.now(), everyone_at=timezone.now())
    source(page.study)
    publish_tables(page.study, tables(), subgroups=subgroups())
    return page


@pytest.fixture
def study(page) -> Study:
    return page.study


def tables() -> list[Table]:
    titles = {"title": Words("Attente", "Waiting"), "wording": Words(), "options": YES_NO}
    parts = [replace(column(option.code), words=option.words) for option in AGES]
    return [table("q1", **titles), table("q1", "age", parts, segment_words=Words("Âge", "Age"), **titles)]


def subgroups() -> list[dict]:
    parts = [{"fr": option.words.fr, "en": option.words.en, "base": 30} for option in AGES]
    return [{"segment": {"fr": "Âge", "en": "Age"}, "categories": parts}]


def stored(publication: Publication) -> list[Table]:
    return [row.table() for row in publication.tables.all()]


def save(study: Study, code: str, labels: dict[str, str] | None = None, **words: str) -> None:
    """As the variable's page does it."""
    variable = study.survey.variables.get(code=code)
    for name, text in words.items():
        setattr(variable, name, text)
    categories = list(variable.categories.all())
    for category in categories:
        category.label_fr = (labels or {}).get(category.code, category.label_fr)
    review_variable(variable=variable, categories=categories)


def test_a_word_is_mended_in_what_readers_see_at_once(client, page, study):
    assert "Attente" in client.get(page.url).text
    save(study, "q1", {"1": "Oui, souvent"}, title_fr="L’attente", wording_fr="Attendez-vous ?")
    text = client.get(page.url).text
    for words in ("L’attente", "Attendez-vous", "Oui, souvent"):
        assert words in text


def test_words_of_a_segment_are_mended_in_its_tables_and_in_the_method_box(client, page, study):
    save(study, "age", {"j": "Moins de 40 ans"}, title_fr="Tranche d’âge")
    [publication] = study.survey.publications.all()
    crossed = publication.tables.get(segment="age")
    assert (crossed.segment_title_fr, crossed.table().columns[0].words.fr) == ("Tranche d’âge", "Moins de 40 ans")
    assert "Moins de 40 ans (30)" in client.get(page.url).text


def test_an_english_title_comes_after_the_answers_are_destroyed(study):
    rows = study.survey.publications.get().tables
    for row in rows.all():
        row.data["title"]["en"] = row.title_en = ""
        row.save()
    study.survey.variables.filter(code="q1").update(title_en="")
    destroy_answers(source_id=study.survey.sources.get().pk)
    variables = list(study.survey.variables.all())
    variables[0].title_en = "Waiting time"
    review_codebook(survey_id=study.survey.pk, variables=variables)
    assert {(row.title_en, row.table().title.en) for row in rows.all()} == {("Waiting time", "Waiting time")}


def test_no_figure_changes_with_the_words(study):
    [publication] = study.survey.publications.all()
    before = stored(publication)
    save(study, "q1", {"1": "Oui, souvent"}, title_fr="L’attente")
    after = stored(publication)
    assert after != before
    for name in ("shares", "lows", "highs", "base", "mean", "exact"):
        assert [[getattr(each, name) for each in table.columns] for table in after] == [
            [getattr(each, name) for each in table.columns] for table in before
        ]


def test_later_tables_are_mended_too_and_earlier_ones_stay(study):
    [first] = study.survey.publications.all()
    second = publish_tables(study, tables(), reason_fr="Une erreur.")
    third = publish_tables(study, tables(), public=False)
    save(study, "q1", title_fr="L’attente")
    titles = [stored(publication)[0].title.fr for publication in (first, second, third)]
    assert titles == ["Attente", "L’attente", "L’attente"]


def test_words_of_another_file_come_to_no_figure_that_is_not_its_own(study):
    """The labels were put right in another file; then a title is mended."""
    q1 = study.survey.variables.get(code="q1")
    q1.categories.filter(code="1").update(label_fr="Non")
    q1.categories.filter(code="2").update(label_fr="Oui")
    save(study, "q1", {"1": "Non, jamais"}, title_fr="L’attente")
    [shown, *_others] = stored(Survey.objects.get(study=study).public)
    assert shown.title.fr == "L’attente"
    assert [option.words.fr for option in shown.options] == ["Oui", "Non"]


def test_words_of_a_group_are_mended(study):
    net = Group("net", Words("En tout"), (0, 1))
    publication = publish_tables(study, [table("q1", groups=(net,), options=YES_NO, title=Words("Attente", "Waiting"))])
    study.survey.variables.get(code="q1").categories.update(group_fr="En tout")
    variable = study.survey.variables.get(code="q1")
    categories = list(variable.categories.all())
    for category in categories:
        category.group_fr = "Au total"
    review_variable(variable=variable, categories=categories)
    assert [group.words.fr for group in stored(publication)[0].groups] == ["Au total"]


def regroup(study: Study, code: str, groups: dict[str, str]) -> None:
    variable = study.survey.variables.get(code=code)
    categories = list(variable.categories.all())
    for category in categories:
        category.group_fr = groups.get(category.code, "")
    review_variable(variable=variable, categories=categories)


def test_the_name_of_merged_categories_is_mended(study):
    study.survey.variables.get(code="age").categories.update(group_fr="Jeunes + Aînés")
    [segment] = study.survey.codebook().segments
    [merged] = segment.options
    part = replace(column(merged.code), words=merged.words, parts=("j", "a"))
    told = {"segment": {"fr": "Âge", "en": "Age"}, "categories": [{"fr": "Jeunes + Aînés", "en": "", "base": 30}]}
    publication = publish_tables(study, [table("q1", "age", [part])], subgroups=[told])
    regroup(study, "age", {"j": "Tous les âges", "a": "Tous les âges"})
    assert stored(publication)[0].columns[0].words.fr == "Tous les âges"
    publication.refresh_from_db()
    assert publication.subgroups[0]["categories"][0]["fr"] == "Tous les âges"


def test_the_name_of_another_group_comes_to_no_figure_that_is_not_its_own(study):
    """What was shown together is apart now, or with more."""
    variable = study.survey.variables.get(code="q1")
    for code in ("3", "4"):
        Category.objects.create(variable=variable, code=code, label_fr=code)
    options = (*YES_NO, Option("3", Words("3")), Option("4", Words("4")))
    net = Group("net", Words("En tout"), (0, 1))
    shares = {"columns": [column(shares=(30, 30, 20, 20, 60))], "options": options, "groups": (net,)}
    publication = publish_tables(study, [table("q1", **shares)])
    regroup(study, "q1", {"1": "En tout", "2": "En tout"})
    regroup(study, "q1", dict.fromkeys(("1", "2", "3"), "Presque tous"))
    regroup(study, "q1", {"1": "Seul"})
    assert [group.words.fr for group in stored(publication)[0].groups] == ["En tout"]


def test_words_wait_for_tables_that_are_being_computed(study):
    """Which would not say them."""
    publish_tables(study, [], public=False, state=Work.RUNNING)
    with pytest.raises(NotChanged) as refused:
        save(study, "q1", title_fr="L’attente")
    assert refused.value.reason is Refusal.AT_WORK
    assert study.survey.variables.get(code="q1").title_fr == "Attente"
