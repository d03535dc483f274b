"""How far a survey is, from file to readers."""

from collections import Counter

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core.cache.policy import never_store
from studies.models import Publication, Source, Study, Survey
from studies.models.survey import Work
from studies.services.editions import earlier_editions
from studies.services.holding import at_work, is_lost
from studies.services.sources import figures_given, latest_file, may_be_read_again
from studies.survey.codebook import Role
from studies.views.frame import may_change, show, study_view, survey_of, withheld_words

REFRESH_SECONDS = 2


@require_safe
@study_view()
def overview(request: HttpRequest, study: Study) -> HttpResponse:
    """How far the survey is, from file to readers. While the worker is at it, the page asks again by itself."""
    survey = survey_of(study)
    sources = list(survey.sources.select_related("created_by").defer("columns")) if survey.pk else []
    tables_from = latest_file(survey) if survey.pk else None
    publications = [each for each in _computed(survey) if not _is_past(each, tables_from)] if survey.pk else []
    roles = Counter(survey.variables.values_list("role", flat=True)) if survey.pk else Counter()
    page = study.page()
    context = {
        "survey": survey,
        "sources": sources,
        "source": sources[0] if sources else None,
        "offer": _offer(sources[0]) if sources else None,
        "publications": publications,
        "publication": publications[0] if publications else None,
        "withheld": [withheld_words(segment) for segment in publications[0].withheld] if publications else [],
        "variables": sum(roles.values()),
        "questions": sum(roles[role] for role in (Role.SINGLE, Role.MULTIPLE, Role.SCALE, Role.NUMBER)),
        "segments": roles[Role.SEGMENT],
        "weights": roles[Role.WEIGHT],
        "figures_given": bool(survey.pk) and figures_given(survey),
        "tables_from": tables_from,
        "again": next((each for each in sources if each.file and may_be_read_again(each)), None),
        "showings": list(survey.showings.all()) if survey.pk else [],
        "at_work": at_work(survey) if survey.pk else None,
        "lost": [job for job in (*sources[:1], *publications[:1]) if is_lost(job)],
        "page_url": page.get_url(request) if page and page.live else "",
        "has_page": page is not None,
        "may_publish": may_change(request.user, study, publish=True),
        "may_read_answers": request.user.has_perm("studies.read_answers"),
        "has_earlier": bool(roles and earlier_editions(study)),
        "work": Work,
    }
    response = show(request, study, "survey", _("Survey results"), context)
    if context["at_work"]:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return never_store(response)


def _is_past(publication: Publication, tables_from: Source | None) -> bool:
    """A computation that was refused is no longer of interest once another file is there, or none."""
    return publication.state == Work.REFUSED and (tables_from is None or publication.source_id != tables_from.pk)


def _offer(source: Source) -> dict | None:
    """The problem of a refused file that may be read in another encoding."""
    return next((each for each in source.problems if each.get("encoding") and source.state == Work.REFUSED), None)


def _computed(survey: Survey) -> QuerySet[Publication]:
    return (
        survey.publications.select_related("source")
        .defer("source__columns")
        .annotate(count=Count("tables"))
        .order_by("-pk")
    )
