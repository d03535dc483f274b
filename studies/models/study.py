from typing import ClassVar, Protocol

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, Panel
from wagtail.models import Orderable, ReferenceIndex

from portal.access.decision import FOR_EVERYONE, REFUSED, Decision, Reason, decide
from portal.access.middleware import ViewerRequest
from portal.access.models import Release
from portal.access.prepared import PreparedRows
from portal.access.viewer import Viewer
from portal.core.editing.blocks import BodyField
from portal.core.editing.panels import FindingsPanel, SharedRowPanel, WarningsPanel, asked
from portal.core.editing.row_form import RowPageForm
from portal.core.files.media import MediaHolder
from portal.core.models import BasePage
from portal.core.pages.listing import rows_listed_below
from portal.core.pages.localised import Localised
from portal.core.pages.paging import Paging
from portal.core.pages.rows import SharedRow
from studies.blocks import StudyKeyFigureBlock
from studies.querysets import StudyPageManager, StudyQuerySet


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


class Study(SharedRow, MediaHolder, ClusterableModel):
    """The facts of one study, whatever the language: edition, method, files, and the release of its results."""

    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.PROTECT, related_name="studies", verbose_name=_("series")
    )
    edition = models.PositiveSmallIntegerField(_("edition number"), null=True, blank=True)
    published_on = models.DateField(_("date of publication"), null=True, blank=True)
    announced_fr = models.CharField(
        _("announced for, in French"),
        max_length=80,
        blank=True,
        help_text=_("In words, while the date is not set, such as « printemps 2027 » or « courant mars »."),
    )
    announced_en = models.CharField(
        _("announced for, in English"), max_length=80, blank=True, help_text=_("Empty: as in French.")
    )
    commissioned_by = models.CharField(_("commissioned by"), max_length=200, blank=True)
    carried_out_by = models.CharField(_("carried out by"), max_length=200, blank=True)
    academic_partner = models.CharField(_("academic partner"), max_length=200, blank=True)
    fieldwork_from = models.DateField(_("fieldwork from"), null=True, blank=True)
    fieldwork_to = models.DateField(_("fieldwork to"), null=True, blank=True)
    fieldwork_fr = models.CharField(
        _("fieldwork in words, in French"),
        max_length=80,
        blank=True,
        help_text=_("Shown instead of the dates, such as « août 2022 » or « courant mars »."),
    )
    fieldwork_en = models.CharField(
        _("fieldwork in words, in English"), max_length=80, blank=True, help_text=_("Empty: as in French.")
    )
    sample_size = models.PositiveIntegerField(_("sample size"), null=True, blank=True)
    population_fr = models.CharField(_("population, in French"), max_length=250, blank=True)
    population_en = models.CharField(_("population, in English"), max_length=250, blank=True)
    mode_fr = models.CharField(
        _("mode, in French"), max_length=120, blank=True, help_text=_("How people answered: online, by telephone…")
    )
    mode_en = models.CharField(_("mode, in English"), max_length=120, blank=True)
    sampling_fr = models.CharField(_("sampling, in French"), max_length=250, blank=True)
    sampling_en = models.CharField(_("sampling, in English"), max_length=250, blank=True)
    is_random = models.BooleanField(
        _("drawn at random"),
        null=True,
        blank=True,
        choices=[(None, _("not said")), (True, _("yes")), (False, _("no"))],
        help_text=_("Quotas and volunteers are not. Unless it is, no margin of error, interval or test is shown."),
    )
    weighting_fr = models.CharField(_("weighting, in French"), max_length=250, blank=True)
    weighting_en = models.CharField(_("weighting, in English"), max_length=250, blank=True)
    method_fr = models.TextField(_("method, in French"), blank=True)
    method_en = models.TextField(_("method, in English"), blank=True)
    link_url = models.URLField(_("address on a partner's site"), blank=True)
    link_label_fr = models.CharField(_("text of that link, in French"), max_length=120, blank=True)
    link_label_en = models.CharField(_("text of that link, in English"), max_length=120, blank=True)

    announced = Localised()
    fieldwork = Localised()
    population = Localised()
    mode = Localised()
    sampling = Localised()
    weighting = Localised()
    method = Localised()
    link_label = Localised()

    objects = StudyQuerySet.as_manager()
    creation_panels: ClassVar[list[Panel]] = [
        FieldRowPanel([asked("series"), asked("edition")]),
        FieldRowPanel([asked("published_on"), asked("announced_fr"), asked("announced_en")]),
    ]
    recognised_by = ("series", "edition", "published_on", "commissioned_by", "carried_out_by", "sample_size")

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        ordering = [models.F("published_on").desc(nulls_first=True)]
        indexes = [models.Index(fields=["published_on", "id"], name="study_latest")]

    def save(self, *args, **kwargs) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            # The gate asks this index where a file is used; it cannot wait for the worker.
            ReferenceIndex.create_or_update_for_object(self)

    def fieldwork_told(self) -> str:
        """When people were asked: the words given for it, else the dates."""
        if self.fieldwork or not self.fieldwork_from:
            return self.fieldwork
        dates = {"first": self.fieldwork_from, "last": self.fieldwork_to}
        return render_to_string("components/date_span.html", dates).strip()

    def missing(self) -> dict[str, object]:
        if self.published_on or self.announced_fr:
            return {}
        return {
            "published_on": _(
                "Say when the study is published: give the date, or words that announce it, such as « printemps 2027 »."
            )
        }

    def clean(self) -> None:
        if self.is_in_use() and (missing := self.missing()):
            raise ValidationError(missing)

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
    parameters = ("page",)
    parent_page_types = ["home.HomePage"]
    subpage_types = ["studies.StudyPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("list of studies")

    def get_context(self, request, *args, **kwargs) -> dict:
        studies = rows_listed_below(Study.objects.latest_first(), StudyPage.objects.all(), self, "study")
        return {**super().get_context(request), "listing": Paging(request, studies, shown=StudyPage.objects.of_rows)}


class Reader(Protocol):
    """What readers get of the survey behind a study's page; `StudyPage` says of each what it is."""

    def respond(self, page: "StudyPage", request: ViewerRequest, decision: Decision) -> HttpResponse: ...

    def chart(self, page: "StudyPage", request: ViewerRequest, question: str, segment: str) -> dict | None: ...

    def charts(self, page: "StudyPage", viewer: Viewer) -> list[dict[str, str]]: ...

    def doubtful_key_figures(self, page: "StudyPage") -> list[str]: ...


class StudyPage(BasePage):
    """A study in one language: public summary and key figures, results behind the release.

    `reader` gives what is read of its survey: it stands above the models, in `studies.reader`.
    """

    study = models.ForeignKey(Study, on_delete=models.PROTECT, editable=False, related_name="pages")
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
    shown_beside = ("cover",)
    open_graph_type = "article"
    checks = ("summary", *BasePage.checks)
    shared_rows = ("release", "study")
    row_in_form = "study"
    base_form_class = RowPageForm
    translated = ("summary", "key_figures", "findings", "results")
    shared = ("cover",)
    parameters = ("question", "segment", "option", "view", "sort", "format", "all", "publication")
    reader: ClassVar["Reader"]
    parent_page_types = ["studies.StudiesIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        SharedRowPanel("study", "study:edit", heading=_("Study")),
        FieldPanel("summary"),
        FieldPanel("cover"),
        FindingsPanel(),
        WarningsPanel("doubtful_key_figures"),
        FieldPanel("key_figures"),
        FieldPanel("findings"),
        FieldPanel("results"),
    ]

    objects = StudyPageManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("study page")

    def card(self) -> dict[str, object]:
        study = self.study
        kicker = study.series.name if study.series else ""
        return {"kicker": kicker, "text": self.summary, "date": study.published_on, "announced": study.announced}

    def new_release(self) -> Release:
        """Studies are the members' until somebody opens them further."""
        return Release(members_at=timezone.now())

    def public_parts(self) -> list[str]:
        return [*super().public_parts(), gettext("open chart"), gettext("method"), gettext("files marked public")]

    def get_context(self, request, *args, **kwargs) -> dict:
        files = _files(self.study_id) if self.study_id else []
        return {**super().get_context(request), "files": files}

    def respond(self, request: ViewerRequest, decision: Decision) -> HttpResponse:
        """With the figures of its survey for whom the decision admits."""
        return self.reader.respond(self, request, decision)

    def chart(self, request: ViewerRequest, question: str, segment: str) -> dict | None:
        """What `components/chart.html` needs to show a table outside this page; None for whom it isn't."""
        return self.reader.chart(self, request, question, segment)

    def charts(self, viewer: Viewer) -> list[dict[str, str]]:
        """The codes and names of those that `chart` would show this viewer."""
        return self.reader.charts(self, viewer)

    def doubtful_key_figures(self) -> list[str]:
        """For the editor, the key figures that do not say what the survey's public tables do, a sentence each."""
        return self.reader.doubtful_key_figures(self)


@PreparedRows
def _files(study_id: int) -> models.QuerySet:
    files = StudyFile.objects.select_related("document").filter(study=study_id)
    return files.order_by("-is_public", "sort_order", "pk")
