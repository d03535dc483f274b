from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from portal.core.blocks import BodyField
from portal.core.models import BasePage


class MagazinePage(BasePage):
    """The magazine: the list of its issues, the latest first."""

    introduction = models.TextField(_("introduction"), blank=True)

    translated = ("introduction",)
    parent_page_types = ["home.HomePage"]
    subpage_types = ["articles.IssuePage", "articles.ArticlePage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("magazine")

    def get_context(self, request, *args, **kwargs) -> dict:
        issues = (
            IssuePage.objects.live()
            .child_of(self)
            .select_related("cover")
            .prefetch_related("cover__renditions")
            .order_by("-number")
        )
        return {**super().get_context(request), "issues": issues}


class IssuePage(BasePage):
    """One printed issue: its number, month and cover, and what stands in it."""

    number = models.PositiveSmallIntegerField(_("number"))
    month = models.DateField(_("month of publication"), help_text=_("Any day of that month; the day is not shown."))
    cover = models.ForeignKey(
        "core.PortalImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("cover")
    )
    introduction = models.TextField(_("introduction"), blank=True)

    translated = ("introduction",)
    shared = ("number", "month", "cover")
    parent_page_types = ["articles.MagazinePage"]
    subpage_types = ["articles.ArticlePage"]
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("number"), FieldPanel("month"), FieldPanel("cover")], heading=_("Issue")),
        FieldPanel("introduction"),
    ]

    class Meta:
        verbose_name = _("issue")

    def articles(self) -> models.QuerySet["ArticlePage"]:
        """What was printed in this issue, wherever it stands in the tree, and what stands below it."""
        printed_here = models.Q(printed_issue__translation_key=self.translation_key) | models.Q(
            printed_issue=None, path__startswith=self.path
        )
        return (
            ArticlePage.objects.live()
            .filter(printed_here, locale=self.locale_id)
            .select_related("release", "cover")
            .defer("opening", "body")
            .prefetch_related("bylines__person")
            .order_by("printed_page", "path")
        )

    def get_context(self, request, *args, **kwargs) -> dict:
        return {**super().get_context(request), "articles": self.articles()}


class Byline(Orderable):
    """One author of one text, in the order of the byline."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))

    panels = [FieldPanel("person")]

    class Meta(Orderable.Meta):
        abstract = True


class WrittenPage(BasePage):
    """What an article and a piece of news have in common: an opening for all, a body behind the release."""

    kicker = models.CharField(_("kicker"), max_length=60, blank=True, help_text=_("For instance: Interview, Report."))
    standfirst = models.TextField(_("standfirst"), blank=True, help_text=_("45 words at most, always public."))
    opening = BodyField(verbose_name=_("opening"), help_text=_("Always public."))
    body = BodyField(verbose_name=_("body"), help_text=_("Read by those the release admits."))
    web_date = models.DateField(_("put online on"), default=timezone.localdate)
    cover = models.ForeignKey(
        "core.PortalImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("image")
    )
    topics = ParentalManyToManyField("core.Topic", blank=True, related_name="+", verbose_name=_("topics"))

    gated_fields = ("body",)
    translated: ClassVar[tuple[str, ...]] = ("kicker", "standfirst", "opening", "body")
    shared: ClassVar[tuple[str, ...]] = ("web_date", "cover", "topics", "bylines")
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        abstract = True

    text_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("kicker"), FieldPanel("standfirst")], heading=_("Standfirst")),
        FieldPanel("cover"),
        FieldPanel("opening"),
        FieldPanel("body"),
        InlinePanel("bylines", heading=_("Byline"), label=_("Author")),
    ]


class ArticlePage(WrittenPage):
    printed_issue = models.ForeignKey(
        IssuePage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("printed in"),
        help_text=_("The issue it appeared in on paper. Empty: the issue it stands in here, if any."),
    )
    printed_page = models.PositiveSmallIntegerField(_("page in print"), null=True, blank=True)

    shared = (*WrittenPage.shared, "printed_issue", "printed_page")
    parent_page_types = ["articles.IssuePage", "articles.MagazinePage"]
    content_panels = [
        *WrittenPage.text_panels,
        MultiFieldPanel(
            [FieldPanel("web_date"), FieldPanel("printed_issue"), FieldPanel("printed_page"), FieldPanel("topics")],
            heading=_("Dates and topics"),
        ),
    ]

    class Meta:
        verbose_name = _("article")

    def get_context(self, request, *args, **kwargs) -> dict:
        issue = self.printed_in()
        beside = issue.articles().exclude(pk=self.pk).prefetch_related(None)[:4] if issue else []
        return {**super().get_context(request), "printed_in": issue, "same_issue": beside}

    def printed_in(self) -> IssuePage | None:
        """The issue to credit, in this page's language."""
        if self.printed_issue is not None:
            return self.printed_issue.localized
        return IssuePage.objects.filter(pk=self.get_parent().pk).first()


class ArticleByline(Byline):
    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="bylines")


class NewsIndexPage(BasePage):
    introduction = models.TextField(_("introduction"), blank=True)

    translated = ("introduction",)
    parent_page_types = ["home.HomePage"]
    subpage_types = ["articles.NewsPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("news list")

    def get_context(self, request, *args, **kwargs) -> dict:
        news = (
            NewsPage.objects.live()
            .child_of(self)
            .select_related("release", "cover")
            .defer("opening", "body")
            .prefetch_related("cover__renditions")
            .order_by("-web_date", "-path")
        )
        return {**super().get_context(request), "news": news}


class NewsPage(WrittenPage):
    parent_page_types = ["articles.NewsIndexPage"]
    content_panels = [
        *WrittenPage.text_panels,
        MultiFieldPanel([FieldPanel("web_date"), FieldPanel("topics")], heading=_("Date and topics")),
    ]

    class Meta:
        verbose_name = _("piece of news")


class NewsByline(Byline):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="bylines")
