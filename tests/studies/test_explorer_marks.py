"""What stands beside the figures: significance, changes, orders, and questions that go together."""

import re
from dataclasses import replace
from html import unescape
from io import BytesIO

import openpyxl
import pytest

from studies.models import StudyPage
from studies.survey.codebook import Option, Role
from studies.survey.tables import Table
from studies.survey.words import Words
from tests.factories import pages
from tests.factories.html import assert_is_a_good_page
from tests.factories.surveys import column, publish_tables, table
from tests.studies.test_explorer import edition, open_to_all, pair, text


@pytest.fixture
def study(site) -> StudyPage:
    page = open_to_all(pages.study(site, title="Baromètre", slug="barometre"))
    page.study.is_random = True
    page.study.save()
    return page


def test_what_is_significant_is_in_the_table_itself(client, study):
    by_age = table("q1", "age", [column("a", 200, (70, 30)), column("b", 200, (40, 60))])
    publish_tables(study.study, [table("q1"), replace(by_age, differences=((0, 0, 1), (1, 0, 1)))])
    body = client.get(study.url, {"question": "q1", "segment": "age"}).content.decode()
    assert body.count('class="chart__above"') == 2
    assert "Une lettre à côté d’un chiffre" in text(client.get(study.url, {"question": "q1", "segment": "age"}))


def test_answers_are_sorted_by_size_through_a_link(client, study):
    publish_tables(study.study, [table("q1", columns=[column(shares=(40, 60))])])
    body = client.get(study.url, {"question": "q1"}).content.decode()
    assert '<a href="?question=q1&amp;sort=size#explorer">' in body
    sorted_body = client.get(study.url, {"question": "q1", "sort": "size"}).content.decode()
    assert [re.search(r'class="(v\d+)"', each)[1] for each in (body, sorted_body)] == ["v40", "v60"]


def battery_tables() -> list[Table]:
    together = {"role": Role.SCALE, "battery": Words("Vos attentes", "Your expectations")}
    return [
        table("q1", columns=[column(shares=(60, 40))], **together),
        table("q2", columns=[column(shares=(30, 70))], **together),
        table("q3", columns=[column(shares=(50, 50))], **{**together, "role": Role.SINGLE}),
    ]


def test_a_battery_is_one_chart_and_one_table(client, study):
    publish_tables(study.study, battery_tables())
    body = client.get(study.url, {"question": "q1"}).content.decode()
    assert "?question=q1&amp;view=battery#explorer" in body
    response = client.get(study.url, {"question": "q1", "view": "battery"})
    body = response.content.decode()
    assert response.status_code == 200
    assert 'id="explorer-figure">Vos attentes</h3>' in body
    assert re.findall(r'scale__name" scope="row">(.*?)</th>', body) == ["Titre de q1", "Titre de q2"]
    assert_is_a_good_page(client, f"{study.url}?question=q1&view=battery", "fr")


def test_a_battery_is_taken_away_and_cited_as_a_whole(client, study):
    publish_tables(study.study, battery_tables())
    address = {"question": "q1", "view": "battery"}
    body = client.get(study.url, address).content.decode()
    cited = unescape(re.search("<blockquote>(.*?)</blockquote>", body)[1]).replace("\xa0", " ").replace("\u202f", " ")
    assert "70 % des répondants répondent « Non » à la question « Vos attentes : Titre de q2 »" in cited
    assert "?question=q1&view=battery#explorer" in cited
    for place, form in enumerate(("csv", "xlsx")):
        link = re.findall(r'<a href="(\S+)" download>', body)[place]
        assert link == f"?question=q1&amp;view=battery&amp;format={form}"
    response = client.get(study.url, {**address, "format": "csv"})
    assert "vos-attentes" in response.headers["Content-Disposition"]
    head, first, *_others = response.content.decode().splitlines()
    assert head.startswith("\ufeffRéponse;Unité;Titre de q1;")
    assert first.split(";")[2::4] == ["60", "30"]
    book = openpyxl.load_workbook(BytesIO(client.get(study.url, {**address, "format": "xlsx"}).content))
    assert [book.worksheets[2].cell(2, place).value for place in (3, 7)] == ["Titre de q1", "Titre de q2"]


def test_a_question_alone_of_its_kind_has_no_battery(client, study):
    publish_tables(study.study, battery_tables())
    assert "view=battery" not in client.get(study.url, {"question": "q3"}).content.decode()
    assert client.get(study.url, {"question": "q3", "view": "battery"}).status_code == 404


def test_the_change_since_the_edition_before_is_marked(client, site):
    first, second = edition(site, 2024, 31), edition(site, 2025, 57)
    for each in (first, second):
        each.study.is_random = True
        each.study.save()
    pair(second, first)
    body = client.get(second.url, {"question": "q1"}).content.decode()
    assert body.count('class="chart__change"') == 2
    assert "une évolution significative depuis 2024" in text(client.get(second.url, {"question": "q1"}))


CHANNELS = (Option("1", Words("Téléphone")), Option("2", Words("E-mail")))
SWAPPED = (Option("1", Words("E-mail")), Option("2", Words("Téléphone")))


def channels(site, year: int, share: int, options: tuple[Option, ...]) -> StudyPage:
    page = edition(site, year, share)
    publish_tables(page.study, [table(columns=[column(shares=(share, 100 - share))], options=options)])
    return page


def drawn(client, page: StudyPage, option: str) -> list[str]:
    """The figures of one answer, edition by edition, as its chart reads them out."""
    body = client.get(page.url, {"question": "q1", "view": "trend", "option": option}).content.decode()
    course = re.search(r"<desc[^>]*>(.*?)</desc>", body)
    return re.findall(r"\d+(?=\s?%)", course[1]) if course else []


def test_options_that_changed_codes_are_joined_as_they_were_paired(client, site):
    first, second, third = (
        channels(site, 2023, 70, CHANNELS),
        channels(site, 2024, 30, SWAPPED),
        channels(site, 2025, 72, CHANNELS),
    )
    pair(second, first, option_pairs={"1": "2", "2": "1"})
    pair(third, second, option_pairs={"1": "2", "2": "1"})
    assert drawn(client, third, "1") == ["70", "70", "72"]


def test_options_that_nobody_paired_are_joined_where_code_and_label_agree(client, site):
    first, second = channels(site, 2024, 70, CHANNELS), channels(site, 2025, 30, SWAPPED)
    pair(second, first)
    assert drawn(client, second, "1") == ["30"]
    third = channels(site, 2026, 33, SWAPPED)
    pair(third, second)
    assert drawn(client, third, "1") == ["30", "33"]
