"""One variable on screen: its words, its answers, who is asked, and its battery."""

import pytest

from studies.codebooks import store_codebook
from studies.models import Study, Survey
from studies.services.holding import NotChanged, Refusal
from studies.survey.codebook import Codebook, Condition, Option, Role, Side, Variable
from studies.survey.words import Words
from tests.factories import pages
from tests.factories.surveys import column, publish_tables, source, table
from tests.studies.screens import STEPS, at, form_of, items, with_variables

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(site) -> Study:
    return pages.study(site, title="Le baromètre").study


def test_a_battery_of_twenty_is_settled_on_one_page(client, study, officer):
    drafted = tuple(Option(str(step), Words(str(step))) for step in range(1, 6))
    with_variables(study, *items(20, options=drafted))
    row = study.survey.variables.get(code="b0")
    page = client.get(at("variable", study, row.pk))
    typed = {"battery_fr": "Confiance", "battery_en": "Trust"}
    for place, label in enumerate(("Pas du tout", "Plutôt pas", "Plutôt", "Tout à fait", "Ne sait pas")):
        typed |= {f"categories-{place}-label_fr": label, f"categories-{place}-score": place + 1}
    typed |= {"categories-4-score": "", "categories-4-is_missing": "on", "categories-0-side": "-"}
    response = client.post(at("variable", study, row.pk), form_of(page, **typed, copy="1"))
    assert response.status_code == 302
    found = [variable for variable in study.survey.codebook().variables if variable.code.startswith("b")]
    assert len(found) == 20
    assert {variable.options for variable in found} == {found[0].options}
    assert found[19].battery == Words("Confiance", "Trust")
    assert found[19].title == Words("Item 19")
    assert [option.is_missing for option in found[19].options] == [False] * 4 + [True]
    assert found[19].options[0].side is Side.NEGATIVE
    assert len(typed) <= 14


def test_copying_to_a_battery_costs_the_same_queries_whatever_its_length(
    client, study, officer, django_assert_max_num_queries
):
    def copy(number: int) -> None:
        store_codebook(study.survey, Codebook(items(number)))
        row = study.survey.variables.get(code="b0")
        values = form_of(client.get(at("variable", study, row.pk)), copy="1")
        with django_assert_max_num_queries(200) as made:
            client.post(at("variable", study, row.pk), values)
        counts.append(len(made.captured_queries))

    counts: list[int] = []
    source(study)
    copy(2)
    copy(2)
    copy(20)
    assert counts[2] <= counts[1] + 1  # of rows to write, SQLite takes few at once


def test_a_variables_page_costs_the_same_queries_whatever_the_codebooks_length(
    client, study, officer, django_assert_max_num_queries
):
    def look() -> int:
        row = study.survey.variables.get(code="b0")
        with django_assert_max_num_queries(100) as made:
            client.get(at("variable", study, row.pk))
        return len(made.captured_queries)

    with_variables(study, *items(2))
    look()
    few = look()
    store_codebook(study.survey, Codebook(items(20)))
    assert look() <= few


def test_an_item_that_is_not_ticked_keeps_its_answers(client, study, officer):
    with_variables(study, *items(3))
    row, second, third = study.survey.variables.filter(code__startswith="b")
    page = client.get(at("variable", study, row.pk))
    values = form_of(page, copy="1", copy_to=[second.pk], **{"categories-0-label_fr": "Jamais"})
    client.post(at("variable", study, row.pk), values)
    labels = {each.pk: each.categories.first().label_fr for each in (second, third)}
    assert labels == {second.pk: "Jamais", third.pk: "Pas 1"}


def test_words_copied_to_a_battery_are_mended_in_what_readers_see(client, study, officer):
    with_variables(study, *items(2))
    row, item = study.survey.variables.filter(code__startswith="b")
    publish_tables(study, [table("b1", options=STEPS, columns=[column(shares=(20,) * 5)])])
    values = form_of(client.get(at("variable", study, row.pk)), copy="1", **{"categories-0-label_fr": "Jamais"})
    client.post(at("variable", study, row.pk), values)
    shown = Survey.objects.get().public.tables.get(question=item.code).table()
    assert shown.options[0].words.fr == "Jamais"


def test_any_code_of_a_number_means_no_answer_where_it_is_said(client, study, officer):
    with_variables(study, Variable("jours", Role.NUMBER, Words("Jours"), column="jours"))
    row = study.survey.variables.get(code="jours")
    page = client.get(at("variable", study, row.pk))
    values = form_of(page, **{"categories-0-code": "999", "categories-0-label_fr": "Refus", "categories-0-ORDER": 1})
    client.post(at("variable", study, row.pk), values)
    assert study.survey.codebook().variables[2].options == (Option("999", Words("Refus"), is_missing=True),)


def test_who_is_asked_what_is_sensitive_and_what_is_a_segment_is_said_on_screen(client, study, officer):
    with_variables(study, *items(1))
    row = study.survey.variables.get(code="b0")
    page = client.get(at("variable", study, row.pk))
    values = form_of(page, asked_if=["q1|1"], is_segment="on", is_sensitive="on", asked_to_fr="Ceux qui attendent")
    client.post(at("variable", study, row.pk), values)
    found = study.survey.codebook().variables[2]
    assert (found.asked_if, found.is_segment, found.is_sensitive) == (Condition("q1", ("1",)), True, True)
    values = form_of(client.get(at("variable", study, row.pk)), asked_if=["q1|1", "age|j"], title_fr="Gardé")
    response = client.post(at("variable", study, row.pk), values)
    assert "asked_if" in response.context["form"].errors
    assert "Gardé" in response.text


@pytest.mark.parametrize(
    "condition", [Condition("dep", ("33",)), Condition("q1", ("1", "9")), Condition("gone", ("1",))]
)
def test_a_condition_that_the_form_would_not_offer_stays(client, study, officer, condition):
    """Of a question with too many options, with an option that is gone, or of a question that is."""
    many = tuple(Option(str(place), Words(f"Département {place}")) for place in range(40))
    filtering = Variable("dep", Role.SINGLE, Words("Département"), column="dep", options=many)
    with_variables(study, filtering, *items(1, asked_if=condition))
    row = study.survey.variables.get(code="b0")
    client.post(at("variable", study, row.pk), form_of(client.get(at("variable", study, row.pk)), title_fr="Autre"))
    found = study.survey.codebook().variables[3]
    assert (found.title.fr, found.asked_if) == ("Autre", condition)


def test_a_multiple_choice_says_whether_everyone_was_asked(client, study, officer):
    options = tuple(Option("1", Words(column), column=column) for column in ("f", "w"))
    with_variables(study, Variable("q5", Role.MULTIPLE, Words("Outils"), options=options))
    row = study.survey.variables.get(code="q5")
    client.post(at("variable", study, row.pk), form_of(client.get(at("variable", study, row.pk)), asks_all="on"))
    assert study.survey.codebook().variables[2].asks_all


def test_parts_of_a_segment_are_merged_by_one_name(client, study, officer):
    source(study)
    row = study.survey.variables.get(code="age")
    names = {f"categories-{place}-group_fr": "Tous" for place in (0, 1)}
    client.post(at("variable", study, row.pk), form_of(client.get(at("variable", study, row.pk)), **names))
    assert [option.group.fr for option in study.survey.codebook().variables[1].options] == ["Tous", "Tous"]


def test_of_an_institutes_tables_no_figure_is_said_anew(client, study, officer):
    source(study, name="tableaux.xlsx", door="tables")
    row = study.survey.variables.get(code="q1")
    response = client.get(at("variable", study, row.pk))
    assert not {"asked_if", "is_segment", "copy_to"} & response.context["form"].fields.keys()
    assert not {"code", "score", "is_missing"} & response.context["formset"].empty_form.fields.keys()
    assert "à son classeur de le dire" in response.text
    assert "à son classeur de le dire" in client.get(at("confirm_codebook", study)).text


def test_of_an_institutes_single_choice_answers_are_grouped(client, study, officer):
    source(study, name="tableaux.xlsx", door="tables")
    row = study.survey.variables.get(code="q1")
    names = {"is_sensitive": "on", **{f"categories-{place}-group_fr": "Les deux" for place in (0, 1)}}
    client.post(at("variable", study, row.pk), form_of(client.get(at("variable", study, row.pk)), **names))
    found = study.survey.codebook().variables[0]
    assert ({option.group.fr for option in found.options}, found.is_sensitive) == ({"Les deux"}, True)


@pytest.mark.parametrize(("role", "are"), [(Role.MULTIPLE, False), (Role.SEGMENT, False), (Role.SCALE, True)])
def test_of_an_institutes_others_no_sum_tells_a_group(client, study, officer, role, are):
    source(study, name="tableaux.xlsx", door="tables")
    study.survey.variables.filter(code="q1").update(role=role)
    row = study.survey.variables.get(code="q1")
    fields = client.get(at("variable", study, row.pk)).context["formset"].empty_form.fields
    assert ("group_fr" in fields) == are


def test_what_a_new_file_replaced_meanwhile_is_shown_again_as_it_was_typed(client, study, officer, monkeypatch):
    source(study)
    row = study.survey.variables.get(code="q1")
    values = form_of(client.get(at("variable", study, row.pk)), title_fr="Gardé")

    def refuse(**kwargs) -> None:
        raise NotChanged(Refusal.REPLACED)

    monkeypatch.setattr("studies.views.codebook.review_variable", refuse)
    assert "Gardé" in client.post(at("variable", study, row.pk), values).text


def test_groups_are_merged_with_one_click(client, study, officer):
    source(study)
    url = at("merge", study, "age")
    client.post(url, {"category": ["j", "a"]})
    options = study.survey.codebook().variables[1].options
    assert {option.group for option in options} == {Words("Jeunes + Aînés", "Young + Old")}
    client.post(url, {"category": ["j"]})
    assert client.post(at("merge", study, "nulle"), {"category": ["j"]}).status_code == 404
