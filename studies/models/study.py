from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable, ReferenceIndex

from portal.access.decision import FOR_EVERYONE, REFUSED, Decision, Reason, decide
from portal.access.models import Release
from portal.access.viewer import Viewer
from portal.core.blocks import BodyField, KeyFigureBlock
from portal.core.localised import Localised
from portal.core.media import MediaHolder
from portal.core.models import BasePage
from portal.core.panels import SharedRowPanel


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
    method_fr = models.TextField(_("method, in French"), blank=True)
    method_en = models.TextField(_("method, in English"), blank=True)
    link_url = models.URLField(_("address on a partner's site"), blank=True)
    link_label_fr = models.CharField(_("text of that link, in French"), max_length=120, blank=True)
    link_label_en = models.CharField(_("text of that link, in English"), max_length=120, blank=True)

    population = Localised()
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

    title = Localised()

    panels = [
        FieldPanel("document"),
        FieldPanel("title_fr"),
        FieldPanel("title_en"),
        FieldPanel("pages"),
        FieldPanel("is_public"),
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
        [("key_figure", KeyFigureBlock())],
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
        return {**super().get_context(request), "files": files}
