"""The codebook on screen: confirmed by a person, and everything about it said there, in few fields."""

from dataclasses import replace

import pytest

from studies.codebooks import store_codebook
from studies.models import Study, Survey
from studies.survey.codebook import Codebook, Option, Role, Variable
from studies.survey.words import Words
from tests.factories import pages
from tests.factories.surveys import source, survey
from tests.studies.screens import STEPS, at, items, rows_of, sign_in, with_variables

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(site) -> Study:
    return pages.study(site, title="Le baromètre").study


# Confirmed by a person


def test_a_codebook_waits_for_a_person_before_tables_are_computed(client, study, officer):
    source(study)
    survey(study, confirmed_at=None)
    overview = client.get(at("overview", study)).text
    assert at("confirm_codebook", study) in overview
    assert at("publish", study) not in overview
    client.post(at("confirm_codebook", study), {"weight": "!", "threshold": "10"})
    assert Survey.objects.get().confirmed_by == officer
    assert at("publish", study) in client.get(at("overview", study)).text


def test_a_file_without_a_weight_asks_for_it(client, study, officer):
    with_variables(study, Variable("p", Role.NUMBER, Words("Redressement"), column="p"))
    survey(study, confirmed_at=None)
    url = at("confirm_codebook", study)
    response = client.post(url, {"weight": "", "threshold": "25"})
    assert "weight" in response.context["form"].errors
    assert 'value="25"' in response.text
    assert Survey.objects.get().confirmed_at is None
    client.post(url, {"weight": "p", "threshold": "25"})
    assert Survey.objects.get().codebook().weight.code == "p"


def test_the_threshold_changes_without_a_new_file(client, study, officer):
    source(study)
    client.post(at("confirm_codebook", study), {"weight": "!", "threshold": "9"})
    assert Survey.objects.get().threshold == 10
    client.post(at("confirm_codebook", study), {"weight": "!", "threshold": "30"})
    assert Survey.objects.get().threshold == 30


def test_the_tables_of_an_institute_are_asked_for_no_weight(client, study, officer):
    source(study, name="tableaux.xlsx", door="tables")
    assert "weight" not in client.get(at("confirm_codebook", study)).context["form"].fields
    survey(study, confirmed_at=None)
    client.post(at("confirm_codebook", study), {"threshold": "10"})
    assert Survey.objects.get().confirmed_at


def test_one_page_lists_what_was_guessed_what_changed_and_what_nobody_named(client, study, officer):
    scale = Variable("sat", Role.SCALE, Words("Satisfaction"), column="sat", options=STEPS)
    missing = Option("999", Words("Refus"), is_missing=True)
    number = Variable("jours", Role.NUMBER, Words("Jours"), column="jours", options=(missing,))
    left_out = Variable("mail", Role.IGNORED, Words("Courriel"), column="mail")
    with_variables(study, scale, number, left_out, columns={"q1": [], "age": [], "oubliee": ["secret"]})
    change = {"variable": "q1", "option": "1", "what": "label_fr", "before": "Non", "file": "Oui", "now": "Oui"}
    survey(study, changes=[change])
    text = client.get(at("confirm_codebook", study)).text
    for told in ("Pas 3 (3)", "Refus (999)", "Courriel", "oubliee", "<td>Non</td>", "<b>Oui</b>"):
        assert told in text
    assert "secret" not in text


def test_a_confirmation_of_what_was_replaced_meanwhile_is_refused(client, study, officer):
    seen = source(study)
    source(study)
    survey(study, confirmed_at=None)
    client.post(at("confirm_codebook", study), {"weight": "!", "threshold": "10", "file": seen.pk})
    assert Survey.objects.get().confirmed_at is None


def test_columns_named_nowhere_are_added_in_one_act(client, study, officer):
    source(study, columns={"q1": [], "age": [], "Q 7": []})
    assert client.post(at("add_columns", study)).url == at("codebook", study)
    assert study.survey.variables.get(code="q-7").column == "Q 7"


def test_columns_that_are_added_stand_at_the_end_after_others_were_grouped(client, study, officer):
    with_variables(study, *TOOLS, replace(TOOLS[0], code="q6", column="q6"), columns={"q9": ["a"]})
    client.post(at("codebook", study), rows_of(study, "q1 q5_1 q5_2", group="1", **{"v-0-role": Role.IGNORED}))
    client.post(at("add_columns", study))
    assert list(study.survey.variables.values_list("code", flat=True))[-2:] == ["q6", "q9"]


def test_a_confirmation_costs_the_same_queries_whatever_its_length(
    client, study, officer, django_assert_max_num_queries
):
    with_variables(study, *items(2))
    client.get(at("confirm_codebook", study))
    with django_assert_max_num_queries(100) as few:
        client.get(at("confirm_codebook", study))
    store_codebook(study.survey, Codebook(items(20)))
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(at("confirm_codebook", study))


# All variables in one table


CITED = (Option("1", Words("Cité")), Option("2", Words("Non cité")))
TOOLS = tuple(
    Variable(f"q5_{place}", Role.SINGLE, Words(f"Outils - {name}"), column=f"q5_{place}", options=CITED)
    for place, name in enumerate(("Fax", "Web"), start=1)
)


def test_a_sample_of_values_is_shown_to_those_alone_who_may_read_answers(client, study):
    source(study, columns={"q1": ["un-secret"], "age": []})
    for role, reads in (("editor", False), ("studies_officer", True)):
        sign_in(client, role)
        text = client.get(at("codebook", study)).text
        assert ("un-secret" in text) is reads
        assert "Oui · Non" in text


def test_a_long_title_is_shown_whole(client, study, officer):
    title = "Depuis combien de temps attendez-vous une réponse de votre caisse de retraite complémentaire"
    with_variables(study, Variable("q7", Role.OPEN, Words(title), column="q7"))
    assert f"{title}</textarea>" in client.get(at("codebook", study)).text


def test_every_button_saves_what_was_typed_and_then_leads_on(client, study, officer):
    source(study)
    row = study.survey.variables.get(code="age")
    for place, (button, leads_to) in enumerate(
        {
            ("go", str(row.pk)): at("variable", study, row.pk),
            ("codebook", "1"): at("codebook", study),
            ("confirm_codebook", "1"): at("confirm_codebook", study),
        }.items()
    ):
        changes = {"v-0-title_fr": f"Titre {place}", button[0]: button[1]}
        assert client.post(at("codebook", study), rows_of(study, **changes)).url == leads_to
        assert study.survey.variables.get(code="q1").title_fr == f"Titre {place}"


def test_forms_warn_before_what_was_typed_is_left_behind(client, study, officer):
    source(study)
    row = study.survey.variables.get(code="q1")
    for url in (at("codebook", study), at("variable", study, row.pk), at("confirm_codebook", study)):
        assert "beforeunload@window->w-unsaved#confirm" in client.get(url).text


def test_ticked_columns_become_one_question_and_lines_of_their_own_again(client, study, officer):
    with_variables(study, *TOOLS)
    response = client.post(at("codebook", study), rows_of(study, "q5_1 q5_2", group="1"))
    row = study.survey.variables.get(role=Role.MULTIPLE)
    assert response.url == at("variable", study, row.pk)
    [made] = [variable for variable in study.survey.codebook().variables if variable.role is Role.MULTIPLE]
    assert (made.code, made.title) == ("q5", Words("Outils"))
    assert [(option.code, option.words.fr, option.column) for option in made.options] == [
        ("1", "Fax", "q5_1"),
        ("1", "Web", "q5_2"),
    ]
    client.post(at("codebook", study), rows_of(study, "q5", ungroup="1"))
    assert [variable.column for variable in study.survey.codebook().variables] == ["q1", "age", "q5_1", "q5_2"]


def test_columns_that_hold_nothing_but_a_cross_are_grouped_by_who_may_read_them(client, study, officer):
    crosses = tuple(replace(tool, role=Role.IGNORED, options=()) for tool in TOOLS)
    with_variables(study, *crosses, columns={tool.column: ["X"] for tool in TOOLS})
    client.post(at("codebook", study), rows_of(study, "q5_1 q5_2", group="1"))
    [made] = [variable for variable in study.survey.codebook().variables if variable.role is Role.MULTIPLE]
    assert [option.code for option in made.options] == ["X", "X"]


@pytest.mark.parametrize("picked", ["", "q1", "q1 mail", "q1 couleur"])
def test_what_cannot_be_one_question_is_told_and_nothing_typed_is_lost(client, study, picked):
    sign_in(client, "editor")
    colours = (Option("a", Words("Rouge")), Option("b", Words("Bleu")))
    open_text = Variable("mail", Role.OPEN, Words("Courriel"), column="mail")
    colour = Variable("couleur", Role.SINGLE, Words("Couleur"), column="couleur", options=colours)
    with_variables(study, open_text, colour)
    values = rows_of(study, picked, group="1", **{"v-0-title_fr": "Délai"})
    response = client.post(at("codebook", study), values)
    assert [str(message) for message in response.context["messages"]]
    assert "Délai" in response.text
    assert study.survey.variables.count() == 4


def test_several_questions_are_ungrouped_at_once_where_they_stood(client, study, officer):
    several = [
        Variable(code, Role.MULTIPLE, Words(code), options=tuple(Option("1", Words(x), column=x) for x in columns))
        for code, columns in (("c", ("c1", "c2")), ("d", ("d1", "d2")))
    ]
    with_variables(study, several[0], *items(1), several[1])
    client.post(at("codebook", study), rows_of(study, "c d", ungroup="1"))
    found = list(study.survey.variables.values_list("code", flat=True))
    assert found == ["q1", "age", "c1", "c2", "b0", "d1", "d2"]


@pytest.mark.parametrize("picked", ["", "q1", "jours", "q5 jours"])
def test_what_is_one_column_is_not_ungrouped(client, study, officer, picked):
    several = Variable("q5", Role.MULTIPLE, Words("Outils"), options=(Option("1", Words("Fax"), column="fax"),))
    with_variables(study, Variable("jours", Role.NUMBER, Words("Jours"), column="jours"), several)
    before = study.survey.codebook()
    response = client.post(at("codebook", study), rows_of(study, picked, ungroup="1"))
    assert [str(message) for message in response.context["messages"]]
    assert study.survey.codebook() == before


def test_who_may_not_read_answers_lists_none_by_ungrouping_a_question(client, study):
    sign_in(client, "editor")
    option = Option("1", Words("Commentaire"), column="age")
    with_variables(study, Variable("q5", Role.MULTIPLE, Words("Q5"), options=(option, option)))
    study.survey.variables.filter(code="age").delete()
    client.post(at("codebook", study), rows_of(study, "q5", ungroup="1"))
    made = study.survey.codebook().variables[1]
    assert (made.role, made.options) == (Role.IGNORED, ())


@pytest.mark.parametrize(("role", "listed"), [("editor", []), ("studies_officer", ["1", "2"])])
def test_who_may_not_read_answers_lists_none_by_removing_options(client, study, role, listed):
    sign_in(client, role)
    source(study)
    study.survey.variables.get(code="q1").categories.all().delete()
    client.post(at("codebook", study), rows_of(study))
    assert [option.code for option in study.survey.codebook().variables[0].options] == listed


@pytest.mark.parametrize(("role", "reads"), [("editor", False), ("studies_officer", True)])
def test_a_number_is_made_into_options_by_those_alone_who_may_read_answers(client, study, role, reads):
    sign_in(client, role)
    source(study)
    study.survey.variables.filter(code="q1").update(role=Role.NUMBER)
    response = client.post(at("codebook", study), rows_of(study, **{"v-0-role": Role.SINGLE}))
    assert (response.status_code == 302) is reads


def test_a_number_that_becomes_a_choice_keeps_its_missing_codes(client, study, officer):
    source(study)
    row = study.survey.variables.get(code="q1")
    row.categories.filter(code="2").update(is_missing=True)
    row.categories.filter(code="1").delete()
    client.post(at("codebook", study), rows_of(study))
    found = study.survey.codebook().variables[0].options
    assert [(option.code, option.is_missing) for option in found] == [("1", False), ("2", True)]
