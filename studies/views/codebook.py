"""The codebook on screen: all variables in one table, and each by itself."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from studies.forms.codebook import BaseRowFormSet, RowFormSet
from studies.forms.variable import WITH_OPTIONS, BaseCategoryFormSet, CategoryFormSet, VariableForm
from studies.models import Study, Survey, Variable
from studies.services.batteries import copy_to_battery, group_columns, merge_categories, ungroup
from studies.services.codebook import review_codebook, review_variable
from studies.services.holding import NotChanged
from studies.services.sources import figures_given
from studies.survey.codebook import Role
from studies.survey.doors.answers.codebook_file import write_codebook
from studies.views.frame import show, stored_survey, study_view, workbook_file


@require_safe
@study_view()
def codebook_file(request: HttpRequest, study: Study) -> HttpResponse:
    name = slugify(f"codebook {study}")
    return workbook_file(write_codebook(stored_survey(study).codebook()), name)


@study_view()
def codebook(request: HttpRequest, study: Study) -> HttpResponse:
    """All variables in one table. Every button saves it first: what was typed is never lost."""
    survey = stored_survey(study)
    reads_answers, given = request.user.has_perm("studies.read_answers"), figures_given(survey)
    formset = RowFormSet(
        request.POST or None,
        queryset=survey.variables.defer("in_file").prefetch_related("categories").order_by("sort_order"),
        figures_given=given,
        reads_answers=reads_answers,
        samples=_samples(survey) if reads_answers else {},
        prefix="v",
    )
    if request.method == "POST" and formset.is_valid():
        try:
            review_codebook(survey_id=survey.pk, variables=formset.in_order(), user=request.user)
            return _after_codebook(request, study, survey, formset)
        except NotChanged as refused:  # what was typed is shown again
            messages.error(request, str(refused))
    context = {"formset": formset, "figures_given": given}
    return show(request, study, "codebook", _("Codebook"), context)


def _samples(survey: Survey) -> dict[str, list[str]]:
    source = survey.sources.exclude(file="").first()
    return source.columns if source else {}


def _after_codebook(request: HttpRequest, study: Study, survey: Survey, formset: BaseRowFormSet) -> HttpResponse:
    """Do with the lines that are ticked what the button says, or go where it leads."""
    reads_answers, picked = request.user.has_perm("studies.read_answers"), [row.pk for row in formset.picked()]
    if "group" in request.POST:
        made = group_columns(survey_id=survey.pk, columns=picked, reads_answers=reads_answers, user=request.user)
        messages.success(request, _("The columns are one question: look at its title and its answers."))
        return redirect("survey_admin:variable", study.pk, made.pk)
    if "ungroup" in request.POST:
        ungroup(survey_id=survey.pk, questions=picked, reads_answers=reads_answers, user=request.user)
        messages.success(request, _("Each column is a line of its own again."))
        return redirect("survey_admin:codebook", study.pk)
    messages.success(request, _("The codebook is saved."))
    if (key := request.POST.get("go", "")).isdecimal():
        return redirect("survey_admin:variable", study.pk, int(key))
    return redirect(f"survey_admin:{next((name for name in NEXT if name in request.POST), 'overview')}", study.pk)


NEXT = ("codebook", "confirm_codebook")


@study_view()
def variable(request: HttpRequest, study: Study, variable_id: int) -> HttpResponse:
    survey = stored_survey(study)
    variables = list(survey.variables.defer("in_file").prefetch_related("categories"))
    place = next((place for place, each in enumerate(variables) if each.pk == variable_id), None)
    if place is None:
        raise Http404
    row = variables[place]
    following = variables[place + 1] if place + 1 < len(variables) else None
    has_options = row.role in (*WITH_OPTIONS, Role.NUMBER)
    given = figures_given(survey)
    form = VariableForm(request.POST or None, instance=row, others=variables, figures_given=given)
    formset = CategoryFormSet(request.POST or None, row, words_only=given) if has_options else None
    if request.method == "POST" and all([form.is_valid(), formset is None or formset.is_valid()]):
        try:
            _save_variable(request, form, formset)
        except NotChanged as refused:  # what was typed is shown again
            messages.error(request, str(refused))
        else:
            messages.success(request, _("“%(variable)s” is saved.") % {"variable": row.title})
            if "next" in request.POST and following:
                return redirect("survey_admin:variable", study.pk, following.pk)
            return redirect("survey_admin:codebook", study.pk)
    context = {"variable": row, "form": form, "formset": formset, "following": following, "figures_given": given}
    return show(request, study, "variable", str(row), context)


def _save_variable(request: HttpRequest, form: VariableForm, formset: BaseCategoryFormSet | None) -> None:
    categories, removed = (formset.in_order(), formset.removed()) if formset else ([], [])
    variable = form.save()
    review_variable(variable=variable, categories=categories, removed=removed, user=request.user)
    if "copy" in request.POST:
        copy_to_battery(variable=variable, items=form.items(), user=request.user)


@require_POST
@study_view()
def merge(request: HttpRequest, study: Study, code: str) -> HttpResponse:
    """Count parts of a segment as one; the tables have to be computed anew."""
    segment = get_object_or_404(Variable, survey__study=study, code=code)
    merge_categories(variable=segment, codes=request.POST.getlist("category"), user=request.user)
    messages.success(request, _("The groups are one now: compute the tables again."))
    return redirect("survey_admin:overview", study.pk)
