"""From a file to what readers see: every step leaves what was public alone until somebody says otherwise."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.utils import timezone
from wagtail.models import ModelLogEntry

from studies import tasks
from studies.codebooks import store_codebook
from studies.models import Publication, PublishedTable, Source, Study, Survey
from studies.models.survey import Work
from studies.services.codebook import confirm_codebook, review_codebook
from studies.services.holding import NotChanged, Refusal
from studies.services.publishing import choose_open_chart, make_public, start_publication, unpublish
from studies.services.sources import destroy_answers, note_reading, read_again, send_source
from studies.survey.codebook import Codebook
from studies.survey.doors.answers.codebook_file import write_codebook
from studies.survey.doors.tables.template import tables_template
from studies.survey.problems import Problem, Refused
from studies.survey.words import Words
from studies.tasks import list_options, read_source, tabulate_publication
from tests.factories import pages
from tests.factories.members import UserFactory
from tests.factories.surveys import answers_csv, codebook, publish_tables, source, table

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(site) -> Study:
    return pages.study(site).study


def send(study: Study, content: bytes | None = None, name: str = "reponses.csv", **fields) -> Source:
    content = answers_csv() if content is None else content
    sent = send_source(
        **{"study_id": study.pk, "door": "answers", "file": ContentFile(content, name), "threshold": 10, **fields}
    )
    sent.refresh_from_db()
    return sent


def codebook_xlsx() -> ContentFile:
    return ContentFile(write_codebook(codebook()), "codebook.xlsx")


def compute(study: Study) -> Publication:
    """The tables of the latest file, whose codebook is confirmed."""
    confirm_codebook(survey_id=study.survey.pk)
    return start_publication(survey_id=study.survey.pk)


def published(study: Study) -> Publication:
    """Sent with its codebook, computed, made public."""
    send(study, codebook_file=codebook_xlsx())
    publication = compute(study)
    return make_public(publication_id=publication.pk)


def actions(study: Study) -> list[str]:
    entries = ModelLogEntry.objects.filter(object_id=study.pk, content_type=ContentType.objects.get_for_model(Study))
    return [entry.action.removeprefix("studies.survey.") for entry in entries.order_by("pk")]


# The file


def test_answers_are_read_with_the_codebook_that_comes_with_them(study):
    sent = send(study, codebook_file=codebook_xlsx())
    assert (sent.state, sent.progress, sent.rows) == (Work.DONE, 100, 60)
    assert study.survey.codebook() == codebook()


def test_without_a_codebook_one_is_drafted(study):
    send(study)
    assert [variable.code for variable in study.survey.codebook().variables] == ["q1", "age"]


def test_tables_of_an_institute_bring_their_codebook(study):
    sent = send(study, tables_template("fr"), "tableaux.xlsx", door="tables")
    assert sent.state == Work.DONE
    assert study.survey.codebook().questions


def test_a_file_lies_under_a_name_that_tells_nothing(study):
    sent = send(study, name="../../M. Œuvrard 1953.csv")
    assert "uvrard" not in sent.file.name
    assert sent.file.name.startswith("surveys/")
    assert sent.name == "M. Œuvrard 1953.csv"


@pytest.mark.parametrize("content", [b"", b"\xff\xfeq\x001\x00", b"q1;age\n1\n", b"q1;q1\n1;2\n"])
def test_a_refused_file_says_why_and_changes_nothing(study, content):
    publication = published(study)
    sent = send(study, content)
    assert sent.state == Work.REFUSED
    assert sent.problems[0]["message"]
    survey = Survey.objects.get(study=study)
    assert (survey.public, survey.codebook()) == (publication, codebook())
    assert publication.tables.count() == 2


def test_a_file_in_another_encoding_is_read_in_the_one_that_is_offered(study):
    content = "canal;métier\n" + "Téléphone;1\nTélécopie;2\n" * 10
    sent = send(study, content.encode("windows-1252"), codebook_file=None)
    assert (sent.state, sent.problems[0]["encoding"]) == (Work.REFUSED, "windows-1252")
    read_again(source_id=sent.pk, as_offered=True)
    sent.refresh_from_db()
    assert (sent.state, sent.rows, sent.encoding) == (Work.DONE, 20, "windows-1252")
    assert [variable.column for variable in study.survey.variables.all()] == ["canal", "métier"]
    compute(study)
    assert study.survey.publications.get().state == Work.DONE


def test_what_was_noticed_in_a_file_is_kept_with_it(study):
    sent = send(study, b"canal;x\n" + b"1;1\n2;2\n" * 10, codebook_file=None)
    assert (sent.state, bool(sent.problems)) == (Work.DONE, True)


def test_a_codebook_that_cannot_be_read_is_refused(study):
    sent = send(study, codebook_file=ContentFile(b"not a workbook", "codebook.xlsx"))
    assert sent.state == Work.REFUSED
    assert not study.survey.variables.exists()


def test_words_too_long_to_be_stored_are_refused_by_their_code(study):
    survey = Survey.objects.create(study=study)
    variable = replace(codebook().variables[0], title=Words("é" * 121))
    with pytest.raises(Refused) as refused:
        store_codebook(survey, Codebook((variable,)))
    assert [problem.column for problem in refused.value.problems] == ["q1"]


def test_a_problem_that_quotes_a_nul_is_told_on_every_database(study, monkeypatch):
    def refuse(*args) -> None:
        raise Refused(Problem("« a\0b »", 3, "q\0"))

    monkeypatch.setattr(tasks, "read_answers", refuse)
    assert send(study).problems == [{"message": "« ab »", "row": 3, "column": "q", "quote": "", "encoding": ""}]


def test_a_failure_of_ours_is_told_and_may_be_tried_again(study, monkeypatch):
    def fail(*args) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(tasks, "read_answers", fail)
        sent = send(study)
    assert sent.state == Work.REFUSED
    read_again(source_id=sent.pk)
    sent.refresh_from_db()
    assert sent.state == Work.DONE


def test_a_job_under_way_is_waited_for(study):
    sent = send(study)
    Source.objects.filter(pk=sent.pk).update(state=Work.RUNNING)
    with pytest.raises(NotChanged) as refused:
        send(study)
    assert refused.value.reason is Refusal.AT_WORK


def test_a_job_that_lost_its_worker_is_not_waited_for(study):
    sent = send(study)
    Source.objects.update(state=Work.RUNNING, created_at=timezone.now() - timedelta(minutes=31))
    read_again(source_id=sent.pk)
    sent.refresh_from_db()
    assert sent.state == Work.DONE


def test_a_task_that_comes_a_second_time_does_nothing(study):
    sent = send(study)
    study.survey.variables.update(title_fr="Revu")
    read_source.call(source_id=sent.pk, language="fr")
    list_options.call(source_id=sent.pk, language="fr")
    assert set(study.survey.variables.values_list("title_fr", flat=True)) == {"Revu"}


def test_storage_without_paths_is_read_from_a_copy(study, monkeypatch):
    sent = source(study, state=Work.WAITING)
    elsewhere = InMemoryStorage()
    elsewhere.save(sent.file.name, BytesIO(answers_csv()))
    monkeypatch.setattr(Source._meta.get_field("file"), "storage", elsewhere)
    read_source.call(source_id=sent.pk, language="fr")
    sent.refresh_from_db()
    assert (sent.state, sent.rows) == (Work.DONE, 60)


# The codebook


def test_a_file_sent_again_keeps_the_words_of_variables_whose_code_stays(study):
    send(study)
    study.survey.variables.filter(code="q1").update(title_fr="Attente", title_en="Waiting", role="scale")
    send(study, b"q1;q2\n" + b"1;2\n2;1\n" * 30)
    by_code = {variable.code: variable for variable in study.survey.codebook().variables}
    assert set(by_code) == {"q1", "q2"}
    assert (by_code["q1"].title.fr, by_code["q1"].title.en, by_code["q1"].role) == ("Attente", "Waiting", "scale")


def test_a_codebook_that_lost_variables_in_the_meantime_is_not_overwritten(study):
    send(study)
    stale = list(study.survey.variables.all())
    send(study, b"q1\n" + b"1\n2\n" * 30)
    with pytest.raises(NotChanged) as refused:
        review_codebook(survey_id=study.survey.pk, variables=stale)
    assert refused.value.reason is Refusal.REPLACED


def test_what_is_being_reviewed_can_be_saved_though_the_file_was_sent_again(study):
    send(study)
    begun = list(study.survey.variables.all())
    send(study)
    begun[0].title_fr = "Attente"
    review_codebook(survey_id=study.survey.pk, variables=begun)
    assert study.survey.codebook().variables[0].title.fr == "Attente"


def test_what_becomes_a_question_with_options_gets_those_of_the_file(study):
    send(study)
    variables = list(study.survey.variables.all())
    variables[0].categories.all().delete()
    variables[0].role = "scale"
    review_codebook(survey_id=study.survey.pk, variables=variables)
    options = study.survey.codebook().variables[0].options
    assert [(option.code, option.score) for option in options] == [("1", 1.0), ("2", 2.0)]
    assert study.survey.sources.get().state == Work.DONE


def test_a_code_that_serves_twice_is_refused(study):
    survey = Survey.objects.create(study=study)
    with pytest.raises(Refused):
        store_codebook(survey, Codebook(codebook().variables * 2))
    assert not survey.variables.exists()


# The tables


def test_tables_are_computed_and_shown_to_nobody_yet(study):
    send(study, codebook_file=codebook_xlsx())
    publication = compute(study)
    publication.refresh_from_db()
    assert (publication.state, publication.respondents) == (Work.DONE, 60)
    whole = publication.tables.get(question="q1", segment="").table()
    assert (whole.columns[0].base, whole.columns[0].shares) == (60, (67, 33))
    assert Survey.objects.get(study=study).public is None


def test_a_codebook_that_does_not_fit_the_answers_is_refused_by_name(study):
    send(study, codebook_file=codebook_xlsx())
    study.survey.variables.get(code="q1").categories.filter(code="2").delete()
    publication = compute(study)
    publication.refresh_from_db()
    assert publication.state == Work.REFUSED
    assert {problem["column"] for problem in publication.problems} == {"q1"}
    assert not PublishedTable.objects.exists()


def test_there_are_no_tables_without_a_file(study):
    publish_tables(study)
    with pytest.raises(NotChanged) as refused:
        start_publication(survey_id=study.survey.pk)
    assert refused.value.reason is Refusal.NO_SOURCE


def test_tables_of_an_institute_take_the_reviewed_words_and_leave_out_what_the_codebook_does(study):
    send(study, tables_template("fr"), "tableaux.xlsx", door="tables")
    first, second, *_others = study.survey.variables.filter(role__in=["single", "multiple", "scale", "number"])
    study.survey.variables.filter(pk=first.pk).update(title_fr="Revu")
    study.survey.variables.filter(pk=second.pk).update(role="ignored")
    publication = compute(study)
    publication.refresh_from_db()
    assert publication.state == Work.DONE, publication.problems
    assert publication.tables.filter(question=first.code).first().table().title.fr == "Revu"
    assert not publication.tables.filter(question=second.code).exists()


def test_a_computation_that_comes_a_second_time_adds_nothing(study):
    publication = published(study)
    tabulate_publication.call(publication_id=publication.pk, language="fr")
    assert publication.tables.count() == 2


def test_what_a_publication_hid_is_not_told_by_its_correction(study):
    row = published(study).tables.get(question="q1", segment="age")
    first, *others = row.table().columns
    row.data = replace(row.table(), columns=(replace(first, base=None), *others)).to_json()
    row.save()
    correction = compute(study)
    assert not correction.tables.get(question="q1", segment="age").table().columns


# What readers see


def test_the_first_results_need_no_reason(study):
    publication = published(study)
    survey = Survey.objects.get(study=study)
    assert survey.public == publication
    assert publication.public_from is not None


def test_what_is_not_computed_is_not_made_public(study):
    publication = publish_tables(study, public=False, state=Work.RUNNING)
    with pytest.raises(NotChanged) as refused:
        make_public(publication_id=publication.pk)
    assert refused.value.reason is Refusal.NOT_DONE


def test_the_public_chart_is_one_of_the_public_tables(study):
    publish_tables(study, [table("q1"), table("q1", "age"), table("q2", columns=[])])
    for question, segment in (("q1", "genre"), ("q3", ""), ("q2", "")):
        with pytest.raises(NotChanged):
            choose_open_chart(survey_id=study.survey.pk, question=question, segment=segment)
    choose_open_chart(survey_id=study.survey.pk, question="q1", segment="age")
    survey = Survey.objects.get(study=study)
    assert (survey.open_question, survey.open_segment) == ("q1", "age")


def test_a_correction_without_the_public_charts_table_closes_it(study):
    publish_tables(study, [table("q1")])
    choose_open_chart(survey_id=study.survey.pk, question="q1", segment="")
    other = publish_tables(study, [table("q2")], public=False)
    make_public(publication_id=other.pk, reason_fr="Autre chose.")
    assert Survey.objects.get(study=study).open_question == ""


# The answers


def test_answers_are_destroyed_and_the_results_stay(study):
    publication = published(study)
    sent = publication.source
    storage, name = sent.file.storage, sent.file.name
    destroy_answers(source_id=sent.pk)
    sent.refresh_from_db()
    assert not storage.exists(name)
    assert (bool(sent.file), bool(sent.codebook_file), sent.destroyed_at is None) == (False, False, False)
    assert publication.tables.count() == 2
    assert study.survey.codebook() == codebook()
    with pytest.raises(NotChanged):
        start_publication(survey_id=study.survey.pk)


def test_answers_that_storage_keeps_are_not_called_destroyed(study, monkeypatch):
    sent = source(study)

    def fail(name: str) -> None:
        raise OSError

    monkeypatch.setattr(sent.file.storage._wrapped, "delete", fail)
    with pytest.raises(OSError):  # noqa: PT011 - whatever storage says
        destroy_answers(source_id=sent.pk)
    sent.refresh_from_db()
    assert sent.destroyed_at is None
    assert sent.file


def test_every_step_is_on_record_with_who_took_it(study):
    user = UserFactory()
    sent = send(study, codebook_file=codebook_xlsx(), user=user)
    survey = study.survey
    review_codebook(survey_id=survey.pk, variables=list(survey.variables.all()), user=user)
    confirm_codebook(survey_id=survey.pk, user=user)
    publication = start_publication(survey_id=survey.pk, user=user)
    make_public(publication_id=publication.pk, user=user)
    choose_open_chart(survey_id=survey.pk, question="q1", segment="", user=user)
    note_reading(source_id=sent.pk, user=user)
    unpublish(survey_id=survey.pk, user=user)
    destroy_answers(source_id=sent.pk, user=user)
    steps = ["sent", "reviewed", "confirmed", "tabulated", "public", "open_chart", "read", "unpublished", "destroyed"]
    assert actions(study)[-len(steps) :] == steps
    assert set(ModelLogEntry.objects.values_list("user", flat=True)) == {user.pk}
