"""What the tests of the codebook's screens share."""

from django.test import Client
from django.urls import reverse

from members.models import User
from portal.desk.roles import create_roles
from studies.codebooks import store_codebook
from studies.models import Source, Study
from studies.survey.codebook import Codebook, Option, Role, Variable
from studies.survey.words import Words
from tests.factories.members import UserFactory
from tests.factories.surveys import codebook, source


def sign_in(client: Client, role: str) -> User:
    user = UserFactory()
    user.groups.add(create_roles()[role])
    client.force_login(user)
    return user


def staff(role: str) -> Client:
    client = Client()
    sign_in(client, role)
    return client


def at(name: str, study: Study, *arguments) -> str:
    return reverse(f"survey_admin:{name}", args=[study.pk, *arguments])


STEPS = tuple(Option(str(step), Words(f"Pas {step}"), score=float(step)) for step in range(1, 6))


def items(number: int, **fields) -> tuple[Variable, ...]:
    """As many items of a battery, each a scale of five steps."""
    facts = {"role": Role.SCALE, "options": STEPS, **fields}
    return tuple(
        Variable(f"b{place}", title=Words(f"Item {place}"), column=f"b{place}", **facts) for place in range(number)
    )


def with_variables(study: Study, *variables: Variable, **fields) -> Source:
    """A file that was read, with these in the codebook beside the usual two."""
    sent = source(study, **fields)
    store_codebook(sent.survey, Codebook((*codebook().variables, *variables)))
    return sent


def rows_of(study: Study, picked: str = "", **changes) -> dict:
    """The codebook's form as it is shown, with some lines ticked by their codes and some fields changed."""
    variables = list(study.survey.variables.all())
    values = {"v-TOTAL_FORMS": len(variables), "v-INITIAL_FORMS": len(variables)}
    for place, variable in enumerate(variables):
        values |= {
            f"v-{place}-id": variable.pk,
            f"v-{place}-ORDER": place + 1,
            f"v-{place}-role": variable.role,
            f"v-{place}-title_fr": variable.title_fr,
            f"v-{place}-title_en": variable.title_en,
        }
        if variable.code in picked.split():
            values[f"v-{place}-picked"] = "on"
    return values | changes


def form_of(response, **changes) -> dict:
    """A variable's page as it is shown, with some fields changed."""
    context = response.context
    values = {}
    formset = context["formset"]
    forms = [context["form"], *(formset.forms if formset else ()), *([formset.management_form] if formset else ())]
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                values[field.html_name] = value
    return values | changes
