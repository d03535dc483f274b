"""What the overview of a survey tells its editors of the files it has, and of what is computed from which."""

import pytest
from django.urls import reverse

from portal.desk.roles import create_roles
from studies.models import Study
from studies.services import destroy_answers
from tests.factories import pages
from tests.factories.members import UserFactory
from tests.factories.surveys import publish_tables, source

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(site) -> Study:
    return pages.study(site, title="Le baromètre").study


@pytest.fixture
def officer(client, site):
    user = UserFactory()
    user.groups.add(create_roles()["studies_officer"])
    client.force_login(user)
    return user


def overview(client, study: Study) -> str:
    return client.get(reverse("survey_admin:overview", args=[study.pk])).text


def tables_panel(client, study: Study) -> str:
    return overview(client, study).split('id="tables', 1)[1]


def test_before_the_first_file_there_is_one_thing_to_do(client, study, officer):
    assert reverse("survey_admin:send", args=[study.pk]) in overview(client, study)


def test_it_names_the_file_that_tables_would_be_computed_from(client, study, officer):
    source(study, name="premier.csv")
    latest = source(study, name="second.csv")
    assert "second.csv" in tables_panel(client, study)
    destroy_answers(source_id=latest.pk)
    assert "premier.csv" in tables_panel(client, study)
    assert "second.csv" not in tables_panel(client, study)


def test_it_names_the_file_that_tables_were_computed_from(client, study, officer):
    publish_tables(study, source=source(study, name="premier.csv"))
    source(study, name="second.csv")
    assert ", premier.csv</td>" in tables_panel(client, study)


def test_without_a_file_there_is_nothing_to_compute(client, study, officer):
    sent = source(study)
    publish = reverse("survey_admin:publish", args=[study.pk])
    assert publish in overview(client, study)
    destroy_answers(source_id=sent.pk)
    assert publish not in overview(client, study)


def test_an_institutes_tables_are_not_called_unweighted(client, study, officer):
    source(study)
    assert "sans pondération" in overview(client, study)
    source(study, name="tableaux.xlsx", door="tables")
    assert "sans pondération" not in overview(client, study)
