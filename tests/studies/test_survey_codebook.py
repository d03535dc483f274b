"""A survey's codebook from one file to the next: a person's words stay, nobody's follow the file."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from studies.codebooks import store_codebook, take_codebook
from studies.models import Source, Study, Survey
from studies.services.codebook import add_columns, columns_named_nowhere, confirm_codebook, review_codebook
from studies.services.holding import NotChanged, Refusal
from studies.services.publishing import start_publication
from studies.services.sources import destroy_answers, send_source
from studies.survey.codebook import Codebook, Option, Role, Variable
from studies.survey.words import Words
from tests.factories import pages
from tests.factories.members import UserFactory
from tests.factories.surveys import answers_csv, codebook, source, survey
from tests.studies.survey.answer_files import write_sav

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(site) -> Study:
    return pages.study(site).study


def phone(first: str, second: str, **fields) -> Codebook:
    options = (Option("1", Words(first)), Option("2", Words(second)))
    return Codebook((Variable("q1", Role.SINGLE, Words("Attente"), column="q1", options=options, **fields),))


def labels(of: Survey) -> list[str]:
    return [option.words.fr for option in of.codebook().variables[0].options]


def test_a_file_that_puts_labels_right_is_followed_and_has_to_be_confirmed(study):
    of = survey(study)
    take_codebook(of, phone("Non", "Oui"), drafted=True)
    assert (of.changes, of.confirmed_at) == ([], None)
    take_codebook(of, phone("Oui", "Non"), drafted=True)
    assert labels(of) == ["Oui", "Non"]
    assert [change["now"] for change in of.changes] == ["Oui", "Non"]


def test_labels_that_a_person_edited_stay_and_the_files_are_told(study):
    of = survey(study)
    take_codebook(of, phone("Non", "Oui"), drafted=True)
    of.variables.get().categories.filter(code="1").update(label_fr="Jamais", label_en="Never")
    take_codebook(of, phone("Oui", "Non"), drafted=True)
    assert labels(of) == ["Jamais", "Non"]
    assert {change["file"] for change in of.changes} == {"Oui", "Non"}


def test_what_changed_twice_is_told_from_first_to_last(study):
    of = survey(study)
    for first in ("Non", "Oui", "Peut-être"):
        take_codebook(of, phone(first, "Autre"), drafted=True)
    assert [(change["before"], change["now"]) for change in of.changes] == [("Non", "Peut-être")]


def test_a_written_codebooks_words_are_a_persons_to_the_drafts_that_follow(study):
    of = survey(study)
    take_codebook(of, codebook(), drafted=False)
    take_codebook(of, phone("1", "2"), drafted=True)
    assert of.codebook().variables[0] == codebook().variables[0]


def test_a_codebook_keeps_what_the_file_says_beside_what_is_shown(study):
    of = survey(study)
    store_codebook(of, codebook(), phone("Ja", "Nein"))
    assert of.codebook() == codebook()
    assert of.codebook_in_file() == phone("Ja", "Nein")


def test_the_labels_of_two_sav_files_are_told_apart(study, tmp_path):
    """The first file has them the wrong way round."""
    for name, labels in (("v1.sav", {1.0: "Non", 2.0: "Oui"}), ("v2.sav", {1.0: "Oui", 2.0: "Non"})):
        columns = {"q1": [1.0] * 42 + [2.0] * 18, "age": ["j", "a"] * 30}
        path = write_sav(tmp_path / name, columns, variable_value_labels={"q1": labels})
        file = ContentFile(path.read_bytes(), name)
        sent = send_source(study_id=study.pk, door="answers", file=file, threshold=10)
    of = Survey.objects.get()
    with pytest.raises(NotChanged):
        start_publication(survey_id=of.pk)
    assert {(change["before"], change["now"]) for change in of.changes} == {("Non", "Oui"), ("Oui", "Non")}
    confirm_codebook(survey_id=of.pk, weight="", file=sent.pk)
    publication = start_publication(survey_id=of.pk)
    table = publication.tables.get(question="q1", segment="").table()
    assert dict(zip(map(str, (option.words.fr for option in table.options)), table.columns[0].shares, strict=True)) == {
        "Oui": 70,
        "Non": 30,
    }


# What a person confirms


def test_nothing_is_computed_before_a_person_confirmed_the_codebook(study):
    sent = source(study)
    survey(study, confirmed_at=None)
    with pytest.raises(NotChanged) as refused:
        start_publication(survey_id=sent.survey_id)
    assert refused.value.reason is Refusal.UNCONFIRMED
    user = UserFactory()
    confirm_codebook(survey_id=sent.survey_id, threshold=15, user=user)
    assert start_publication(survey_id=sent.survey_id).threshold == 15
    of = Survey.objects.get()
    assert (of.confirmed_by, of.changes) == (user, [])


def test_a_new_file_undoes_what_was_confirmed_where_it_brings_anything_new(study):
    of = survey(study, confirmed_at=timezone.now())
    take_codebook(of, phone("Oui", "Non"), drafted=True)
    assert of.confirmed_at is None
    confirm_codebook(survey_id=of.pk)
    of.refresh_from_db()
    take_codebook(of, phone("Oui", "Non"), drafted=True)
    assert of.confirmed_at is not None
    take_codebook(of, phone("Oui", "Jamais"), drafted=True)
    assert of.confirmed_at is None


def test_options_that_a_file_adds_are_confirmed_too(study):
    of = source(study).survey
    row = of.variables.get(code="q1")
    row.categories.all().delete()
    review_codebook(survey_id=of.pk, variables=list(of.variables.all()))
    assert Survey.objects.get().confirmed_at is None
    assert [option.code for option in of.codebook_in_file().variables[0].options] == ["1", "2"]


def test_the_weight_is_said_with_the_confirmation(study):
    of = survey(study)
    number = Variable("p", Role.NUMBER, Words("Poids"), column="p")
    other = Variable("w", Role.WEIGHT, Words("Autre"), column="w")
    store_codebook(of, Codebook((*codebook().variables, number, other)))
    confirm_codebook(survey_id=of.pk, weight="p")
    assert {variable.code: variable.role for variable in of.codebook().variables}["w"] is Role.IGNORED
    assert of.codebook().weight.code == "p"
    confirm_codebook(survey_id=of.pk, weight="")
    assert of.codebook().weight is None


def test_what_was_not_seen_is_not_confirmed(study):
    sent = source(study)
    source(study)
    with pytest.raises(NotChanged) as refused:
        confirm_codebook(survey_id=sent.survey_id, file=sent.pk)
    assert refused.value.reason is Refusal.REPLACED


def test_a_column_named_nowhere_is_put_in_the_codebook_when_asked(study):
    send_source(study_id=study.pk, door="answers", file=ContentFile(answers_csv(), "r.csv"), threshold=10)
    of = study.survey
    of.variables.get(code="q1").delete()
    assert columns_named_nowhere(of) == ["q1"]
    add_columns(survey_id=of.pk)
    assert columns_named_nowhere(of) == []
    assert of.variables.get(code="q1").role == Role.IGNORED


def test_sampled_values_go_with_the_file(study):
    send_source(study_id=study.pk, door="answers", file=ContentFile(answers_csv(), "r.csv"), threshold=10)
    sent = Source.objects.get()
    assert sent.columns == {"q1": ["1", "2"], "age": ["a", "j"]}
    destroy_answers(source_id=sent.pk)
    sent.refresh_from_db()
    assert sent.columns == {}
