import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from articles.panels import ManuscriptPanel
from articles.querysets import ArticlePageManager, IssuePageManager, IssuePageQuerySet, WrittenPageManager
from portal.access.prepared import Prepared, PreparedRows
from portal.core.cache.recording import shows
from portal.core.editing.blocks import BodyField
from portal.core.editing.limits import MaxWords, counted
from portal.core.editing.months import MonthInput
from portal.core.editing.panels import DraftLinksPanel
from portal.core.models import BasePage
from portal.core.pages.listing import listed_below
from portal.core.pages.paging import Paging

STANDFIRST_WORDS = 45


def _about(topic: models.Model, language: str) -> str:
    """What is shown by whatever lists the articles on that topic."""
    return f"articles.about:{topic.pk}:{language}"


def _contents(issue_key: uuid.UUID) -> str:
    """What is shown by whatever lists the articles of that issue."""
    return f"articles.in_issue:{issue_key}"


class MagazinePage(BasePage):
    """The magazine: the list of its issues, the latest first."""

    introduction = models.TextField(_("introduction"), blank=True)

    translated = ("introduction",)
    parameters = ("page",)
    parent_page_types = ["home.HomePage"]
    subpage_types = ["articles.IssuePage", "articles.ArticlePage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("magazine")

    def get_context(self, request, *args, **kwargs) -> dict:
        issues = listed_below(IssuePage.objects.for_cards(), self).latest_first()
        return {**super().get_context(request), "listing": Paging(request, issues)}


class IssuePage(BasePage):
    """One printed issue: its number, month and cover, and what stands in it."""

    number = models.PositiveSmallIntegerField(_("number"))
    month = models.DateField(_("month of publication"), help_text=_("For instance “October 2026” or 10/2026."))
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
        MultiFieldPanel(
            [FieldPanel("number"), FieldPanel("month", widget=MonthInput), FieldPanel("cover")], heading=_("Issue")
        ),
        FieldPanel("introduction"),
    ]

    objects = IssuePageManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("issue")
        indexes = [models.Index(fields=["number", "page_ptr"], name="issue_latest")]

    def articles(self) -> models.QuerySet["ArticlePage"]:
        shows(_contents(self.translation_key))
        return ArticlePage.objects.live().printed_in(self).for_contents()

    def first_articles(self) -> models.QuerySet["ArticlePage"]:
        return self.articles()[:5]

    def get_context(self, request, *args, **kwargs) -> dict:
        return {**super().get_context(request), "articles": self.articles()}


ON_SAME = 3


class Byline(Orderable):
    """One author of one text, in the order of the byline."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+", verbose_name=_("person"))

    panels = [FieldPanel("person")]

    class Meta(Orderable.Meta):
        abstract = True


class WrittenPage(BasePage):
    """What an article and a piece of news have in common: an opening for all, a body behind the release."""

    kicker = models.CharField(_("kicker"), max_length=60, blank=True, help_text=_("For instance: Interview, Report."))
    standfirst = models.TextField(
        _("standfirst"),
        blank=True,
        validators=[MaxWords(STANDFIRST_WORDS)],
        help_text=_("45 words at most, always public."),
    )
    opening = BodyField(verbose_name=_("opening"), help_text=_("Always public."))
    body = BodyField(verbose_name=_("body"), help_text=_("Read by those the release admits."))
    web_date = models.DateField(_("put online on"), default=timezone.localdate)
    cover = models.ForeignKey(
        "core.PortalImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("image")
    )
    topics = ParentalManyToManyField("core.Topic", blank=True, related_name="+", verbose_name=_("topics"))

    gated_fields = ("body",)
    shown_beside = ("cover",)
    translated: ClassVar[tuple[str, ...]] = ("kicker", "standfirst", "opening", "body")
    shared: ClassVar[tuple[str, ...]] = ("web_date", "cover", "topics", "bylines")
    subpage_types: ClassVar[list[str]] = []

    objects = WrittenPageManager()  # type: ignore[misc]

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["web_date", "page_ptr"], name="%(class)s_latest")]

    def get_context(self, request, *args, **kwargs) -> dict:
        bylines = self.bylines.select_related("person")  # type: ignore[attr-defined]
        topics = list(self.topics.all())
        found = {"bylines": bylines, "topics": topics, "same_topic": self.on_same(topics)}
        return {**super().get_context(request), **found}

    def on_same(self, topics: list[models.Model]) -> list["ArticlePage"]:
        """Other articles, those that share most topics with it first, then the latest."""
        shows(*(_about(topic, self.locale.language_code) for topic in topics))
        if not topics:
            return []
        latest = [row for row in _on_any(self.locale_id, *(topic.pk for topic in topics)) if row[0] != self.pk]
        keys = [key for key, _common in sorted(latest, key=lambda row: -row[1])[:ON_SAME]]
        found = {page.pk: page for page in _with_keys(*keys)} if keys else {}
        return [found[key] for key in keys if key in found]

    def shown_with_pages(self) -> set[str]:
        return {_about(topic, self.locale.language_code) for topic in self.topics.all()}

    def card(self) -> dict[str, object]:
        return {"kicker": self.kicker, "text": self.standfirst, "date": self.web_date}

    text_panels = [
        DraftLinksPanel(),
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("kicker"), counted("standfirst", STANDFIRST_WORDS)], heading=_("Standfirst")),
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
        ManuscriptPanel(),
        *WrittenPage.text_panels,
        MultiFieldPanel(
            [FieldPanel("web_date"), FieldPanel("printed_issue"), FieldPanel("printed_page"), FieldPanel("topics")],
            heading=_("Dates and topics"),
        ),
    ]

    objects = ArticlePageManager()  # type: ignore[misc]

    class Meta(WrittenPage.Meta):
        verbose_name = _("article")

    def get_context(self, request, *args, **kwargs) -> dict:
        issue = self.printed_in()
        beside = self._beside(issue) if issue else []
        return {**super().get_context(request), "printed_in": issue, "same_issue": beside}

    def _beside(self, issue: IssuePage) -> "list[ArticlePage]":
        shows(_contents(issue.translation_key))
        ends = issue._get_children_path_interval(issue.path)
        return _others_there(self.pk, issue.pk, issue.locale_id, *ends)

    def shown_with_pages(self) -> set[str]:
        issue = self.printed_issue or self._issue_above().first()
        return super().shown_with_pages() | ({_contents(issue.translation_key)} if issue else set())

    def printed_in(self) -> IssuePage | None:
        """The issue to credit, in this page's language."""
        if self.printed_issue is not None:
            return self.printed_issue.localized
        return next(iter(_live_issue_at(self._get_parent_path_from_path(self.path))), None)

    def _issue_above(self) -> IssuePageQuerySet:
        return IssuePage.objects.filter(path=self._get_parent_path_from_path(self.path))

    def manuscript_remarks(self) -> "ManuscriptRemarks | None":
        return ManuscriptRemarks.objects.filter(page=self.pk).first()


@Prepared
def _on_any(locale_id: int, *topics: int) -> models.QuerySet:
    return ArticlePage.objects.about(topics, locale_id).values_list("pk", "common")


@PreparedRows
def _with_keys(*keys: int) -> models.QuerySet:
    return ArticlePage.objects.filter(pk__in=keys).order_by().for_contents()


@PreparedRows
def _others_there(article: int, issue: int, locale_id: int, first_path: str, last_path: str) -> models.QuerySet:
    """The first of an issue's articles but for one."""
    there = ArticlePage.objects.live().printed_there(issue, locale_id, first_path, last_path)
    return there.exclude(pk=article).for_contents()[:4]


@PreparedRows
def _live_issue_at(path: str) -> models.QuerySet:
    return IssuePage.objects.live().filter(path=path)


class ManuscriptRemarks(models.Model):
    """What stands beside a draft made of a document: others' comments in it, and what could not be carried over."""

    page = models.OneToOneField(ArticlePage, on_delete=models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=255)
    comments = models.JSONField(default=list)
    left_out = models.JSONField(default=list)

    class Meta:
        verbose_name = _("remarks on a document")
        verbose_name_plural = _("remarks on documents")

    def __str__(self) -> str:
        return self.file_name


class ArticleByline(Byline):
    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="bylines")


class NewsIndexPage(BasePage):
    introduction = models.TextField(_("introduction"), blank=True)

    translated = ("introduction",)
    parameters = ("page",)
    parent_page_types = ["home.HomePage"]
    subpage_types = ["articles.NewsPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("news list")

    def get_context(self, request, *args, **kwargs) -> dict:
        news = listed_below(NewsPage.objects.for_cards(), self).latest_first()
        return {**super().get_context(request), "listing": Paging(request, news)}


class NewsPage(WrittenPage):
    parent_page_types = ["articles.NewsIndexPage"]
    content_panels = [
        *WrittenPage.text_panels,
        MultiFieldPanel([FieldPanel("web_date"), FieldPanel("topics")], heading=_("Date and topics")),
    ]

    class Meta(WrittenPage.Meta):
        verbose_name = _("piece of news")


class NewsByline(Byline):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="bylines")
