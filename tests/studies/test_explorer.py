"""A reader explores the results: each view has its address, and none of them what its reader may not see."""

import io
import re
from datetime import date, timedelta
from itertools import pairwise

import openpyxl
import pytest
from django.utils import timezone

from portal.access.viewer import ANONYMOUS, MembershipState, Viewer
from studies.models import Concordance, Series, StudyPage
from studies.reader import shown_table
from studies.survey.codebook import Role
from studies.survey.tables import Table
from tests.factories import pages
from tests.factories.counting import queries
from tests.factories.html import assert_is_a_good_page
from tests.factories.surveys import column, publish_tables, survey, table


def tables(questions: int = 2, segments: tuple[str, ...] = ("age", "canal")) -> list[Table]:
    return [
        table(f"q{number}", segment, None if segment else [column(shares=(60 + number, 40 - number))])
        for number in range(1, questions + 1)
        for segment in ("", *segments)
    ]


def open_to_all(page: StudyPage) -> StudyPage:
    now = timezone.now()
    return pages.release(page, members_at=now, everyone_at=now)


@pytest.fixture
def study(site) -> StudyPage:
    page = open_to_all(pages.study(site, title="Baromètre", slug="barometre"))
    page.study.is_random = True
    page.study.save()
    publish_tables(page.study, tables())
    return page


@pytest.fixture
def closed(site) -> StudyPage:
    """Its members read it; an anonymous visitor doesn't."""
    page = pages.study(site, title="Baromètre", slug="barometre")
    publish_tables(page.study, tables())
    return page


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def test_the_first_question_for_everyone_is_there_without_asking(client, study):
    body = client.get(study.url).content.decode()
    assert 'id="explorer-figure">Titre de q1</h3>' in body
    assert 'class="v61"' in body


def test_each_view_has_its_address_its_title_and_its_heading(client, study):
    response = client.get(study.url, {"question": "q2", "segment": "age"})
    body = response.content.decode()
    assert response.status_code == 200
    assert re.search(r"<title>Titre de q2, \w+ segment age \| Baromètre", body)
    assert re.search(r'id="explorer-figure">Titre de q2, \w+ segment age</h3>', body)
    assert '<option value="q2" selected>' in body
    assert '<option value="age" selected>' in body


def test_a_view_is_a_good_page(client, study):
    assert_is_a_good_page(client, f"{study.url}?question=q2&segment=age&option=1", "fr")


def test_links_lead_to_the_questions_before_and_after(client, study):
    body = client.get(study.url, {"question": "q2", "segment": "age"}).content.decode()
    assert '<a href="?question=q1&amp;segment=age#explorer" rel="prev">' in body
    assert 'rel="next"' not in body


@pytest.mark.parametrize(
    "asked",
    [{"question": "q99"}, {"segment": "metier"}, {"segment": "age", "option": "99"}, {"view": "trend"}, {"view": "x"}],
)
def test_what_is_not_there_is_said_with_something_else_to_read(client, study, asked):
    response = client.get(study.url, asked)
    assert response.status_code == 404
    assert 'class="message message--warning"' in response.content.decode()
    assert 'id="explorer-figure">Titre de q1' in response.content.decode()


def test_one_answer_by_category_shows_its_intervals(client, study):
    body = client.get(study.url, {"question": "q1", "segment": "age", "option": "2"}).content.decode()
    assert body.count('role="img"') == 2
    assert re.search(r'cx="[\d.]+"', body)


def test_the_wording_the_base_and_the_source_stand_below(client, study):
    study.study.fieldwork_from, study.study.fieldwork_to = date(2026, 9, 7), date(2026, 9, 18)
    study.study.save()
    body = text(client.get(study.url))
    assert "La question q1 ?" in body
    assert "Baromètre" in body
    assert "7 au 18 septembre 2026" in body


@pytest.mark.parametrize(
    "asked", ["", "?question=q2&segment=age", "?format=csv", "?format=xlsx&all=1", "?view=trend", "?publication=1"]
)
def test_without_a_grant_no_figure_and_no_question_leave_the_house(client, closed, asked):
    response = client.get(f"{closed.url}{asked}")
    body = response.content.decode()
    assert response.headers["Content-Type"].startswith("text/html")
    assert 'class="wall"' in body
    assert 'id="explorer"' not in body
    assert not any(secret in body for secret in ("Titre de q", "La question q", "v61", "Segment age"))


def test_the_wall_is_there_for_a_survey_without_a_text(client, site):
    page = pages.study(site, results=[])
    publish_tables(page.study)
    assert 'class="wall"' in client.get(page.url).content.decode()


def test_before_the_release_nobody_explores(client, study):
    pages.release(study, members_at=timezone.now() + timedelta(hours=1))
    assert 'id="explorer"' not in client.get(study.url).content.decode()


def test_a_study_without_a_public_publication_has_no_explorer(client, site):
    page = open_to_all(pages.study(site))
    publish_tables(page.study, public=False)
    assert 'id="explorer"' not in client.get(page.url).content.decode()


def test_an_editor_previews_a_publication_that_is_not_public(study, world_of_editors):
    draft = publish_tables(study.study, [table("q1", columns=[column(shares=(99, 1))])], public=False)
    response = world_of_editors.get(study.url, {"publication": draft.pk})
    body = response.content.decode()
    assert 'class="v99"' in body
    assert f'name="publication" value="{draft.pk}"' in body
    assert response.headers["Cache-Control"] == "private, no-store"


def test_nobody_else_previews_a_publication(client, study):
    draft = publish_tables(study.study, [table("q1", columns=[column(shares=(99, 1))])], public=False)
    body = client.get(study.url, {"publication": draft.pk}).content.decode()
    assert 'class="v99"' not in body
    assert 'class="v61"' in body


def test_an_editor_previews_no_other_study_there(site, study, world_of_editors):
    other = publish_tables(pages.study(site, title="Autre").study, [table(columns=[column(shares=(99, 1))])])
    assert 'class="v99"' not in world_of_editors.get(study.url, {"publication": other.pk}).content.decode()


@pytest.mark.parametrize("wanted", ["0", "-1", "9" * 30, "x", "1 or 1=1"])
def test_an_editor_who_asks_for_nonsense_sees_what_is_public(study, world_of_editors, wanted):
    assert 'class="v61"' in world_of_editors.get(study.url, {"publication": wanted}).content.decode()


@pytest.fixture
def world_of_editors(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("editeur@prevenance.example", password="x"))
    return client


def test_a_segment_is_downloaded_beside_everyone_together(client, study):
    response = client.get(study.url, {"question": "q1", "segment": "age", "format": "csv"})
    header = response.content.decode().splitlines()[0]
    assert header.split(";")[2] == "Ensemble"
    assert header.split(";")[6:]


def test_a_view_is_downloaded_as_csv(client, study):
    response = client.get(study.url, {"question": "q1", "segment": "age", "format": "csv"})
    assert response.headers["Content-Disposition"] == 'attachment; filename="barometre-q1-age.csv"'
    assert "Oui" in response.content.decode("utf-8-sig")
    assert "70" in response.content.decode("utf-8-sig")


def test_a_view_and_all_the_tables_are_downloaded_as_workbooks(client, study):
    one = client.get(study.url, {"question": "q1", "format": "xlsx"})
    every = client.get(study.url, {"format": "xlsx", "all": "1"})
    assert every.headers["Content-Disposition"] == 'attachment; filename="barometre.xlsx"'
    sheets = [len(openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames) for answer in (one, every)]
    assert sheets[0] < sheets[1]


def test_downloads_of_a_closed_study_are_kept_by_nobody(closed, world_of_editors):
    response = world_of_editors.get(closed.url, {"format": "csv"})
    assert response.headers["Content-Type"].startswith("text/csv")
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_table_that_is_not_there_is_not_downloaded(client, study):
    response = client.get(study.url, {"question": "q99", "format": "csv"})
    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/html")


def test_the_method_box_has_subgroups_and_a_margin_of_error(client, site):
    page = open_to_all(pages.study(site))
    page.study.sampling_fr, page.study.mode_fr, page.study.is_random = "Tirage au sort", "En ligne", True
    page.study.save()
    ages = [{"fr": "Jeunes", "en": "", "base": 312}, {"fr": "Aînés", "en": "", "base": None}]
    publish_tables(
        page.study, tables(), respondents=1187, subgroups=[{"segment": {"fr": "Âge", "en": ""}, "categories": ages}]
    )
    body = text(client.get(page.url))
    for fact in ("Tirage au sort", "En ligne", "1 187", "Jeunes (312)", "Aînés (", "2,9"):
        assert fact in body


@pytest.mark.parametrize(("effective", "points"), [(None, "3,1"), (671.4, "3,8")])
def test_margins_are_of_the_effective_base(client, study, effective, points):
    study.study.is_random = True
    study.study.save()
    publish_tables(study.study, tables(), respondents=1000, effective=effective, is_weighted=True)
    told = re.search(r"Marge d’erreur.*?± ([\d,]+) points", text(client.get(study.url)))
    assert told[1] == points
    assert ("671, pondération prise en compte" in text(client.get(study.url))) is bool(effective)


@pytest.mark.parametrize("is_random", [None, False])
def test_of_a_sample_that_is_not_random_nothing_more_is_claimed(client, study, is_random):
    study.study.is_random, study.study.sample_size = is_random, 1000
    study.study.save()
    publish_tables(study.study, [table("q1"), table("q1", "age", differences=((0, 0, 1),))])
    for asked in ({}, {"segment": "age"}, {"segment": "age", "option": "1"}, {"segment": "age", "format": "csv"}):
        body = text(client.get(study.url, {"question": "q1", **asked}))
        assert "65" not in body
        assert "Marge d’erreur" not in body
        assert "significati" not in body
        assert "tirés au sort" in body


# Editions


def edition(site, year: int, share: int, **release) -> StudyPage:
    page = pages.study(site, title=f"Baromètre {year}", slug=f"barometre-{year}")
    if release:
        pages.release(page, **release)
    else:
        open_to_all(page)
    page.study.series = Series.objects.get_or_create(name_fr="Baromètre")[0]
    page.study.fieldwork_to = date(year, 9, 18)
    page.study.save()
    publish_tables(page.study, [table(columns=[column(shares=(share, 100 - share))])])
    return page


def pair(later: StudyPage, earlier: StudyPage, **fields) -> None:
    Concordance.objects.create(
        survey=later.study.survey, code="q1", earlier_survey=earlier.study.survey, earlier_code="q1", **fields
    )


def test_a_trend_goes_from_edition_to_edition(client, site):
    first, second, third = edition(site, 2024, 51), edition(site, 2025, 57), edition(site, 2026, 63)
    pair(second, first)
    pair(third, second)
    body = text(client.get(third.url, {"question": "q1", "view": "trend"}))
    assert all(re.search(rf"\b{share} ?%", body) for share in (51, 57, 63))
    assert "2024" in body


def test_a_change_of_wording_is_told(client, site):
    first, second = edition(site, 2025, 57), edition(site, 2026, 63)
    pair(second, first, wording_changed=True)
    assert client.get(second.url, {"view": "trend"}).content.decode().count("drawing__break") == 2


def test_the_trend_leaves_out_an_edition_that_this_reader_may_not_read(client, site):
    first, second, third = (
        edition(site, 2024, 51),
        edition(site, 2025, 57, members_at=timezone.now()),
        edition(site, 2026, 63),
    )
    pair(second, first)
    pair(third, second)
    body = text(client.get(third.url, {"question": "q1", "view": "trend"}))
    assert not re.search(r"\b57 ?%", body)
    assert "2025" not in body
    assert re.search(r"\b51 ?%", body)


def test_with_no_earlier_edition_to_read_there_is_no_trend(client, site):
    first, second = edition(site, 2025, 57, members_at=timezone.now()), edition(site, 2026, 63)
    pair(second, first)
    assert "view=trend" not in client.get(second.url).content.decode()
    assert client.get(second.url, {"view": "trend"}).status_code == 404


@pytest.mark.parametrize("hidden", ["unpublished page", "nothing public"])
def test_the_trend_leaves_out_what_is_not_public(client, site, hidden):
    first, second = edition(site, 2025, 57), edition(site, 2026, 63)
    pair(second, first)
    if hidden == "unpublished page":
        first.unpublish()
    else:
        survey(first.study, public=None)
    assert client.get(second.url, {"view": "trend"}).status_code == 404


def test_editions_paired_in_a_circle_end(client, site):
    first, second = edition(site, 2025, 57), edition(site, 2026, 63)
    pair(second, first)
    pair(first, second)
    assert client.get(second.url, {"view": "trend"}).status_code == 200


# A table elsewhere

MEMBER = Viewer(user_id=1, membership=MembershipState.ACTIVE)


def test_an_open_chart_is_for_all_and_the_others_for_readers(closed):
    survey(closed.study, open_question="q1", open_segment="age")
    closed = StudyPage.objects.get(pk=closed.pk)
    assert shown_table(closed, ANONYMOUS, "q1", "age").question == "q1"
    assert shown_table(closed, ANONYMOUS, "q1", "") is None
    assert shown_table(closed, ANONYMOUS, "q2", "age") is None
    assert shown_table(closed, MEMBER, "q2", "age").question == "q2"
    assert shown_table(closed, MEMBER, "q99", "") is None


def test_an_open_chart_waits_for_its_page_and_for_a_publication(closed):
    survey(closed.study, open_question="q1", open_segment="age")
    closed.unpublish()
    closed = StudyPage.objects.get(pk=closed.pk)
    assert shown_table(closed, ANONYMOUS, "q1", "age") is None
    assert shown_table(closed, MEMBER, "q1", "age") is None
    survey(closed.study, public=None)
    closed = StudyPage.objects.get(pk=closed.pk)
    assert shown_table(closed, MEMBER, "q1", "age") is None


# Speed


def test_twenty_questions_cost_what_two_do(client, study):
    two = queries(client, f"{study.url}?question=q2&segment=age")
    publish_tables(study.study, tables(20, ("age", "canal", "metier", "taille")))
    assert queries(client, f"{study.url}?question=q2&segment=age") == two


def test_exploring_costs_few_queries(client, site, study):
    plain = open_to_all(pages.study(site, title="Sans enquête", slug="sans"))
    assert queries(client, f"{study.url}?question=q2&segment=age") - queries(client, plain.url) <= 8


def test_five_editions_cost_what_two_do(client, site):
    all_of_them = [edition(site, 2020 + number, 50 + number) for number in range(6)]
    pair(all_of_them[-1], all_of_them[-2])
    two = queries(client, f"{all_of_them[-1].url}?view=trend")
    for earlier, later in pairwise(all_of_them[:-1]):
        pair(later, earlier)
    assert queries(client, f"{all_of_them[-1].url}?view=trend") == two


def test_a_question_of_each_kind_is_a_good_page(client, site):
    page = open_to_all(pages.study(site, slug="sortes"))
    means = {"mean": 2.5, "mean_low": 2.1, "mean_high": 2.9, "quartiles": (1.0, 2.0, 3.0)}
    publish_tables(
        page.study,
        [
            table(role.value, segment, [column(code, 40, (70, 30), **means) for code in codes], role=role)
            for role in (Role.SINGLE, Role.MULTIPLE, Role.SCALE, Role.NUMBER)
            for segment, codes in (("", ("",)), ("age", ("a", "b")))
        ],
    )
    for role in (Role.SINGLE, Role.MULTIPLE, Role.SCALE, Role.NUMBER):
        for segment in ("", "age"):
            assert_is_a_good_page(client, f"{page.url}?question={role.value}&segment={segment}", "fr")


def test_an_english_page_marks_what_there_is_in_french_only(client, study):
    english = open_to_all(pages.translate(study, title="The barometer"))
    study.study.mode_fr = "En ligne"
    study.study.save()
    body = client.get(english.url, {"question": "q1", "segment": "canal"}).content.decode()
    assert ">Title of q1, by segment canal</h3>" in body
    assert '<th scope="col"><span lang="fr">A</span></th>' in body
    assert '<dd><span lang="fr">En ligne</span></dd>' in body
    assert '(Segment canal: <span lang="fr">' in body[body.index("<blockquote>") :]
    drawn = client.get(english.url, {"question": "q1", "segment": "canal", "option": "1"}).content.decode()
    assert re.search(r'<desc[^>]* lang="fr">', drawn)
    for text in (body, drawn):
        assert '="<span' not in text
        assert "&lt;span" not in text
