"""What readers get of the survey behind a study's page: the explorer, charts elsewhere, files to take away.

Each first asks the page's decision; nothing of a survey leaves the house but through here.
"""

import re
from collections.abc import Mapping
from typing import cast

from django.db.models import QuerySet
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access.decision import Decision, Reason, decide, readable_by
from portal.access.middleware import ViewerRequest
from portal.access.prepared import PreparedRows
from portal.access.viewer import Viewer
from portal.core.look.chrome import chrome_for
from studies.downloads import attribution, download
from studies.explorer import Standing, explore, margin, subgroups
from studies.models import Publication, PublishedTable, Study, StudyPage, Survey
from studies.models.survey import Work
from studies.survey.addresses import Address, says
from studies.survey.display.citation import Attribution
from studies.survey.display.figure import figure
from studies.survey.display.phrases import plain
from studies.survey.tables import Table


class SurveyReader:
    """Of each study page, what `studies.models.study.Reader` promises."""

    def respond(self, page: StudyPage, request: ViewerRequest, decision: Decision) -> HttpResponse:
        """The figures of a survey are read here, once the decision is there, and nowhere else."""
        if page.study_id is not None:
            (page.study,) = _study(page.study_id)
        publication = _publication(page, request, decision) if decision.granted else None
        if publication is None:
            shown = {"open_chart": _open_chart(page, request), "margin": margin(page.study)}
            return _page(page, request, decision, shown)
        showings = list(publication.survey.showings.all())
        standing = _standing(publication)
        view = explore(
            publication,
            request.GET,
            source=_source(page, request),
            pages=readable_by(StudyPage.objects.live(), request.viewer, timezone.now()),
            standing=standing,
        )
        if view and (file := download(view, request, publication=publication, showings=showings, name=page.slug)):
            return cast(HttpResponse, file)
        context = {
            "explorer": view,
            "showings": showings if len(showings) > 1 else [],
            "publication": publication,
            "subgroups": subgroups(publication),
            "margin": margin(page.study, publication),
        }
        return _page(page, request, decision, context, status=404 if view and view.missing else 200)

    def chart(self, page: StudyPage, request: ViewerRequest, question: str, segment: str) -> dict | None:
        table = shown_table(page, request.viewer, question, segment)
        if table is None:
            return None
        place = "-".join(filter(None, ["chart", question, segment]))
        return {"figure": figure(table), "source": _source(page, request), "id": place}

    def charts(self, page: StudyPage, viewer: Viewer) -> list[dict[str, str]]:
        survey, is_granted = _open_to(page, viewer)
        if survey is None or survey.public is None:
            return []
        tables = survey.public.tables.exclude(data__columns=[]).defer("data")
        if not is_granted:
            tables = tables.exclude(question="").filter(question=survey.open_question, segment=survey.open_segment)
        return [
            {
                "question": table.question,
                "question_title": table.title,
                "segment": table.segment,
                "segment_title": table.segment_title,
            }
            for table in tables
        ]

    def doubtful_key_figures(self, page: StudyPage) -> list[str]:
        survey = _survey(Study.objects.select_related("survey__public").get(pk=page.study_id))
        public = survey.public if survey else None
        return [doubt for block in page.key_figures if (doubt := _doubt(block.value, public))]


StudyPage.reader = SurveyReader()


@PreparedRows
def _study(study_id: int) -> QuerySet:
    return Study.objects.select_related("series", "survey__public").filter(pk=study_id)


@PreparedRows
def _table(publication_id: int, question: str, segment: str) -> QuerySet:
    tables = PublishedTable.objects.filter(publication=publication_id, question=question, segment=segment)
    return tables.order_by("pk")[:1]


def shown_table(page: StudyPage, viewer: Viewer, question: str, segment: str) -> Table | None:
    """A table for a chart outside this page: the one the survey's editors opened to all as soon as the page is live,
    any other for whom the results are."""
    survey, is_granted = _open_to(page, viewer)
    if survey is None or survey.public is None:
        return None
    is_open = bool(question) and (survey.open_question, survey.open_segment) == (question, segment)
    if not (is_open or is_granted):
        return None
    row = next(iter(_table(survey.public.pk, question, segment)), None)
    return row.shown(page.study) if row else None


def _open_to(page: StudyPage, viewer: Viewer) -> tuple[Survey | None, bool]:
    """The survey of a page that is online, or edited by the viewer; whether all its tables are for them."""
    decision = decide(page, viewer, timezone.now())
    is_there = page.live or decision.reason is Reason.EDITOR
    return (_survey(page.study) if is_there else None), decision.granted


def _page(
    page: StudyPage, request: ViewerRequest, decision: Decision, context: dict, status: int = 200
) -> TemplateResponse:
    shown = {**page.get_context(request), "decision": decision, **context}
    return TemplateResponse(request, page.get_template(request), shown, status=status)


def _survey(study: Study) -> Survey | None:
    return getattr(study, "survey", None)


def _publication(page: StudyPage, request: ViewerRequest, decision: Decision) -> Publication | None:
    """The one readers see of the survey; of others that the address names, those they saw before as long as they see
    one, and for an editor any."""
    survey = _survey(page.study)
    if survey is None:
        return None
    wanted = request.GET.get("publication", "")
    publication = survey.public
    if re.fullmatch(r"[0-9]{1,18}", wanted):
        others = survey.publications.filter(pk=wanted, state=Work.DONE)
        if decision.reason is not Reason.EDITOR:
            others = others.filter(survey__public__isnull=False, showings__isnull=False).distinct()
        publication = others.first() or publication
    if publication is not None:
        publication.survey = survey
    return publication


def _standing(publication: Publication) -> Standing:
    if publication.pk == publication.survey.public_id:
        return Standing.PUBLIC
    return Standing.EARLIER if publication.public_from else Standing.PREVIEW


def _source(page: StudyPage, request: ViewerRequest) -> Attribution:
    return attribution(page, chrome_for(request).settings.name, page.get_full_url(request))


def _open_chart(page: StudyPage, request: ViewerRequest) -> dict | None:
    survey = _survey(page.study)
    if survey is None or not survey.open_question:
        return None
    return page.chart(request, survey.open_question, survey.open_segment)


def _doubt(written: Mapping[str, str], public: Publication | None) -> str:
    if not (address := written.get("cell")):
        return ""
    figure = Address.at(address)
    row = public.tables.filter(question=figure.question, segment=figure.segment).first() if public else None
    published = figure.read(row.table()) if row else None
    said = {"number": written["number"], "cell": address}
    if published is None:
        return _("“%(number)s” points at “%(cell)s”, which is not published.") % said
    if says(written["number"], published):
        return ""
    return _("“%(number)s” is written, and “%(cell)s” is published as %(figure)s.") % {
        **said,
        "figure": plain(published),
    }
