"""What other pages show of a survey: charts in articles, and key figures held against what is published."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.blocks import StructBlockValidationError

from portal.desk.roles import create_roles
from studies.blocks import StudyKeyFigureBlock
from studies.models import Survey
from tests.factories import pages, surveys
from tests.factories.members import UserFactory, member
from tests.factories.visitors import signed_in

NUMBER = "60"


@pytest.fixture
def study(site):
    """For members, with a survey of one question by one segment."""
    page = pages.release(pages.study(site), members_at=timezone.now())
    surveys.publish_tables(page.study, [surveys.table(), surveys.table(segment="age")])
    return page


def article_with_chart(site, study, question="q1", segment=""):
    chart = {"study": study, "question": question, "segment": segment}
    return pages.article(site, title="Un article", body=[("chart", chart)])


def shown(article, client=None) -> str:
    response = (client or Client()).get(article.url)
    assert response.status_code == 200
    return response.content.decode()


def test_members_see_the_chart_in_an_article(site, study):
    assert "La question q1" in shown(article_with_chart(site, study), signed_in(member()))


def test_others_are_led_to_the_study(site, study):
    text = shown(article_with_chart(site, study))
    assert "La question q1" not in text
    assert f'href="{study.url}"' in text


def test_everyone_sees_the_chart_that_was_opened(site, study):
    Survey.objects.update(open_question="q1", open_segment="age")
    assert "La question q1" in shown(article_with_chart(site, study, segment="age"))


def test_the_study_shows_everyone_its_open_chart(study):
    assert "La question q1" not in shown(study)
    Survey.objects.update(open_question="q1", open_segment="age")
    assert "La question q1" in shown(study)


def test_an_open_chart_opens_no_other(site, study):
    Survey.objects.update(open_question="q1", open_segment="age")
    assert "La question q1" not in shown(article_with_chart(site, study))


def test_an_open_chart_waits_for_its_study(site, study):
    Survey.objects.update(open_question="q1")
    article = article_with_chart(site, study)
    study.unpublish()
    text = shown(article)
    assert "La question q1" not in text
    assert study.url not in text


def test_results_taken_back_are_in_no_article(site, study):
    Survey.objects.update(public=None, open_question="q1")
    assert "La question q1" not in shown(article_with_chart(site, study), signed_in(member()))


def test_a_chart_that_is_not_there_leads_to_the_study(site, study):
    assert f'href="{study.url}"' in shown(article_with_chart(site, study, "q9"), signed_in(member()))


def test_the_same_article_twice_asks_as_much_as_once(site, study, django_assert_max_num_queries):
    article = article_with_chart(site, study)
    client = signed_in(member())
    shown(article, client)
    with django_assert_max_num_queries(40):
        shown(article, client)


def with_key_figure(study, number: str, cell: str):
    study.key_figures = [("key_figure", {"number": number, "unit": "%", "sentence": "disent oui", "cell": cell})]
    study.save_revision().publish()
    return study


@pytest.mark.parametrize("cell", ["q1/1", "", "q1/1@age:a"])
def test_a_key_figure_that_says_what_is_published_raises_no_doubt(study, cell):
    number = "70" if "@" in cell else NUMBER
    assert with_key_figure(study, number, cell).doubtful_key_figures() == []


@pytest.mark.parametrize(("number", "cell"), [("61", "q1/1"), (NUMBER, "q9/1"), (NUMBER, "q1/1@age:z")])
def test_a_key_figure_that_says_something_else_is_told(study, number, cell):
    [doubt] = with_key_figure(study, number, cell).doubtful_key_figures()
    assert cell in doubt
    assert number in doubt


def test_the_editor_sees_the_doubt(study, admin_client):
    with_key_figure(study, "61", "q1/1")
    assert "« 61 » est écrit" in admin_client.get(f"/admin/pages/{study.pk}/edit/").content.decode()


def test_the_editor_sees_nothing_while_all_is_well(study, admin_client):
    with_key_figure(study, NUMBER, "q1/1")
    assert "est écrit, alors" not in admin_client.get(f"/admin/pages/{study.pk}/edit/").content.decode()


def test_what_is_no_address_is_refused():
    block = StudyKeyFigureBlock()
    value = block.to_python({"number": "6", "unit": "", "sentence": "x", "change": "", "cell": "question 3"})
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(value)
    assert "q05/2" in str(refused.value.block_errors["cell"])


def offered(study, user) -> list[tuple[str, str]]:
    """To whoever chooses a chart in a text."""
    client = Client()
    client.force_login(user)
    charts = client.get(reverse("portal_charts", args=[study.pk])).json()["charts"]
    return [(f"{chart['question']} {chart['segment']}".strip(), chart["question_title"]) for chart in charts]


def test_an_editor_chooses_among_the_names_of_the_charts(study):
    assert offered(study, UserFactory(is_superuser=True)) == [("q1", "Titre de q1"), ("q1 age", "Titre de q1")]


def test_a_writer_who_does_not_read_the_study_chooses_the_open_chart_alone(study):
    writer = UserFactory()
    writer.groups.add(create_roles()["writer"])
    assert offered(study, writer) == []
    Survey.objects.update(open_question="q1", open_segment="age")
    assert offered(study, writer) == [("q1 age", "Titre de q1")]


def test_no_other_page_has_charts_and_no_visitor_asks_for_them(site, study):
    client = Client()
    assert client.get(reverse("portal_charts", args=[study.pk])).status_code == 302
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(reverse("portal_charts", args=[site["home"].pk])).status_code == 404
