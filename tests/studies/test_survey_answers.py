"""What respondents answered stays with those who may read it, and is gone once it is destroyed."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from studies.codebooks import insert_variables
from studies.models import Category, Concordance, Publication, Source, Study, Survey
from studies.models.survey import Work
from studies.services.holding import NotChanged, Refusal, at_work
from studies.services.publishing import make_public, start_publication
from studies.services.sources import destroy_answers, read_again, send_source
from studies.survey.codebook import Codebook, Condition, Option, Role, Variable
from studies.survey.doors.answers.codebook_file import write_codebook
from studies.survey.problems import Problem
from studies.survey.words import Words
from studies.tasks import list_options, read_source
from tests.factories import pages
from tests.factories.surveys import publish_tables, source
from tests.studies.screens import at, staff

pytestmark = pytest.mark.django_db

SAID = "Mon chef Untel m’a menacée"
ANSWERS = "q1;remarques\n" + "".join(f"{number % 2};{SAID} {number}\n" for number in range(60))
AS_A_CHOICE = Codebook(
    (Variable("remarques", Role.SINGLE, Words("Remarques"), column="remarques", options=(Option("1", Words("Oui")),)),)
)


@pytest.fixture
def study(site) -> Study:
    return pages.study(site).study


def send(study: Study, content: str, codebook: Codebook | None = None) -> Source:
    sent = send_source(
        study_id=study.pk,
        door="answers",
        file=ContentFile(content.encode(), "reponses.csv"),
        codebook_file=ContentFile(write_codebook(codebook), "dictionnaire.xlsx") if codebook else None,
        threshold=10,
    )
    sent.refresh_from_db()
    return sent


def compute(study: Study) -> Publication:
    Survey.objects.filter(study=study).update(confirmed_at=timezone.now())
    publication = start_publication(survey_id=study.survey.pk)
    publication.refresh_from_db()
    return publication


# Read by those alone who may


def test_a_codebook_from_elsewhere_makes_no_choice_of_what_respondents_wrote(study):
    """Another file with a codebook of one's own, a broken one, then the first of the two again."""
    send(study, ANSWERS)
    mine = send(study, "q1;remarques\n" + "1;1\n" * 30, AS_A_CHOICE)
    send(study, "")
    with pytest.raises(NotChanged) as refused:
        read_again(source_id=mine.pk)
    assert refused.value.reason is Refusal.ANOTHER_FILE
    assert compute(study).source == mine


def test_without_the_codebooks_file_nothing_is_computed(study):
    send(study, ANSWERS)
    mine = send(study, "q1;remarques\n" + "1;1\n" * 30, AS_A_CHOICE)
    Source.objects.filter(pk=mine.pk).update(state=Work.RUNNING, created_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(NotChanged) as refused:
        compute(study)
    assert refused.value.reason is Refusal.NO_SOURCE


@pytest.mark.parametrize("task", [read_source, list_options])
def test_a_job_that_another_file_overtook_ends(study, task):
    first = send(study, ANSWERS)
    send(study, ANSWERS)
    Source.objects.filter(pk=first.pk).update(state=Work.RUNNING)
    task.call(source_id=first.pk, language="fr")
    first.refresh_from_db()
    assert first.state == Work.REFUSED
    assert at_work(study.survey) is None


def test_a_file_that_is_read_again_is_waited_for_though_it_is_not_the_last(study):
    first = send(study, ANSWERS)
    send(study, ANSWERS)
    Source.objects.filter(pk=first.pk).update(state=Work.RUNNING)
    assert at_work(study.survey) == first


@pytest.mark.parametrize(("role", "reads"), [("studies_officer", True), ("editor", False)])
def test_values_are_quoted_to_those_alone_who_may_read_answers(site, study, role, reads):
    problem = {"message": "Trois valeurs.", "row": 2, "column": "remarques", "quote": SAID}
    refused = {"state": Work.REFUSED, "problems": [problem]}
    sent = source(study)
    publish_tables(study, [], public=False, source=sent, **refused)
    Source.objects.filter(pk=sent.pk).update(problems=[problem])
    url = at("overview", study)
    assert (SAID in staff(role).get(url).text) is reads
    Source.objects.filter(pk=sent.pk).update(**refused)
    text = staff(role).get(url).text
    assert "Trois valeurs." in text
    assert (SAID in text) is reads


# Destroyed


def everything_stored(study: Study) -> str:
    survey = Survey.objects.get(study=study)
    rows = [
        *Source.objects.values(),
        *Publication.objects.values("problems"),
        *survey.variables.values(),
        *survey.variables.values("categories__code", "categories__label_fr"),
        *Concordance.objects.values("option_pairs"),
        {"changes": survey.changes},
    ]
    tables = [table.data for publication in survey.publications.all() for table in publication.tables.all()]
    return repr([rows, tables])


def test_nothing_quotes_the_answers_once_they_are_destroyed(study):
    sent = send(study, ANSWERS)
    variable = study.survey.variables.get(code="remarques")
    for number in range(3):
        Category.objects.create(variable=variable, code=f"{SAID} {number}", label_fr=f"{SAID} {number}")
    problem = vars(Problem("Trois valeurs.", 2, "remarques", SAID))
    publish_tables(study, [], public=False, source=sent, state=Work.REFUSED, problems=[problem])
    Source.objects.filter(pk=sent.pk).update(problems=[problem])
    Survey.objects.filter(study=study).update(changes=[{"before": SAID}])
    pairs = {f"{SAID} {number}": f"{SAID} {number}" for number in range(3)}
    for code in ("q1", "remarques"):
        of = {"survey": study.survey, "code": code, "earlier_survey": study.survey, "earlier_code": "remarques"}
        Concordance.objects.create(**of, option_pairs=pairs)
    assert SAID in everything_stored(study)
    destroy_answers(source_id=sent.pk)
    assert SAID not in everything_stored(study)


def test_a_condition_that_quotes_an_answer_goes_with_it_and_is_told(study):
    sent = send(study, ANSWERS)
    Category.objects.create(variable=study.survey.variables.get(code="remarques"), code=SAID, label_fr=SAID)
    Category.objects.filter(variable__code="q1", code="1").update(label_fr="Oui")
    kept = Variable("q2", Role.SINGLE, Words("Q2"), column="q2", asked_if=Condition("q1", ("1",)))
    lost = Variable("q3", Role.SINGLE, Words("Q3"), column="q3", asked_if=Condition("remarques", (SAID, "1")))
    for variable in (kept, lost):
        insert_variables(study.survey, 9, [variable], asdict(variable))
    destroy_answers(source_id=sent.pk)
    assert SAID not in everything_stored(study)
    conditions = {variable.code: variable.asked_if for variable in study.survey.codebook().variables}
    assert (conditions["q2"], conditions["q3"]) == (kept.asked_if, None)
    told = [(change["variable"], change["what"], change["before"]) for change in Survey.objects.get().changes]
    assert told == [("q3", "asked_if", "remarques")]


def test_tables_that_were_never_public_are_destroyed_with_the_answers(study):
    sent = send(study, "q1\n" + "1\n2\n" * 30)
    first = compute(study)
    make_public(publication_id=first.pk)
    compute(study)
    destroy_answers(source_id=sent.pk)
    assert list(Publication.objects.all()) == [first]
    assert first.tables.exists()


def test_options_that_readers_have_seen_stay(study):
    sent = send(study, "q1;q2\n" + "1;Oui\n2;Non\n" * 30)
    make_public(publication_id=compute(study).pk)
    before = study.survey.codebook()
    destroy_answers(source_id=sent.pk)
    assert study.survey.codebook() == before


def test_words_that_a_person_gave_to_codes_stay(study):
    sent = send(study, "q1\n" + "1\n2\n" * 30)
    categories = study.survey.variables.get(code="q1").categories
    categories.filter(code="1").update(label_fr="Oui")
    destroy_answers(source_id=sent.pk)
    assert list(categories.values_list("label_fr", flat=True)) == ["Oui"]


def test_a_file_destroyed_while_it_is_read_leaves_nothing(study):
    sent = source(study, ANSWERS.encode(), state=Work.RUNNING)
    destroy_answers(source_id=sent.pk)
    sent.refresh_from_db()
    assert not sent.is_under_way
    read_source.call(source_id=sent.pk, language="fr")
    assert SAID not in everything_stored(study)
