"""What the overview of a survey tells its editors of the files it has, and of what is computed from which."""

import pytest

from studies.models import Study, Survey
from studies.models.survey import Work
from studies.services.sources import destroy_answers
from tests.factories import pages
from tests.factories.surveys import publish_tables, source
from tests.studies.screens import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(site) -> Study:
    return pages.study(site, title="Le baromètre").study


def overview(client, study: Study) -> str:
    return client.get(at("overview", study)).text


def tables_panel(client, study: Study) -> str:
    return overview(client, study).split('id="tables', 1)[1]


def test_before_the_first_file_there_is_one_thing_to_do(client, study, officer):
    assert at("send", study) in overview(client, study)


def test_it_names_the_file_that_tables_would_be_computed_from(client, study, officer):
    source(study, name="premier.csv")
    latest = source(study, name="second.csv")
    assert "second.csv" in tables_panel(client, study)
    destroy_answers(source_id=latest.pk)
    assert "second.csv" not in tables_panel(client, study)


def test_an_earlier_file_is_read_again_before_tables_are_computed_from_it(client, study, officer):
    first = source(study, name="premier.csv")
    destroy_answers(source_id=source(study, name="second.csv").pk)
    assert "premier.csv" not in tables_panel(client, study)
    again = at("send_again", study, first.pk)
    assert again in overview(client, study)
    client.post(again)
    assert Survey.objects.get(study=study).codebook_from == first


def test_a_refused_computation_leaves_the_screen_when_another_file_comes(client, study, officer):
    refused = {"state": Work.REFUSED, "problems": [{"message": "Une faute de poids.", "row": 3, "column": "q1"}]}
    publish_tables(study, [], public=False, source=source(study), **refused)
    assert "Une faute de poids." in tables_panel(client, study)
    source(study, name="second.csv")
    assert "Une faute de poids." not in tables_panel(client, study)
    assert "refusé" not in tables_panel(client, study)


def test_it_names_the_file_that_tables_were_computed_from(client, study, officer):
    publish_tables(study, source=source(study, name="premier.csv"))
    source(study, name="second.csv")
    assert ", premier.csv</td>" in tables_panel(client, study)


def test_without_a_file_there_is_nothing_to_compute(client, study, officer):
    sent = source(study)
    publish = at("publish", study)
    assert publish in overview(client, study)
    destroy_answers(source_id=sent.pk)
    assert publish not in overview(client, study)


def test_an_institutes_tables_are_not_called_unweighted(client, study, officer):
    source(study)
    assert "sans pondération" in overview(client, study)
    source(study, name="tableaux.xlsx", door="tables")
    assert "sans pondération" not in overview(client, study)
