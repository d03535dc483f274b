"""Tables on their way to readers: computed, looked at, made public, taken back, and the chart that all see."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from studies.forms.publications import OpenChartForm, ReasonForm
from studies.models import Publication, Study
from studies.models.survey import Work
from studies.services.publishing import (
    choose_open_chart,
    delete_publication,
    is_correction,
    make_public,
    start_publication,
    unpublish,
)
from studies.services.sources import figures_given
from studies.survey.display.review import compare, lacking
from studies.survey.tables import Table
from studies.views.frame import show, stored_survey, study_view, withheld_words

MOST_DIFFERENCES = 300


@require_POST
@study_view()
def publish(request: HttpRequest, study: Study) -> HttpResponse:
    start_publication(survey_id=stored_survey(study).pk, user=request.user)
    return redirect("survey_admin:overview", study.pk)


@study_view(publish=True)
def go_public(request: HttpRequest, study: Study, publication_id: int) -> HttpResponse:
    """Says what readers will see instead of what; figures that were public before are replaced with a reason."""
    publication = _computed(study, publication_id)
    form = ReasonForm(request.POST or None) if is_correction(publication) else None
    if request.method == "POST" and (form is None or form.is_valid()):
        reason = form.cleaned_data if form else {}
        make_public(publication_id=publication.pk, user=request.user, **reason)
        messages.success(request, _("Readers whom the release admits see these results now."))
        return redirect("survey_admin:overview", study.pk)
    tables, public = _shown(publication, study), _shown(publication.survey.public, study)
    differences = compare(public, tables) if public else []
    context = {
        "form": form,
        "publication": publication,
        "withheld": [withheld_words(segment) for segment in publication.withheld],
        "is_complete": all(map(_is_complete, tables)),
        "may_read_answers": request.user.has_perm("studies.read_answers"),
        "figures_given": figures_given(publication.survey),
        "compared": bool(public),
        "differences": differences[:MOST_DIFFERENCES],
        "more": max(0, len(differences) - MOST_DIFFERENCES),
        "lacking": lacking(tables),
    }
    return show(request, study, "go_public", _("Make the results public"), context)


def _computed(study: Study, publication_id: int) -> Publication:
    publications = Publication.objects.select_related("survey__public")
    return get_object_or_404(publications, pk=publication_id, survey__study=study, state=Work.DONE)


def _shown(publication: Publication | None, study: Study) -> list[Table]:
    return [row.shown(study) for row in publication.tables.all()] if publication else []


def _is_complete(table: Table) -> bool:
    return bool(table.columns) and all(column.base is not None for column in table.columns)


@study_view(publish=True)
def delete(request: HttpRequest, study: Study, publication_id: int) -> HttpResponse:
    publication = _computed(study, publication_id)
    if request.method == "POST":
        delete_publication(publication_id=publication.pk, user=request.user)
        messages.success(request, _("The tables are deleted."))
        return redirect("survey_admin:overview", study.pk)
    text = _("These tables are deleted for good.")
    if publication.public_from:
        text = _(
            "Readers saw these tables: the log of corrections keeps their date and reason, and leads to them no more. "
            "What is computed later no longer takes into account what they showed."
        )
    return show(request, study, "confirm", _("Delete the tables"), {"text": text, "button": _("Delete the tables")})


@require_safe
@study_view()
def preview(request: HttpRequest, study: Study) -> HttpResponse:
    """The study's page as it will be, online or not: with the tables that `publication` in the address names."""
    page = study.page()
    if page is None:
        raise Http404
    request.is_preview = True  # type: ignore[attr-defined]
    draft = page.get_latest_revision_as_object()
    with override(draft.locale.language_code):
        return draft.serve_preview(request, "")


@study_view(publish=True)
def take_back(request: HttpRequest, study: Study) -> HttpResponse:
    survey = stored_survey(study)
    if request.method == "POST":
        unpublish(survey_id=survey.pk, user=request.user)
        messages.success(request, _("Readers no longer see the results."))
        return redirect("survey_admin:overview", study.pk)
    text = _("Readers no longer see the results at once; you can make them public again at any time.")
    return show(
        request, study, "confirm", _("Take the results back"), {"text": text, "button": _("Take the results back")}
    )


@study_view(publish=True)
def open_chart(request: HttpRequest, study: Study) -> HttpResponse:
    survey = stored_survey(study)
    initial = {"question": survey.open_question, "segment": survey.open_segment}
    form = OpenChartForm(request.POST or None, survey=survey, initial=initial)
    if request.method == "POST" and form.is_valid():
        choose_open_chart(survey_id=survey.pk, user=request.user, **form.cleaned_data)
        messages.success(request, _("The public chart is chosen."))
        return redirect("survey_admin:overview", study.pk)
    text = _("Everyone sees this one chart, whatever the release: in the study's public part and in articles.")
    return show(
        request, study, "form", _("Public chart"), {"form": form, "text": text, "button": _("Choose this chart")}
    )
