"""One page says, before tables go public, what readers will see otherwise, what is left out and what looks missing."""

import pytest
from django.test import Client

from studies.models import Publication, Study, StudyPage
from studies.survey.codebook import Option
from studies.survey.display.review import NOTHING, Difference, compare, lacking
from studies.survey.words import NO_WORDS, Words
from tests.factories import pages
from tests.factories.counting import queries
from tests.factories.surveys import YES_NO, column, publish_tables, table
from tests.studies.screens import at, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site) -> StudyPage:
    return pages.study(site, title="Le baromètre")


@pytest.fixture
def study(page) -> Study:
    return page.study


@pytest.fixture
def officer(site) -> Client:
    return staff("studies_officer")


def shown(client: Client, study: Study, publication: Publication) -> str:
    return client.get(at("go_public", study, publication.pk)).text.replace("\xa0", " ").replace("\u202f", " ")


# What differs


def test_each_figure_that_readers_would_see_otherwise_is_listed():
    before = [table(columns=[column(shares=(70, 30))]), table("q1", "age")]
    after = [
        table(columns=[column(base=99, shares=(70, 30))]),
        table("q1", "age", [column("a", 50, (60, 40)), column("b", None)]),
    ]
    told = [(each.group, each.answer, each.before, each.after) for each in compare(before, after)]
    assert told[0][2:] == ("100", "99")
    assert ("A", "Oui", "70 %", "60 %") in [
        (*each[:2], *(text.replace("\xa0", " ") for text in each[2:])) for each in told
    ]
    assert [each[3] for each in told if each[0] == "B"] == [NOTHING] * 3


def test_measures_differ_as_they_are_read():
    """A mean of 2.4496 reads 2.4, though it is kept as 2.45 too."""
    before = table(columns=[column(mean=2.45, exact_mean=2.4496, quartiles=(1.0, 2.0, 3.0))])
    after = table(columns=[column(mean=2.4, exact_mean=2.4, quartiles=(1.0, 2.0, 4.0))])
    assert [(each.before, each.after) for each in compare([before], [after])] == [("3", "4")]


def test_questions_that_come_or_go_differ_too():
    [gone, *_others] = compare([table("q1")], [])
    assert isinstance(gone, Difference)
    assert gone.after == NOTHING
    assert compare([], [table("q1")])[0].before == NOTHING
    assert compare([table("q1"), table("q1", "age")], [table("q1"), table("q1", "age")]) == []


def test_what_differs_from_what_is_public_is_on_the_page(officer, study):
    publish_tables(study, [table(columns=[column(shares=(70, 30))])])
    publication = publish_tables(study, [table(columns=[column(shares=(64, 36))])], public=False)
    text = shown(officer, study, publication)
    assert "Ce qui change par rapport à ce que voient les lecteurs" in text
    for figure in ("70 %", "64 %", "30 %", "36 %"):
        assert figure in text


def test_the_first_tables_differ_from_nothing(officer, study):
    publication = publish_tables(study, public=False)
    assert "Ce qui change" not in shown(officer, study, publication)


# What is left out, what looks missing


def test_groups_that_are_left_out_are_told_with_their_reason(officer, study):
    parts = [{"code": "b", "fr": "Aînés", "en": "", "hidden": 3, "size": 7}]
    segment = {"segment": "age", "fr": "Âge", "en": "", "tables": 4, "absent": 1, "categories": parts}
    text = shown(officer, study, publish_tables(study, public=False, withheld=[segment]))
    assert "Aînés (7)" in text
    assert "« Aînés » est laissé de côté dans 3 tableaux." in text
    assert "Fusionner" not in text


@pytest.mark.parametrize("columns", [[column("a"), column("b", None)], []])
def test_nothing_is_said_of_what_nobody_knows_any_more_to_be_left_out(officer, study, columns):
    told = "Aucun groupe n’est masqué"
    complete = publish_tables(study, [table("q1"), table("q1", "age")], public=False)
    assert told in shown(officer, study, complete)
    publication = publish_tables(study, [table("q1"), table("q1", "age", columns)], public=False)
    assert told not in shown(officer, study, publication)


def test_what_looks_forgotten_is_told():
    free = (*YES_NO, Option("3", Words("Ma chef est Mme Untel")))
    hidden = [column("a", None), column("b", None)]
    tables = [
        table("q1", title=Words("Attente"), wording=NO_WORDS),
        table("q2", options=free, columns=[column(shares=(60, 38, 2))], rare=(2,)),
        table("q2", "age", hidden),
        table("q3", columns=[]),
    ]
    told = lacking(tables)
    assert [sentence.partition(" : ")[2] for sentence in told] == [
        "q1",
        "q2",
        "q1",
        "q3",
        "Segment age",
        "q2 (Ma chef est Mme Untel)",
    ]
    assert lacking([table("q1")]) == []


def test_twenty_questions_cost_what_two_do(officer, study):
    def cost(count: int) -> int:
        publish_tables(study, [table(f"q{number}") for number in range(count)])
        publication = publish_tables(study, [table(f"q{number}") for number in range(count)], public=False)
        return queries(officer, at("go_public", study, publication.pk))

    cost(1)
    assert cost(2) == cost(20)


# Preview


def test_tables_are_previewed_before_the_page_is_online(officer, page):
    page.unpublish()
    publication = publish_tables(page.study, [table(columns=[column(shares=(99, 1))])], public=False)
    url = f"{at('preview', page.study)}?publication={publication.pk}"
    assert url in officer.get(at("overview", page.study)).text
    response = officer.get(url)
    assert 'class="v99"' in response.text
    assert "Aperçu" in response.text
    assert "no-store" in response.headers["Cache-Control"]


def test_a_preview_shows_each_view_and_stays_a_preview(officer, page):
    publication = publish_tables(page.study, [table("q1"), table("q2")], public=False)
    asked = {"publication": publication.pk, "question": "q2"}
    text = officer.get(at("preview", page.study), asked).text
    assert 'id="explorer-figure">Titre de q2' in text
    assert f"publication={publication.pk}" in text.partition('id="explorer"')[2]


@pytest.mark.parametrize("role", ["events_organiser", "writer", "membership_officer"])
def test_a_preview_is_for_who_may_edit_the_study(site, page, role):
    publication = publish_tables(page.study, [table(columns=[column(shares=(99, 1))])], public=False)
    url = f"{at('preview', page.study)}?publication={publication.pk}"
    for client in (staff(role), Client()):
        response = client.get(url)
        assert response.status_code == 302
        assert 'class="v99"' not in response.text


def test_a_preview_shows_tables_of_no_other_study(site, officer, page):
    other = pages.study(site, title="Une autre")
    publication = publish_tables(other.study, [table(columns=[column(shares=(99, 1))])], public=False)
    assert 'class="v99"' not in officer.get(at("preview", page.study), {"publication": publication.pk}).text


# Deletion


def test_tables_are_deleted_after_a_question(officer, study):
    public, draft = publish_tables(study), publish_tables(study, public=False)
    url = at("delete", study, draft.pk)
    assert url in officer.get(at("overview", study)).text
    assert officer.get(url).status_code == 200
    assert Publication.objects.count() == 2
    officer.post(url)
    officer.post(at("delete", study, public.pk))
    assert list(Publication.objects.all()) == [public]


def test_tables_are_deleted_by_who_may_publish(study, officer, site):
    draft = publish_tables(study, public=False)
    assert staff("writer").post(at("delete", study, draft.pk)).status_code == 302
    assert Publication.objects.exists()
