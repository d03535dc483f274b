"""Which questions come back from an earlier edition of a series: proposed, and as an editor says."""

from dataclasses import replace

import pytest

from studies.codebooks import store_codebook
from studies.models import Concordance, Series, Study
from studies.services.editions import Pair, confirm_concordance
from studies.services.holding import NotChanged, Refusal
from studies.survey.codebook import Codebook
from studies.survey.words import Words
from tests.factories import pages
from tests.factories.surveys import YES_NO, codebook, column, publish_tables, source, table
from tests.studies.screens import at, items


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


def url_of(study: Study) -> str:
    return at("concordance", study)


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


def said(client, study: Study) -> dict:
    """By question, what the form says before anybody has typed."""
    rows = client.get(url_of(study)).context["rows"]
    return {question.code: form.initial for question, form, _told in rows}


def test_pairs_are_proposed_and_confirmed(client, editions, officer):
    earlier, study = editions
    earlier.survey.variables.filter(code="q1").update(code="a7", wording_fr="L’ATTENTE… vous pèse-t-elle")
    study.survey.variables.filter(code="q1").update(wording_fr="L’attente vous pèse-t-elle ?")
    assert said(client, study) == {"q1": {"earlier_code": "a7", "wording_changed": False}}
    assert not study.survey.concordances.exists()
    client.post(url_of(study), {"q1-earlier_code": "a7", "q1-wording_changed": "on"})
    pair = study.survey.concordances.get()
    assert (pair.code, pair.earlier_code, pair.wording_changed) == ("q1", "a7", True)
    assert said(client, study) == {"q1": {"earlier_code": "a7", "wording_changed": True}}


def test_a_question_that_is_said_to_be_new_has_no_counterpart(client, editions, officer):
    _earlier, study = editions
    client.post(url_of(study), {"q1-earlier_code": ""})
    assert not study.survey.concordances.exists()


@pytest.fixture
def renumbered(editions) -> tuple[Study, Study]:
    """« Oui » was 1 and is 2, « Non » the other way round."""
    earlier, study = editions
    for code, label in (("1", "NON"), ("2", "Oui")):
        study.survey.variables.get(code="q1").categories.filter(code=code).update(label_fr=label)
    return earlier, study


def confirm(client, study: Study) -> Concordance:
    client.post(url_of(study), {"q1-earlier_code": "q1"})
    return study.survey.concordances.get()


def test_answers_are_paired_by_label_and_not_by_code(client, renumbered, officer):
    _earlier, study = renumbered
    assert confirm(client, study).option_pairs == {"1": "2", "2": "1"}


def test_a_code_that_agrees_while_its_label_does_not_is_warned_of(client, editions, officer):
    _earlier, study = editions
    study.survey.variables.get(code="q1").categories.filter(code="2").update(label_fr="Parfois")
    page = client.get(url_of(study)).text
    assert "Le code 2 est « Parfois » et était « Non »" in page.replace("\xa0", " ")
    pair = confirm(client, study)
    assert pair.option_pairs == {"1": "1"}
    url = at("option_pairs", study, "q1")
    assert url in client.get(url_of(study)).text
    assert "ce code était « Non »" in client.get(url).text.replace("\xa0", " ")
    client.post(url, {"option-1": "1", "option-2": "2"})
    pair.refresh_from_db()
    assert pair.option_pairs == {"1": "1", "2": "2"}
    assert "Le code 2 est" not in client.get(url_of(study)).text
    assert confirm(client, study).option_pairs == {"1": "1", "2": "2"}


def test_a_form_without_a_question_that_came_meanwhile_clears_nothing(client, editions, officer):
    earlier, study = (edition.survey for edition in editions)
    pairs = {"q1": Pair("q1", wording_changed=False)}
    confirm_concordance(survey_id=study.pk, earlier_survey_id=earlier.pk, pairs=pairs)
    response = client.post(url_of(editions[1]), {"wanted": "nothing"})
    assert "ne figurait pas dans le formulaire" in response.content.decode()
    assert study.concordances.count() == 1


def test_questions_and_answers_put_in_another_order_meanwhile_stay_paired(client, editions, officer):
    _earlier, study = editions
    for edition in editions:
        store_codebook(edition.survey, Codebook((*codebook().variables, *items(2))))
    typed = {"q1-earlier_code": "q1", "b0-earlier_code": "b0", "b1-earlier_code": "b1"}
    book = study.survey.codebook()
    store_codebook(study.survey, Codebook(book.variables[::-1]))
    client.post(url_of(study), typed)
    assert dict(study.survey.concordances.values_list("code", "earlier_code")) == {"q1": "q1", "b0": "b0", "b1": "b1"}
    study.survey.variables.get(code="q1").categories.filter(code="1").update(sort_order=9)
    client.post(at("option_pairs", study, "q1"), {"option-1": "1"})
    assert study.survey.concordances.get(code="q1").option_pairs == {"1": "1"}


def test_two_answers_are_not_the_same_earlier_one(client, editions, officer):
    _earlier, study = editions
    confirm(client, study)
    url = at("option_pairs", study, "q1")
    form = client.post(url, {"option-1": "1", "option-2": "1"}).context["form"]
    assert form.errors.keys() == {"option-1", "option-2"}
    assert study.survey.concordances.get().option_pairs == {"1": "1", "2": "2"}


def test_a_trend_follows_the_answer_whatever_its_code(client, renumbered, officer):
    earlier, study = renumbered
    confirm(client, study)
    renamed = zip(YES_NO, (Words("Non"), Words("Oui")), strict=True)
    options = tuple(replace(option, words=words) for option, words in renamed)
    publish_tables(earlier, [table(columns=[column(shares=(70, 30))])])
    publish_tables(study, [table(columns=[column(shares=(30, 70))], options=options)])
    response = client.get(study.page().url, {"view": "trend", "option": "2"})
    [yes, _bases] = response.context["explorer"].figure.grid.rows
    assert yes[0] == "Oui"
    assert all("70" in text for text in yes[1])


def test_answers_are_paired_by_who_may_change_both_editions(client, editions, officer):
    _earlier, study = editions
    url = at("option_pairs", study, "q1")
    assert client.get(url).status_code == 404
    confirm(client, study)
    assert client.get(url).status_code == 200
    assert client.get(at("option_pairs", study, "q9")).status_code == 404


def test_the_first_edition_has_no_concordance(client, editions, officer):
    earlier, study = editions
    assert client.get(url_of(earlier)).status_code == 404
    for each in editions:
        overview = client.get(at("overview", each)).text
        assert (url_of(each) in overview) is (each == study)
