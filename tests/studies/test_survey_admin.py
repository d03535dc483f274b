"""The editors' screens of a survey: who gets there, what they do, and that nothing typed or sent is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import GroupPagePermission, ModelLogEntry

from studies.codebooks import store_codebook
from studies.forms.sources import LARGEST
from studies.models import Source, Study, Survey
from studies.models.survey import Work
from studies.survey.codebook import Role
from tests.factories import pages
from tests.factories.members import UserFactory
from tests.factories.surveys import answers_csv, codebook, publish_tables, source, table
from tests.studies.screens import at, rows_of, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(site):
    return pages.study(site, title="Le baromètre")


@pytest.fixture
def study(page) -> Study:
    return page.study


def upload(client, study: Study, content: bytes | None = None, name: str = "reponses.csv", **fields):
    content = answers_csv() if content is None else content
    values = {"door": "answers", "threshold": "10", "file": SimpleUploadedFile(name, content), **fields}
    return client.post(at("send", study), values)


# Who gets there


def test_both_editors_lead_to_the_survey(client, page, officer):
    url = at("overview", page.study)
    assert url in client.get(reverse("study:edit", args=[page.study_id])).text
    assert url in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text


@pytest.mark.parametrize("role", ["events_organiser", "writer", "membership_officer"])
def test_staff_of_other_sections_get_nothing_and_are_shown_no_way(client, site, page, role):
    sign_in(client, role)
    sent = source(page.study)
    publication = publish_tables(page.study, public=False)
    for url in (
        at("overview", page.study),
        at("answers", page.study, sent.pk),
        at("go_public", page.study, publication.pk),
        at("codebook_file", page.study),
    ):
        assert client.get(url).url == reverse("wagtailadmin_home")
        assert client.post(url).status_code in (302, 405)
    assert Survey.objects.get().public is None


def test_who_may_change_studies_but_not_this_ones_page_is_kept_out(client, site, page, officer):
    GroupPagePermission.objects.all().delete()
    assert client.get(at("overview", page.study)).url == reverse("wagtailadmin_home")


def test_the_pieces_of_another_study_are_not_found(client, site, study, officer):
    other = pages.study(site, title="Une autre").study
    sent, publication = source(other), publish_tables(other, public=False)
    source(study)
    for url in (
        at("answers", study, sent.pk),
        at("destroy", study, sent.pk),
        at("go_public", study, publication.pk),
        at("variable", study, other.survey.variables.first().pk),
    ):
        assert client.get(url).status_code == 404
        assert client.post(url).status_code in (404, 405)


# The file


def test_a_file_is_sent_and_its_codebook_reviewed(client, study, officer):
    response = upload(client, study)
    assert response.url == at("overview", study)
    overview = client.get(response.url)
    assert "reponses.csv" in overview.text
    assert at("codebook", study) in overview.text


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("file", {"name": "reponses.xls"}),
        ("file", {"name": "reponses.csv", "door": "tables"}),
        ("codebook_file", {"codebook_file": SimpleUploadedFile("livret.docx", b"x")}),
        ("threshold", {"threshold": "9"}),
    ],
)
def test_what_cannot_be_read_is_refused_at_once(client, study, officer, field, fields):
    response = upload(client, study, **fields)
    assert field in response.context["form"].errors
    assert not Source.objects.exists()


def test_a_file_that_is_too_large_is_refused_at_once(client, study, officer, monkeypatch):
    monkeypatch.setattr("studies.forms.sources.LARGEST", 10)
    assert LARGEST == 100 * 1024 * 1024
    assert "file" in upload(client, study).context["form"].errors


def test_the_form_keeps_what_was_typed(client, study, officer):
    response = upload(client, study, name="reponses.xls", threshold="25")
    assert 'value="25"' in response.text


def test_the_faults_of_a_file_are_listed_by_row_and_column(client, study, officer):
    source(
        study,
        state=Work.REFUSED,
        problems=[{"row": 17, "column": "q4", "message": "<b>« 9 » n’est pas une réponse</b>"}],
    )
    text = client.get(at("overview", study)).text
    assert "<td>17</td><td>q4</td>" in text
    assert escape("<b>« 9 »") in text


def test_the_page_refreshes_only_while_the_worker_is_at_it(client, study, officer):
    sent = source(study)
    assert "Refresh" not in client.get(at("overview", study)).headers
    Source.objects.filter(pk=sent.pk).update(state=Work.RUNNING, progress=42)
    response = client.get(at("overview", study))
    assert response.headers["Refresh"]
    assert '<progress max="100" value="42">' in response.text


def test_the_latest_computation_stands_first_with_its_progress(client, study, officer):
    source(study)
    publish_tables(study)
    latest = publish_tables(study, public=False, state=Work.RUNNING, progress=64)
    response = client.get(at("overview", study))
    assert response.context["publication"] == latest
    assert '<progress max="100" value="64">' in response.text


def test_what_cannot_be_done_now_is_told(client, study, officer):
    sent = source(study)
    Source.objects.filter(pk=sent.pk).update(state=Work.RUNNING)
    response = client.post(at("publish", study), follow=True)
    assert [str(message) for message in response.context["messages"]]
    assert not study.survey.publications.exists()


# The codebook


def test_all_variables_are_saved_at_once_and_in_order(client, study, officer):
    source(study)
    changes = {"v-0-title_en": "Waiting time", "v-1-ORDER": 1, "v-1-role": "ignored"}
    assert client.post(at("codebook", study), rows_of(study, **changes)).url == at("overview", study)
    first, second = study.survey.variables.all()
    assert (first.code, first.role) == ("age", "ignored")
    assert (second.code, second.title_en) == ("q1", "Waiting time")
    shown = client.get(at("codebook", study)).context["formset"]
    assert [form.instance.code for form in shown] == ["age", "q1"]


def test_a_missing_title_saves_nothing_and_keeps_the_rest(client, study, officer):
    source(study)
    response = client.post(at("codebook", study), rows_of(study, **{"v-0-title_fr": "", "v-1-title_fr": "Génération"}))
    assert "Génération" in response.text
    assert [variable.title_fr for variable in study.survey.variables.all()] == ["Attente", "Âge"]


def test_a_codebook_saved_while_the_worker_is_at_it_is_kept_in_the_form(client, study, officer):
    sent = source(study)
    values = rows_of(study, **{"v-0-title_fr": "Délai"})
    Source.objects.filter(pk=sent.pk).update(state=Work.RUNNING)
    assert "Délai" in client.post(at("codebook", study), values).text
    assert study.survey.variables.first().title_fr == "Attente"


def test_a_single_column_is_never_a_multiple_choice(client, study, officer):
    source(study)
    response = client.post(at("codebook", study), rows_of(study, **{"v-0-role": "multiple"}))
    assert response.context["formset"].errors[0]["role"]


def test_a_codebook_costs_the_same_queries_whatever_its_length(client, study, officer, django_assert_max_num_queries):
    source(study)
    client.get(at("codebook", study))
    with django_assert_max_num_queries(100) as few:
        client.get(at("codebook", study))
    variable = codebook().variables[0]
    many = [variable.__class__(**{**vars(variable), "code": f"q{number}"}) for number in range(40)]
    store_codebook(study.survey, codebook().__class__(tuple(many)))
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(at("codebook", study))


def answers_of(variable, **changes) -> dict:
    categories = list(variable.categories.all())
    values = {
        "title_fr": variable.title_fr,
        "wording_fr": "Combien de temps attendez-vous ?",
        "is_segment": "on" if variable.is_segment else "",
        "categories-TOTAL_FORMS": len(categories) + 1,
        "categories-INITIAL_FORMS": len(categories),
    }
    for place, category in enumerate(categories):
        values |= {
            f"categories-{place}-id": category.pk,
            f"categories-{place}-ORDER": place + 1,
            f"categories-{place}-code": category.code,
            f"categories-{place}-label_fr": category.label_fr,
        }
    return values | changes


def test_a_variables_words_and_answers_are_written_on_one_page(client, study, officer):
    source(study)
    variable = study.survey.variables.get(code="q1")
    changes = {
        "categories-0-DELETE": "on",
        "categories-2-code": "3",
        "categories-2-label_fr": "Ne sait pas",
        "categories-2-ORDER": 1,
        "next": "1",
    }
    response = client.post(at("variable", study, variable.pk), answers_of(variable, **changes))
    assert response.url == at("variable", study, study.survey.variables.get(code="age").pk)
    variable.refresh_from_db()
    assert variable.wording_fr == "Combien de temps attendez-vous ?"
    assert [category.code for category in variable.categories.all()] == ["3", "2"]


def test_of_an_institutes_tables_only_words_change(client, study, officer):
    source(study, name="tableaux.xlsx", door="tables")
    variable = study.survey.variables.get(code="q1")
    changes = {"categories-0-code": "9", "categories-0-label_fr": "Tout à fait", "categories-TOTAL_FORMS": 2}
    client.post(at("variable", study, variable.pk), answers_of(variable, **changes))
    assert [(category.code, category.label_fr) for category in variable.categories.all()] == [
        ("1", "Tout à fait"),
        ("2", "Non"),
    ]


def test_codebook_and_template_are_workbooks(client, study, officer):
    source(study)
    for name in ("codebook_file", "template"):
        response = client.get(at(name, study))
        assert response.content.startswith(b"PK")
        assert response.headers["Content-Disposition"].startswith("attachment")


# What readers see


def test_tables_are_computed_previewed_and_made_public(client, page, study, officer):
    source(study)
    client.post(at("publish", study))
    publication = study.survey.publications.get()
    assert f"{at('preview', study)}?publication={publication.pk}" in client.get(at("overview", study)).text
    client.get(at("go_public", study, publication.pk))
    assert Survey.objects.get().public is None
    client.post(at("go_public", study, publication.pk))
    assert Survey.objects.get().public == publication


def test_a_correction_asks_for_its_reason(client, study, officer):
    first = publish_tables(study)
    second = publish_tables(study, public=False)
    url = at("go_public", study, second.pk)
    refused = client.post(url, {"reason_fr": ""})
    assert "reason_fr" in refused.context["form"].errors
    assert "Rien n’est encore public" in refused.text
    assert Survey.objects.get().public == first
    client.post(url, {"reason_fr": "Une erreur de pondération."})
    assert Survey.objects.get().public == second
    assert "Une erreur de pondération." in client.get(at("overview", study)).text


def test_results_are_taken_back_after_a_question(client, study, officer):
    publication = publish_tables(study)
    client.get(at("take_back", study))
    assert Survey.objects.get().public == publication
    client.post(at("take_back", study))
    assert Survey.objects.get().public is None


def test_the_public_chart_is_chosen_among_the_public_tables(client, study, officer):
    publish_tables(study, [table("q1"), table("q1", "age"), table("q2"), table("q2", "age", columns=[])])
    url = at("open_chart", study)
    assert "segment" in client.post(url, {"question": "q2", "segment": "age"}).context["form"].errors
    client.post(url, {"question": "q1", "segment": "age"})
    assert Survey.objects.get().open_segment == "age"
    assert "question q1" in client.get(at("overview", study)).text
    client.post(url, {"question": "", "segment": ""})
    assert Survey.objects.get().open_question == ""


# The answers


def test_each_reading_of_answers_is_on_record(client, study, officer):
    sent = source(study, name="Réponses 2026.csv")
    response = client.get(at("answers", study, sent.pk))
    assert b"".join(response.streaming_content) == answers_csv()
    assert "no-store" in response.headers["Cache-Control"]
    assert "attachment" in response.headers["Content-Disposition"]
    entry = ModelLogEntry.objects.get(action="studies.survey.read")
    assert (entry.user, entry.data["file"]) == (officer, "Réponses 2026.csv")


def test_an_editor_does_everything_but_read_or_destroy_answers(client, site, study):
    sign_in(client, "editor")
    sent = source(study)
    overview = client.get(at("overview", study)).text
    for name in ("answers", "destroy"):
        url = at(name, study, sent.pk)
        assert url not in overview
        assert client.get(url).url == reverse("wagtailadmin_home")
        client.post(url)
    sent.refresh_from_db()
    assert sent.file
    client.post(at("publish", study))
    assert study.survey.publications.get().state == Work.DONE


def test_answers_have_no_address_of_their_own(client, study):
    client.force_login(UserFactory(is_superuser=True))
    assert client.get(f"/media/{source(study).file.name}").status_code == 404


def test_answers_are_destroyed_after_a_question(client, study, officer):
    sent = source(study)
    url = at("destroy", study, sent.pk)
    client.get(url)
    sent.refresh_from_db()
    assert sent.file
    client.post(url)
    sent.refresh_from_db()
    assert not sent.file
    assert client.get(at("answers", study, sent.pk)).status_code == 404


@pytest.mark.parametrize(("role", "reads"), [("editor", False), ("studies_officer", True)])
def test_who_may_not_read_answers_makes_no_question_of_free_text(client, site, study, role, reads):
    source(study)
    study.survey.variables.filter(code="q1").update(role=Role.OPEN)
    sign_in(client, role)
    client.post(at("codebook", study), rows_of(study, **{"v-0-role": Role.SINGLE}))
    assert study.survey.variables.get(code="q1").role == (Role.SINGLE if reads else Role.OPEN)
