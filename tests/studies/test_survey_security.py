"""What is tried against a survey's pages: words that would be code, addresses and forms nobody's browser made."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.desk.roles import create_roles
from studies.models import Category, Series, Source, StudyPage, Survey
from studies.survey.codebook import Option, Role
from studies.survey.tables import Table
from studies.survey.words import Words
from tests.factories import pages
from tests.factories.members import UserFactory
from tests.factories.surveys import answers_csv, column, publish_tables, source, table
from tests.factories.visitors import signed_in
from tests.studies.screens import at

SCRIPT = "\"><script>alert(1)</script>'&lt;b&gt;\u202e"


@pytest.fixture
def open_study(site) -> StudyPage:
    now = timezone.now()
    return pages.release(pages.study(site, title=f"Étude {SCRIPT}"), members_at=now, everyone_at=now)


@pytest.fixture
def admin(db) -> Client:
    return signed_in(UserFactory(is_superuser=True))


def hostile_tables() -> list[Table]:
    words = Words(SCRIPT, SCRIPT)
    said = {
        "title": words,
        "wording": words,
        "asked_to": words,
        "unit": words,
        "options": (Option("1", words, score=1.0), Option("2", words, score=2.0)),
    }
    mean = {"mean": 1.2, "mean_low": 1.0, "mean_high": 1.4}
    parts = [replace(each, words=words) for each in (column("a", **mean), column("b", **mean), column("c", None))]
    return [
        table("q1", **said),
        table("q1", "age", parts, segment_words=words, **said),
        table("q2", columns=[column(**mean)], role=Role.SCALE, **said),
        table("q2", "age", parts, role=Role.SCALE, segment_words=words, **said),
    ]


# Words that would be code


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"question": "q1", "segment": "age", "option": "1"},
        {"question": "q2"},
        {"question": "q2", "segment": "age", "option": "mean"},
        dict.fromkeys(("question", "segment", "option", "view", "publication", "format"), SCRIPT),
    ],
)
def test_no_word_of_a_survey_or_of_an_address_becomes_code(client, open_study, asked):
    for _time in range(2):
        publish_tables(open_study.study, hostile_tables(), reason_fr=SCRIPT)
    body = client.get(open_study.url, asked).content.decode()
    assert "alert(1)" in body
    assert "<script>alert" not in body
    assert "<b>" not in body


def test_nor_of_a_chart_elsewhere(client, site, open_study):
    publish_tables(open_study.study, hostile_tables())
    for question, segment in (("q1", "age"), (SCRIPT, SCRIPT)):
        chart = {"study": open_study, "question": question, "segment": segment}
        body = client.get(
            pages.article(site, title=f"Article {question}", body=[("chart", chart)]).url
        ).content.decode()
        assert "<script>alert" not in body


def test_nor_in_the_editors_screens(admin, site, open_study):
    study, earlier = open_study.study, pages.study(site, title="Avant").study
    series = Series.objects.create(name_fr=SCRIPT)
    for edition, each in enumerate((earlier, study), start=1):
        each.series, each.edition = series, edition
        each.save()
        sent = source(each)
        each.survey.variables.update(title_fr=SCRIPT, wording_fr=SCRIPT, column=SCRIPT)
    Source.objects.update(name=SCRIPT)
    Category.objects.update(label_fr=SCRIPT, code=SCRIPT)
    draft = publish_tables(study, hostile_tables(), public=False)
    publish_tables(study, hostile_tables(), reason_fr=SCRIPT)
    for url in (
        *(at(name, study) for name in ("overview", "send", "codebook", "concordance", "take_back", "open_chart")),
        at("variable", study, study.survey.variables.first().pk),
        at("go_public", study, draft.pk),
        at("destroy", study, sent.pk),
    ):
        response = admin.get(url)
        assert response.status_code == 200
        assert "<script>alert" not in response.text


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.csv", "é; filename=x.html;.csv", "\u202evsc.csv", "a" * 190 + ".csv"]
)
def test_whatever_a_file_is_called_it_is_stored_and_named_safely(admin, site, name):
    study = pages.study(site).study
    admin.post(
        at("send", study), {"door": "answers", "threshold": "10", "file": SimpleUploadedFile(name, answers_csv())}
    )
    sent = Source.objects.get()
    assert sent.file.name.rpartition("/")[0] == "surveys"
    assert "passwd" not in sent.file.name
    assert admin.get(f"/media/{sent.file.name}").status_code == 404
    response = admin.get(at("answers", study, sent.pk))
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


# Addresses nobody's browser made


@pytest.mark.parametrize(
    "query",
    [
        "question=" + "9" * 50_000,
        "question=q1%00&segment=%00&option=%00&view=%00&format=csv%00",
        "question=%ed%a0%80&segment=%ff",
        "format=csv&question=%0d%0aSet-Cookie:a=b",
        "publication=" + "9" * 18,
        "publication=" + "9" * 30,
        "publication=%D9%A1",
        "publication=-1",
        "publication=1%00",
        "a&" * 20_000,
    ],
)
def test_odd_addresses_are_answered(client, admin, open_study, query):
    publish_tables(open_study.study, [table("q1"), table("q1", "age")])
    for visitor in (client, admin):
        for ask in (visitor.get, visitor.head):
            response = ask(f"{open_study.url}?{query}")
            assert response.status_code in (200, 400, 404, 413)
            assert "Set-Cookie" not in str(response.headers)


def test_numbers_no_row_can_have_are_not_found(admin, site):
    study = pages.study(site).study
    source(study)
    for name in ("answers", "send_again", "destroy", "variable", "go_public"):
        for ask in (admin.get, admin.post):
            assert ask(at(name, study, 10**25)).status_code in (404, 405)
    assert admin.get(reverse("survey_admin:overview", args=[10**25])).status_code == 404


# Forms nobody's browser made


@pytest.mark.parametrize("door", ["answers", "tables"])
@pytest.mark.parametrize(
    "fields",
    [
        {"v-0-id": "999999"},
        {"v-0-id": "9" * 30},
        {"v-TOTAL_FORMS": "99999999"},
        {"v-TOTAL_FORMS": "x"},
        {"v-INITIAL_FORMS": "0"},
    ],
)
def test_a_forged_or_outdated_codebook_form_changes_nothing(admin, site, door, fields):
    study = pages.study(site).study
    source(study, door=door)
    response = admin.post(at("codebook", study), {"v-TOTAL_FORMS": 2, "v-INITIAL_FORMS": 2, **fields})
    assert response.status_code == 200
    assert [variable.title_fr for variable in study.survey.variables.all()] == ["Attente", "Âge"]


def test_no_form_reaches_the_answers_of_another_question(admin, site):
    study, other = pages.study(site).study, pages.study(site, title="Une autre").study
    source(study)
    source(other)
    category = other.survey.variables.first().categories.first()
    fields = {
        "title_fr": "x",
        "categories-TOTAL_FORMS": 1,
        "categories-INITIAL_FORMS": 1,
        "categories-0-id": category.pk,
        "categories-0-code": "1",
        "categories-0-label_fr": "Volé",
    }
    admin.post(at("variable", study, study.survey.variables.first().pk), fields)
    category.refresh_from_db()
    assert category.label_fr == "Oui"


# Who gets there


def test_staff_who_may_not_edit_a_study_learn_nothing_of_it_in_the_admin(site):
    study = pages.release(pages.study(site), members_at=timezone.now())
    publish_tables(study.study, [table("q1")])
    writer = UserFactory()
    writer.groups.add(create_roles()["writer"])
    chart = {"study": study, "question": "q1", "segment": ""}
    article = pages.news(site, title="Une actualité", body=[("chart", chart)])
    article.owner = writer
    article.save()
    client = signed_in(writer)
    for url in (
        reverse("wagtailadmin_pages:view_draft", args=[article.pk]),
        reverse("wagtailadmin_pages:view_draft", args=[study.pk]),
        reverse("wagtailadmin_pages:history", args=[study.pk]),
        reverse("wagtailadmin_pages:copy", args=[study.pk]),
        reverse("study:edit", args=[study.study_id]),
        reverse("study:history", args=[study.study_id]),
        reverse("wagtailadmin_reports:site_history"),
        f"{article.url}?publication=1",
        f"{study.url}?publication=1&format=xlsx&all=1",
    ):
        assert "question q1" not in client.get(url).text
        assert "Titre de q1" not in client.get(url).text


def test_a_copy_of_a_study_has_no_survey_and_an_alias_the_same(client, open_study):
    publish_tables(open_study.study, [table("q1")])
    survey = Survey.objects.get()
    copy = open_study.copy(update_attrs={"slug": "copie", "title": "Copie"})
    assert not Survey.objects.filter(study=copy.study).exists()
    alias = open_study.create_alias(update_slug="alias")
    pages.release(open_study, members_at=None, everyone_at=None)
    assert alias.study.survey == survey
    assert "Titre de q1" not in client.get(alias.url).text


def test_answers_of_a_study_without_a_page_are_left_to_administrators(admin, site):
    page = pages.study(site)
    study = page.study
    sent = source(study)
    page.delete()
    officer = UserFactory()
    officer.groups.add(create_roles()["studies_officer"])
    assert signed_in(officer).get(at("overview", study)).url == reverse("wagtailadmin_home")
    assert sent.name in admin.get(at("overview", study)).text
    admin.post(at("destroy", study, sent.pk))
    sent.refresh_from_db()
    assert not sent.file
