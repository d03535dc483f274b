"""The files of a survey: sending them, reading them on record, destroying them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.core.cache.policy import never_store
from portal.core.files.delivery import deliver
from studies.forms.sources import SourceForm
from studies.models import Source, Study
from studies.services.sources import destroy_answers, note_reading, read_again, send_source
from studies.survey.doors.tables.template import tables_template
from studies.views.frame import show, study_view, survey_of, workbook_file


@study_view()
def send(request: HttpRequest, study: Study) -> HttpResponse:
    form = SourceForm(request.POST or None, request.FILES or None, initial={"threshold": survey_of(study).threshold})
    if request.method == "POST" and form.is_valid():
        send_source(study_id=study.pk, user=request.user, **form.cleaned_data)
        messages.success(request, _("The file is received and is being read."))
        return redirect("survey_admin:overview", study.pk)
    return show(request, study, "form", _("Send a file"), {"form": form, "button": _("Send the file")})


@require_POST
@study_view()
def send_again(request: HttpRequest, study: Study, source_id: int) -> HttpResponse:
    source = get_object_or_404(Source, pk=source_id, survey__study=study)
    read_again(source_id=source.pk, as_offered="as_offered" in request.POST, user=request.user)
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
    return show(request, study, "confirm", _("Destroy the answers"), context)


def _answers(request: HttpRequest, study: Study, source_id: int) -> Source:
    if not request.user.has_perm("studies.read_answers"):
        raise PermissionDenied
    source = get_object_or_404(Source.objects.exclude(file=""), pk=source_id, survey__study=study)
    return source


@require_safe
@study_view()
def template(request: HttpRequest, study: Study) -> HttpResponse:
    return workbook_file(tables_template(get_language() or "fr"), _("tables"))
