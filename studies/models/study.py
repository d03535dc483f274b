import re
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable, ReferenceIndex

from portal.access.decision import FOR_EVERYONE, REFUSED, Decision, Reason, decide, readable_by
from portal.access.middleware import ViewerRequest
from portal.access.models import Release
from portal.access.viewer import Viewer
from portal.core.blocks import BodyField
from portal.core.chrome import chrome_for
from portal.core.localised import Localised
from portal.core.media import MediaHolder
from portal.core.models import BasePage
from portal.core.panels import SharedRowPanel, WarningsPanel
from studies.blocks import StudyKeyFigureBlock
from studies.explorer import download, explore, margin, subgroups
from studies.survey.cells import Cell, says
from studies.survey.display.citation import Source
from studies.survey.display.figure import figure
from studies.survey.display.phrases import plain
from studies.survey.tables import Table


class Series(models.Model):
    """A study that comes back: a barometer and its editions."""

    name_fr = models.CharField(_("name, in French"), max_length=120)
    name_en = models.CharField(_("name, in English"), max_length=120, blank=True)

    name = Localised()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["name_fr"]

    def __str__(self) -> str:
        return self.name


class Study(MediaHolder, ClusterableModel):
    """The facts of one study, whatever the language: edition, method, files, and the release of its results."""

    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.PROTECT, related_name="studies", verbose_name=_("series")
    )
    edition = models.PositiveSmallIntegerField(_("edition number"), null=True, blank=True)
    published_on = models.DateField(_("date of publication"), default=timezone.localdate)
    commissioned_by = models.CharField(_("commissioned by"), max_length=200, blank=True)
    carried_out_by = models.CharField(_("carried out by"), max_length=200, blank=True)
    academic_partner = models.CharField(_("academic partner"), max_length=200, blank=True)
    fieldwork_from = models.DateField(_("fieldwork from"), null=True, blank=True)
    fieldwork_to = models.DateField(_("fieldwork to"), null=True, blank=True)
    sample_size = models.PositiveIntegerField(_("sample size"), null=True, blank=True)
    population_fr = models.CharField(_("population, in French"), max_length=250, blank=True)
    population_en = models.CharField(_("population, in English"), max_length=250, blank=True)
    mode_fr = models.CharField(
        _("mode, in French"), max_length=120, blank=True, help_text=_("How people answered: online, by telephone…")
    )
    mode_en = models.CharField(_("mode, in English"), max_length=120, blank=True)
    sampling_fr = models.CharField(_("sampling, in French"), max_length=250, blank=True)
    sampling_en = models.CharField(_("sampling, in English"), max_length=250, blank=True)
    weighting_fr = models.CharField(_("weighting, in French"), max_length=250, blank=True)
    weighting_en = models.CharField(_("weighting, in English"), max_length=250, blank=True)
    method_fr = models.TextField(_("method, in French"), blank=True)
    method_en = models.TextField(_("method, in English"), blank=True)
    link_url = models.URLField(_("address on a partner's site"), blank=True)
    link_label_fr = models.CharField(_("text of that link, in French"), max_length=120, blank=True)
    link_label_en = models.CharField(_("text of that link, in English"), max_length=120, blank=True)

    population = Localised()
    mode = Localised()
    sampling = Localised()
    weighting = Localised()
    method = Localised()
    link_label = Localised()

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        ordering = ["-published_on"]

    def __str__(self) -> str:
        page = self.page()
        return page.title if page else f"{self._meta.verbose_name} {self.pk}"

    def save(self, *args, **kwargs) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            # The gate asks this index where a file is used; it cannot wait for the worker.
            ReferenceIndex.create_or_update_for_object(self)

    def page(self) -> "StudyPage | None":
        """The page it was made with, else any language's."""
        return StudyPage.objects.filter(study=self).select_related("release", "release__page").order_by("pk").first()

    def facts(self) -> list[tuple[object, object]]:
        """What an editor recognises it by, for the page's editor."""
        return [
            (_("series"), self.series),
            (_("edition number"), self.edition),
            (_("date of publication"), self.published_on),
            (_("commissioned by"), self.commissioned_by),
            (_("carried out by"), self.carried_out_by),
            (_("sample size"), self.sample_size),
        ]

    def clone(self) -> "Study":
        """An unsaved copy with its files, for the copy of a page."""
        copy = Study(**{f.attname: getattr(self, f.attname) for f in self._meta.concrete_fields if not f.primary_key})
        for file in self.files.all():
            copy.files.add(
                StudyFile(
                    **{
                        f.attname: getattr(file, f.attname)
                        for f in file._meta.concrete_fields
                        if f.name not in ("id", "study")
                    }
                )
            )
        return copy

    def decide_media(self, content_path: str, viewer: Viewer) -> Decision:
        """A public file as soon as a page of the study is live; any other as the results are; before, its editors'."""
        page = StudyPage.objects.filter(study=self).select_related("release").order_by("-live", "pk").first()
        _relation, file_id, *_rest = content_path.split(".")
        file = self.files.filter(pk=file_id).first()
        if page is None or file is None:
            return REFUSED
        if not page.live:
            return Decision(True, Reason.EDITOR) if viewer.may_edit(page.path, page.owner_id) else REFUSED
        return FOR_EVERYONE if file.is_public else decide(page, viewer, timezone.now())


class StudyFile(Orderable):
    study = ParentalKey(Study, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(
        "core.PortalDocument", on_delete=models.PROTECT, related_name="+", verbose_name=_("document")
    )
    title_fr = models.CharField(_("title, in French"), max_length=120)
    title_en = models.CharField(_("title, in English"), max_length=120, blank=True)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    is_public = models.BooleanField(
        _("public"), default=False, help_text=_("Not ticked: for those who read the results.")
    )
    is_questionnaire = models.BooleanField(
        _("questionnaire"), default=False, help_text=_("The method box of the study leads to it.")
    )

    title = Localised()

    panels = [
        FieldPanel("document"),
        FieldPanel("title_fr"),
        FieldPanel("title_en"),
        FieldPanel("pages"),
        FieldPanel("is_public"),
        FieldPanel("is_questionnaire"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def __str__(self) -> str:
        return self.title


class StudiesIndexPage(BasePage):
    introduction = models.TextField(_("introduction"), blank=True)

    translated = ("introduction",)
    parent_page_types = ["home.HomePage"]
    subpage_types = ["studies.StudyPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("list of studies")

    def get_context(self, request, *args, **kwargs) -> dict:
        studies = (
            StudyPage.objects.live()
            .child_of(self)
            .select_related("release", "study__series", "cover")
            .prefetch_related("cover__renditions")
            .defer("results")
            .order_by("-study__published_on", "-path")
        )
        return {**super().get_context(request), "studies": studies}


class StudyPage(BasePage):
    """A study in one language: public summary and key figures, results behind the release."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, editable=False, related_name="+")
    summary = models.TextField(_("summary"), blank=True, help_text=_("Always public."))
    cover = models.ForeignKey(
        "core.PortalImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("cover")
    )
    key_figures = BodyField(
        [("key_figure", StudyKeyFigureBlock())],
        verbose_name=_("key figures"),
        help_text=_("Three at most, always public."),
        max_num=3,
    )
    findings = BodyField(verbose_name=_("main findings"), help_text=_("Always public."))
    results = BodyField(verbose_name=_("full results"), help_text=_("Read by those the release admits."))

    gated_fields = ("results",)
    shared_rows = ("release", "study")
    translated = ("summary", "key_figures", "findings", "results")
    shared = ("cover",)
    parent_page_types = ["studies.StudiesIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        SharedRowPanel("study", "study:edit", heading=_("Study")),
        FieldPanel("summary"),
        FieldPanel("cover"),
        WarningsPanel("doubtful_key_figures"),
        FieldPanel("key_figures"),
        FieldPanel("findings"),
        FieldPanel("results"),
    ]

    class Meta:
        verbose_name = _("study page")

    def new_release(self) -> Release:
        """Studies are the members' until somebody opens them further."""
        return Release(members_at=timezone.now())

    def get_context(self, request, *args, **kwargs) -> dict:
        files = self.study.files.select_related("document").order_by("-is_public", "sort_order")
        return {**super().get_context(request), "files": files, "margin": margin(self.study.sample_size)}

    def respond(self, request: ViewerRequest, decision: Decision) -> HttpResponse:
        """The figures of a survey are read here, once the decision is there, and nowhere else."""
        if self.study_id is not None:
            self.study = Study.objects.select_related("series", "survey__public").get(pk=self.study_id)
        publication = self._publication(request, decision) if decision.granted else None
        if publication is None:
            context = {**self.get_context(request), "decision": decision, "open_chart": self._open_chart(request)}
            return TemplateResponse(request, self.get_template(request), context)
        corrections = publication.survey.publications.filter(public_from__lte=timezone.now()).exclude(reason_fr="")
        view = explore(
            publication,
            request.GET,
            source=self._source(request),
            pages=readable_by(StudyPage.objects.live(), request.viewer, timezone.now()),
            is_preview=publication.pk != publication.survey.public_id,
        )
        if view and (
            file := download(view, request.GET, publication=publication, corrections=corrections, name=self.slug)
        ):
            return file
        context = {
            **self.get_context(request),
            "decision": decision,
            "explorer": view,
            "corrections": corrections,
            "publication": publication,
            "subgroups": subgroups(publication),
            "margin": margin(publication.respondents or self.study.sample_size),
        }
        status = 404 if view and view.missing else 200
        return TemplateResponse(request, self.get_template(request), context, status=status)

    def _publication(self, request: ViewerRequest, decision: Decision) -> Any:
        """The one readers see of the survey; for an editor, any other of it that the address names; or None."""
        survey = getattr(self.study, "survey", None)
        if survey is None:
            return None
        wanted = request.GET.get("publication", "")
        publication = survey.public
        if decision.reason is Reason.EDITOR and re.fullmatch(r"[0-9]{1,18}", wanted):
            publication = survey.publications.filter(pk=wanted, state="done").first() or publication
        if publication is not None:
            publication.survey = survey
        return publication

    def _source(self, request: ViewerRequest) -> Source:
        dates = {"first": self.study.fieldwork_from, "last": self.study.fieldwork_to}
        return Source(
            association=chrome_for(request).settings.name,
            study=self.title,
            address=self.get_full_url(request),
            fieldwork=render_to_string("components/date_span.html", dates).strip() if dates["first"] else "",
        )

    def _survey(self) -> Any:
        """As it stands now, whatever this page remembers of it; None where the study has none."""
        return getattr(Study.objects.select_related("survey__public").get(pk=self.study_id), "survey", None)

    def shown_table(self, viewer: Viewer, question: str, segment: str) -> Table | None:
        """A table for a chart outside this page: the one the survey's editors opened to all as soon as the page is
        live, any other for whom the results are."""
        decision = decide(self, viewer, timezone.now())
        survey = self._survey()
        if survey is None or survey.public is None or not (self.live or decision.reason is Reason.EDITOR):
            return None
        is_open = bool(question) and (survey.open_question, survey.open_segment) == (question, segment)
        if not (is_open or decision.granted):
            return None
        row = survey.public.tables.filter(question=question, segment=segment).first()
        return row.table() if row else None

    def _open_chart(self, request: ViewerRequest) -> dict | None:
        survey = getattr(self.study, "survey", None)
        if survey is None or not survey.open_question:
            return None
        return self.chart(request, survey.open_question, survey.open_segment)

    def chart(self, request: ViewerRequest, question: str, segment: str) -> dict | None:
        """What `components/chart.html` needs to show a table outside this page; None for whom it isn't."""
        table = self.shown_table(request.viewer, question, segment)
        if table is None:
            return None
        place = "-".join(filter(None, ["chart", question, segment]))
        return {"figure": figure(table), "source": self._source(request), "id": place}

    def doubtful_key_figures(self) -> list[str]:
        """For the editor, the key figures that do not say what the survey's public tables do, a sentence each."""
        survey = self._survey()
        public = survey.public if survey else None
        return [doubt for block in self.key_figures if (doubt := _doubt(block.value, public))]


def _doubt(written: Mapping[str, str], public: Any) -> str:
    if not (address := written.get("cell")):
        return ""
    cell = Cell.at(address)
    row = public and public.tables.filter(question=cell.question, segment=cell.segment).first()
    published = cell.read(row.table()) if row else None
    said = {"number": written["number"], "cell": address}
    if published is None:
        return _("“%(number)s” points at “%(cell)s”, which is not published.") % said
    if says(written["number"], published):
        return ""
    return _("“%(number)s” is written, and “%(cell)s” is published as %(figure)s.") % {
        **said,
        "figure": plain(published),
    }
