"""What the editors' views of a survey share: who may, which survey, and the page around."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from portal.core.cache.policy import never_store
from portal.core.files.spreadsheets import XLSX
from studies.models import Study, StudyPage, Survey
from studies.services.holding import NotChanged
from studies.survey.words import Words


def study_view(*, publish: bool = False) -> Callable:
    """A view of `(request, study, …)` for whoever may change studies and edit this one's page; `publish`: put it
    online. What can't be done now is told on the overview."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, study_id: int, **kwargs) -> HttpResponseBase:
            study: Study = get_object_or_404(Study.objects.select_related("series"), pk=study_id)
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


def show(request: HttpRequest, study: Study, template: str, title: str, context: dict) -> HttpResponse:
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("study:edit", args=[study.pk]), "label": str(study)},
        {"url": reverse("survey_admin:overview", args=[study.pk]), "label": _("Survey results")},
    ]
    if template != "survey":
        trail.append({"url": "", "label": title})
    chrome = {"study": study, "header_title": f"{study} : {title}", "breadcrumbs_items": trail, "header_icon": "table"}
    return render(request, f"studies/admin/{template}.html", {**chrome, "title": title, **context})


def survey_of(study: Study) -> Survey:
    """The study's survey; an unsaved one before its first file."""
    return Survey.objects.filter(study=study).select_related("public").first() or Survey(study=study)


def stored_survey(study: Study) -> Survey:
    return get_object_or_404(Survey.objects.select_related("study", "public"), study=study)


def workbook_file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return never_store(response)


def withheld_words(segment: dict) -> dict:
    """A segment of which something is left out: its groups that are too small, each with those beside it, which it can
    be merged with, and what the tables leave out."""
    categories = [{**each, "words": Words(each["fr"], each["en"])} for each in segment["categories"]]
    small = [
        {**each, "beside": categories[max(0, place - 1) : place] + categories[place + 1 : place + 2]}
        for place, each in enumerate(categories)
        if each["size"] is not None
    ]
    hidden = [each for each in categories if each["hidden"]]
    return {**segment, "words": Words(segment["fr"], segment["en"]), "small": small, "hidden": hidden}
