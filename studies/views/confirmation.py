"""One page for a person to say that the codebook is right: what was guessed, what changed, what nobody named."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies.forms.codebook import ConfirmForm
from studies.models import Category, Study, Survey, Variable
from studies.models.survey import Work
from studies.services.codebook import add_columns, columns_named_nowhere, confirm_codebook
from studies.services.sources import figures_given
from studies.survey.codebook import Role
from studies.views.frame import show, stored_survey, study_view


@study_view()
def confirm(request: HttpRequest, study: Study) -> HttpResponse:
    survey = stored_survey(study)
    latest = survey.sources.defer("columns").first()
    is_answers = not figures_given(survey)
    form = ConfirmForm(request.POST or None, survey=survey, file=latest.pk if latest else None, asks_weight=is_answers)
    if request.method == "POST" and form.is_valid():
        confirm_codebook(survey_id=survey.pk, user=request.user, **form.said())
        messages.success(request, _("The codebook is confirmed: tables can be computed."))
        return redirect("survey_admin:overview", study.pk)
    variables = list(survey.variables.defer("in_file").prefetch_related("categories"))
    context = {
        "survey": survey,
        "form": form,
        "figures_given": not is_answers,
        "changes": list(_changes(survey, variables)),
        "noticed": latest.problems if latest and latest.state == Work.DONE else [],
        "nowhere": columns_named_nowhere(survey),
        "scales": list(_scales(variables)),
        "segments": [each for each in variables if each.role == Role.SEGMENT or each.is_segment],
        "missing": [(each, codes) for each in variables if (codes := _missing(each))],
        "left_out": [each for each in variables if each.role in (Role.IGNORED, Role.OPEN)],
    }
    return show(request, study, "confirm_codebook", _("Confirm the codebook"), context)


def _missing(variable: Variable) -> list[Category]:
    return [category for category in variable.categories.all() if category.is_missing]


def _scales(variables: list[Variable]) -> Iterator[tuple[list[Category], list[Variable]]]:
    """Each scale once, with its questions."""
    found: dict[tuple, list[Variable]] = {}
    for variable in variables:
        if variable.role == Role.SCALE:
            found.setdefault(variable.as_plain().options, []).append(variable)
    for of in found.values():
        yield list(of[0].categories.all()), of


@dataclass(frozen=True)
class _Line:
    """A change as it is told; `variable` is None once it is gone."""

    code: str
    variable: Variable | None
    what: str
    before: str
    file: str
    now: str


def _changes(survey: Survey, variables: list[Variable]) -> Iterator[_Line]:
    by_code = {variable.code: variable for variable in variables}
    for change in survey.changes:
        texts = (_text(change["what"], change[name]) for name in ("before", "file", "now"))
        what = " ".join(filter(None, (change["option"], _name(change["what"], bool(change["option"])))))
        yield _Line(change["variable"], by_code.get(change["variable"]), what, *texts)


def _name(what: str, is_option: bool) -> str:
    """A fact as the forms call it."""
    if what == "new":
        return _("new")
    if what == "gone":
        return _("gone")
    field = "asked_if_question" if what == "asked_if" else what
    return str((Category if is_option else Variable)._meta.get_field(field).verbose_name)


def _text(what: str, value: str) -> str:
    if what == "role":
        return str(dict(Variable._meta.get_field("role").flatchoices).get(value, value))
    is_flag = what in ("asks_all", "is_segment", "is_sensitive", "is_missing")
    return capfirst(_("yes")) if is_flag and value else value


@require_POST
@study_view()
def add(request: HttpRequest, study: Study) -> HttpResponse:
    add_columns(survey_id=stored_survey(study).pk, user=request.user)
    messages.success(request, _("The columns stand at the end of the codebook: give a use to those you need."))
    return redirect("survey_admin:codebook", study.pk)
