"""The editors' side of a study's survey: its file, its codebook, its tables, what readers see of them."""

from collections import Counter
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.forms import formset_factory
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.caching import never_store
from portal.core.delivery import deliver
from studies.forms import (
    CategoryFormSet,
    OpenChartForm,
    PairForm,
    ReasonForm,
    RowFormSet,
    SourceForm,
    VariableForm,
)
from studies.models import Publication, Source, Study, StudyPage, Survey
from studies.models.survey import Door, Work
from studies.services import (
    NotChanged,
    Pair,
    at_work,
    choose_open_chart,
    confirm_concordance,
    destroy_answers,
    earlier_editions,
    is_correction,
    is_lost,
    latest_file,
    make_public,
    note_reading,
    read_again,
    review_codebook,
    review_variable,
    send_source,
    start_publication,
    unpublish,
)
from studies.survey.codebook import Role
from studies.survey.files.codebook_file import write_codebook
from studies.survey.rewording import propose_pairs
from studies.survey.workbook.template import tables_template

REFRESH_SECONDS = 2
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WITH_OPTIONS = (Role.SINGLE, Role.MULTIPLE, Role.SCALE, Role.SEGMENT)


def study_view(*, publish: bool = False) -> Callable:
    """A view of `(request, study, …)` for whoever may change studies and edit this one's page; `publish`: put it
    online. What can't be done now is told on the overview."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, study_id: int, **kwargs) -> HttpResponseBase:
            study = get_object_or_404(Study.objects.select_related("series"), pk=study_id)
            if not may_change(request.user, study, publish=publish):
                raise PermissionDenied
            try:
                return view(request, study, **kwargs)
            except NotChanged as refused:
                messages.error(request, str(refused))
                return redirect("survey_admin:overview", study.pk)

        return checked

    return decorate


def may_change(user, study: Study, *, publish: bool = False) -> bool:
    """A study whose pages were all deleted is left to administrators: its answers can still be destroyed."""
    if not user.has_perm("studies.change_study"):
        return False
    rights = [page.permissions_for_user(user) for page in StudyPage.objects.filter(study=study)]
    if not rights:
        return user.is_superuser
    return any(right.can_publish() if publish else right.can_edit() for right in rights)


def _show(request: HttpRequest, study: Study, template: str, title: str, context: dict) -> HttpResponse:
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("study:edit", args=[study.pk]), "label": str(study)},
        {"url": reverse("survey_admin:overview", args=[study.pk]), "label": _("Survey results")},
    ]
    if template != "survey":
        trail.append({"url": "", "label": title})
    chrome = {"study": study, "header_title": f"{study} : {title}", "breadcrumbs_items": trail, "header_icon": "table"}
    return render(request, f"studies/admin/{template}.html", {**chrome, "title": title, **context})


def _survey(study: Study) -> Survey:
    """The study's survey; an unsaved one before its first file."""
    return Survey.objects.filter(study=study).select_related("public").first() or Survey(study=study)


def _stored_survey(study: Study) -> Survey:
    return get_object_or_404(Survey.objects.select_related("study", "public"), study=study)


@require_safe
@study_view()
def overview(request: HttpRequest, study: Study) -> HttpResponse:
    """How far the survey is, from file to readers. While the worker is at it, the page asks again by itself."""
    survey = _survey(study)
    sources = list(survey.sources.select_related("created_by")) if survey.pk else []
    publications = list(_computed(survey)) if survey.pk else []
    roles = Counter(survey.variables.values_list("role", flat=True)) if survey.pk else Counter()
    page = study.page()
    context = {
        "survey": survey,
        "sources": sources,
        "source": sources[0] if sources else None,
        "publications": publications,
        "publication": publications[0] if publications else None,
        "variables": sum(roles.values()),
        "questions": sum(roles[role] for role in (Role.SINGLE, Role.MULTIPLE, Role.SCALE, Role.NUMBER)),
        "segments": roles[Role.SEGMENT],
        "weights": roles[Role.WEIGHT],
        "figures_given": bool(survey.pk) and _figures_given(survey),
        "tables_from": latest_file(survey) if survey.pk else None,
        "at_work": at_work(survey) if survey.pk else None,
        "lost": [job for job in (*sources[:1], *publications[:1]) if is_lost(job)],
        "preview_url": page.get_url(request) if page and page.live else "",
        "may_publish": may_change(request.user, study, publish=True),
        "may_read_answers": request.user.has_perm("studies.read_answers"),
        "has_earlier": bool(roles and earlier_editions(study)),
        "work": Work,
    }
    response = _show(request, study, "survey", _("Survey results"), context)
    if context["at_work"]:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return never_store(response)


@study_view()
def send(request: HttpRequest, study: Study) -> HttpResponse:
    form = SourceForm(request.POST or None, request.FILES or None, initial={"threshold": _survey(study).threshold})
    if request.method == "POST" and form.is_valid():
        send_source(study_id=study.pk, user=request.user, **form.cleaned_data)
        messages.success(request, _("The file is received and is being read."))
        return redirect("survey_admin:overview", study.pk)
    return _show(request, study, "form", _("Send a file"), {"form": form, "button": _("Send the file")})


@require_POST
@study_view()
def send_again(request: HttpRequest, study: Study, source_id: int) -> HttpResponse:
    source = get_object_or_404(Source, pk=source_id, survey__study=study)
    read_again(source_id=source.pk, user=request.user)
    return redirect("survey_admin:overview", study.pk)


@require_safe
@study_view()
def answers(request: HttpRequest, study: Study, source_id: int) -> HttpResponseBase:
    """The file as it was sent, for whoever may read what respondents answered; each time is on record."""
    source = _answers(request, study, source_id)
    note_reading(source_id=source.pk, user=request.user)
    return never_store(deliver(request, source.file, filename=source.name))


@study_view()
def destroy(request: HttpRequest, study: Study, source_id: int) -> HttpResponse:
    source = _answers(request, study, source_id)
    if request.method == "POST":
        destroy_answers(source_id=source.pk, user=request.user)
        messages.success(request, _("The file is destroyed."))
        return redirect("survey_admin:overview", study.pk)
    text = _(
        "“%(name)s” is deleted for good, with the codebook file sent beside it. The codebook, the computed tables and "
        "what readers see stay as they are; to compute tables anew, the file has to be sent again."
    )
    context = {"text": text % {"name": source.name}, "button": _("Destroy the file")}
    return _show(request, study, "confirm", _("Destroy the answers"), context)


def _answers(request: HttpRequest, study: Study, source_id: int) -> Source:
    if not request.user.has_perm("studies.read_answers"):
        raise PermissionDenied
    source = get_object_or_404(Source.objects.exclude(file=""), pk=source_id, survey__study=study)
    return source


@require_safe
@study_view()
def template(request: HttpRequest, study: Study) -> HttpResponse:
    return _workbook(tables_template(get_language() or "fr"), _("tables"))


@require_safe
@study_view()
def codebook_file(request: HttpRequest, study: Study) -> HttpResponse:
    name = slugify(f"codebook {study}")
    return _workbook(write_codebook(_stored_survey(study).codebook()), name)


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return never_store(response)


@study_view()
def codebook(request: HttpRequest, study: Study) -> HttpResponse:
    """All variables in one table, saved at once."""
    survey = _stored_survey(study)
    formset = RowFormSet(
        request.POST or None,
        queryset=survey.variables.annotate(options=Count("categories")).order_by("sort_order"),
        figures_given=_figures_given(survey),
        reads_answers=request.user.has_perm("studies.read_answers"),
        prefix="v",
    )
    if request.method == "POST" and formset.is_valid():
        try:
            review_codebook(survey_id=survey.pk, variables=formset.in_order(), user=request.user)
        except NotChanged as refused:  # what was typed is shown again
            messages.error(request, str(refused))
        else:
            messages.success(request, _("The codebook is saved."))
            return redirect("survey_admin:codebook" if "stay" in request.POST else "survey_admin:overview", study.pk)
    context = {"formset": formset, "with_options": WITH_OPTIONS}
    return _show(request, study, "codebook", _("Codebook"), context)


@study_view()
def variable(request: HttpRequest, study: Study, variable_id: int) -> HttpResponse:
    survey = _stored_survey(study)
    variables = list(survey.variables.all())
    place = next((place for place, each in enumerate(variables) if each.pk == variable_id), None)
    if place is None:
        raise Http404
    row = variables[place]
    following = variables[place + 1] if place + 1 < len(variables) else None
    form = VariableForm(request.POST or None, instance=row)
    formset = CategoryFormSet(request.POST or None, row, words_only=_figures_given(survey))
    if request.method == "POST" and form.is_valid() and (row.role not in WITH_OPTIONS or formset.is_valid()):
        categories = (formset.in_order(), formset.removed()) if row.role in WITH_OPTIONS else ([], [])
        review_variable(variable=form.instance, categories=categories[0], removed=categories[1], user=request.user)
        messages.success(request, _("“%(variable)s” is saved.") % {"variable": row.title})
        if "next" in request.POST and following:
            return redirect("survey_admin:variable", study.pk, following.pk)
        return redirect("survey_admin:codebook", study.pk)
    shown = formset if row.role in WITH_OPTIONS else None
    context = {"variable": row, "form": form, "formset": shown, "following": following}
    return _show(request, study, "variable", str(row), context)


def _computed(survey: Survey) -> QuerySet[Publication]:
    return survey.publications.select_related("source").annotate(count=Count("tables")).order_by("-pk")


def _figures_given(survey: Survey) -> bool:
    """Whether the codebook is that of an institute's tables, whose figures no role or score changes any more."""
    source = survey.sources.filter(state=Work.DONE).first()
    return source is not None and source.door == Door.TABLES


@require_POST
@study_view()
def publish(request: HttpRequest, study: Study) -> HttpResponse:
    start_publication(survey_id=_stored_survey(study).pk, user=request.user)
    return redirect("survey_admin:overview", study.pk)


@study_view(publish=True)
def go_public(request: HttpRequest, study: Study, publication_id: int) -> HttpResponse:
    """Says what readers will see instead of what; figures that were public before are replaced with a reason."""
    publication = get_object_or_404(
        Publication.objects.select_related("survey"), pk=publication_id, survey__study=study, state=Work.DONE
    )
    form = ReasonForm(request.POST or None, instance=publication) if is_correction(publication) else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data if form else {}
        make_public(publication_id=publication.pk, user=request.user, **reason)
        messages.success(request, _("Readers whom the release admits see these results now."))
        return redirect("survey_admin:overview", study.pk)
    text = _("Whoever the release of the study's page admits reads these tables, in every language, at once.")
    context = {"form": form, "text": text, "button": _("Make public")}
    return _show(request, study, "form", _("Make the results public"), context)


@study_view(publish=True)
def take_back(request: HttpRequest, study: Study) -> HttpResponse:
    survey = _stored_survey(study)
    if request.method == "POST":
        unpublish(survey_id=survey.pk, user=request.user)
        messages.success(request, _("Readers no longer see the results."))
        return redirect("survey_admin:overview", study.pk)
    text = _("Readers no longer see the results at once; you can make them public again at any time.")
    return _show(
        request, study, "confirm", _("Take the results back"), {"text": text, "button": _("Take the results back")}
    )


@study_view()
def concordance(request: HttpRequest, study: Study) -> HttpResponse:
    """The questions that come back from the edition before: proposed, then as the editor says."""
    survey = _stored_survey(study)
    earlier = next((each for each in earlier_editions(study) if may_change(request.user, each)), None)
    if earlier is None:
        raise Http404
    questions, before = survey.codebook(), earlier.survey.codebook()
    confirmed = survey.concordances.filter(earlier_survey=earlier.survey)
    said = {row.code: (row.earlier_code, row.wording_changed) for row in confirmed}
    pairs = said or propose_pairs(questions, before)
    empty = ("", False)
    formset = formset_factory(PairForm, extra=0, max_num=2000, absolute_max=2000)(
        request.POST or None,
        initial=[
            dict(zip(("earlier_code", "wording_changed"), pairs.get(question.code, empty), strict=True))
            for question in questions.questions
        ],
        form_kwargs={"earlier": before},
        prefix="p",
    )
    rows = list(zip(questions.questions, formset.forms, strict=False))
    if request.method == "POST" and formset.is_valid():
        chosen = {
            question.code: Pair(**form.cleaned_data) for question, form in rows if form.cleaned_data.get("earlier_code")
        }
        confirm_concordance(survey_id=survey.pk, earlier_survey_id=earlier.survey.pk, pairs=chosen, user=request.user)
        messages.success(request, _("The concordance is saved: trends are drawn from it."))
        return redirect("survey_admin:overview", study.pk)
    context = {"earlier": earlier, "formset": formset, "rows": rows, "proposed": not said}
    return _show(request, study, "concordance", _("Concordance"), context)


@study_view(publish=True)
def open_chart(request: HttpRequest, study: Study) -> HttpResponse:
    survey = _stored_survey(study)
    initial = {"question": survey.open_question, "segment": survey.open_segment}
    form = OpenChartForm(request.POST or None, survey=survey, initial=initial)
    if request.method == "POST" and form.is_valid():
        choose_open_chart(survey_id=survey.pk, user=request.user, **form.cleaned_data)
        messages.success(request, _("The public chart is chosen."))
        return redirect("survey_admin:overview", study.pk)
    text = _("Everyone sees this one chart, whatever the release: in the study's public part and in articles.")
    return _show(
        request, study, "form", _("Public chart"), {"form": form, "text": text, "button": _("Choose this chart")}
    )
