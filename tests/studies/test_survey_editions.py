"""Which questions come back from an earlier edition of a series: proposed, and as an editor says."""

import pytest
from django.urls import reverse

from portal.desk.roles import create_roles
from studies.models import Concordance, Series, Study
from studies.services import NotChanged, Pair, Refusal, confirm_concordance
from tests.factories import pages
from tests.factories.members import UserFactory
from tests.factories.surveys import source


@pytest.fixture
def editions(site) -> list[Study]:
    """The first, and the second."""
    series = Series.objects.create(name_fr="Baromètre")
    studies = [pages.study(site, title=title).study for title in ("Première édition", "Deuxième édition")]
    for edition, study in enumerate(studies, 1):
        study.series, study.edition = series, edition
        study.save()
        source(study)
    return studies


@pytest.fixture
def officer(client, site):
    user = UserFactory()
    user.groups.add(create_roles()["studies_officer"])
    client.force_login(user)
    return user


def url_of(study: Study) -> str:
    return reverse("survey_admin:concordance", args=[study.pk])


def test_a_concordance_replaces_the_one_before(editions):
    earlier, study = (edition.survey for edition in editions)
    for wording_changed in (False, True):
        pairs = {"q1": Pair("q1", wording_changed)}
        confirm_concordance(survey_id=study.pk, earlier_survey_id=earlier.pk, pairs=pairs)
    [row] = Concordance.objects.all()
    assert (row.code, row.earlier_code, row.earlier_survey, row.wording_changed) == ("q1", "q1", earlier, True)


def test_a_later_edition_is_no_counterpart(editions):
    earlier, study = (edition.survey for edition in editions)
    with pytest.raises(NotChanged) as refused:
        confirm_concordance(survey_id=earlier.pk, earlier_survey_id=study.pk, pairs={})
    assert refused.value.reason is Refusal.NOT_EARLIER


def test_pairs_are_proposed_and_confirmed(client, editions, officer):
    earlier, study = editions
    earlier.survey.variables.filter(code="q1").update(code="a7", wording_fr="L’ATTENTE… vous pèse-t-elle")
    study.survey.variables.filter(code="q1").update(wording_fr="L’attente vous pèse-t-elle ?")
    page = client.get(url_of(study))
    assert page.context["formset"].initial == [{"earlier_code": "a7", "wording_changed": False}]
    assert not study.survey.concordances.exists()
    values = {"p-TOTAL_FORMS": 1, "p-INITIAL_FORMS": 1, "p-0-earlier_code": "a7", "p-0-wording_changed": "on"}
    client.post(url_of(study), values)
    pair = study.survey.concordances.get()
    assert (pair.code, pair.earlier_code, pair.wording_changed) == ("q1", "a7", True)
    page = client.get(url_of(study))
    assert page.context["formset"].initial == [{"earlier_code": "a7", "wording_changed": True}]


def test_a_question_that_is_said_to_be_new_has_no_counterpart(client, editions, officer):
    _earlier, study = editions
    client.post(url_of(study), {"p-TOTAL_FORMS": 1, "p-INITIAL_FORMS": 1, "p-0-earlier_code": ""})
    assert not study.survey.concordances.exists()


def test_the_first_edition_has_no_concordance(client, editions, officer):
    earlier, study = editions
    assert client.get(url_of(earlier)).status_code == 404
    for each in editions:
        overview = client.get(reverse("survey_admin:overview", args=[each.pk])).text
        assert (url_of(each) in overview) is (each == study)
