import uuid
from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.rich_text import RichText

from articles.blocks import CorrectionBlock
from articles.models.bylines import Byline
from articles.models.manuscripts import ManuscriptRemarks
from articles.panels import ManuscriptPanel
from articles.querysets import ArticlePageManager, IssuePageQuerySet, WrittenPageManager
from articles.reading_time import minutes
from portal.access.prepared import Prepared, PreparedRows
from portal.core.cache.recording import shows
from portal.core.editing.blocks import BodyField
from portal.core.editing.limits import MaxWords, counted
from portal.core.editing.panels import FindingsPanel
from portal.core.models import BasePage
from portal.core.pages.people import people_of

STANDFIRST_WORDS = 45


def _about(topic: models.Model, language: str) -> str:
    """What is shown by whatever lists the articles on that topic."""
    return f"articles.about:{topic.pk}:{language}"


def contents_key(issue_key: uuid.UUID) -> str:
    """What is shown by whatever lists the articles of that issue."""
    return f"articles.in_issue:{issue_key}"


ON_SAME = 3


class Kind(models.TextChoices):
    ARTICLE = "article", pgettext_lazy("kind of article", "article")
    FEATURE = "feature", pgettext_lazy("kind of article", "feature")
    INTERVIEW = "interview", pgettext_lazy("kind of article", "interview")
    COLUMN = "column", pgettext_lazy("kind of article", "column")
    TRIBUNE = "tribune", pgettext_lazy("kind of article", "opinion piece")
    REPORT = "report", pgettext_lazy("kind of article", "report")


class WrittenPage(BasePage):
    """What an article and a piece of news have in common: an opening for all, a body behind the release."""

    open_graph_type = "article"

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
    corrections = BodyField(
        [("correction", CorrectionBlock())],
        verbose_name=_("corrections"),
        help_text=_("One for each mistake of substance that was online. Always public."),
    )
    reading_minutes = models.PositiveSmallIntegerField(_("minutes to read"), default=0, editable=False)

    gated_fields = ("body",)
    shown_beside = ("cover",)
    checks = ("standfirst", "byline", *BasePage.checks)
    cover_pixels = 1200
    translated: ClassVar[tuple[str, ...]] = ("kicker", "standfirst", "opening", "body", "corrections")
    shared: ClassVar[tuple[str, ...]] = ("web_date", "cover", "topics", "bylines")
    computed = ("reading_minutes",)
    subpage_types: ClassVar[list[str]] = []

    objects = WrittenPageManager()  # type: ignore[misc]

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["web_date", "page_ptr"], name="%(class)s_latest")]

    def full_clean(self, *args, **kwargs) -> None:
        """All of it is counted, whoever may read it, once its language is known."""
        super().full_clean(*args, **kwargs)
        self.time_reading()

    def time_reading(self) -> None:
        text = self._text_of("standfirst", "opening", "body")
        self.reading_minutes = minutes(text, self.locale.language_code)

    @property
    def shown_kicker(self) -> str:
        return self.kicker

    def correction_notes(self) -> list[tuple[date, RichText]]:
        """When and what, the latest first."""
        notes = [(block.value["date"], block.value["text"]) for block in self.corrections if block.value["date"]]
        return sorted(notes, key=lambda note: note[0], reverse=True)

    @property
    def corrected_on(self) -> date | None:
        return next((day for day, _text in self.correction_notes()), None)

    def get_context(self, request, *args, beside: Sequence["ArticlePage"] = (), **kwargs) -> dict:
        """`beside`: the articles that the page leads to already."""
        bylines = people_of(self.bylines)  # type: ignore[attr-defined]
        topics = list(self.topics.all())
        found = {"bylines": bylines, "topics": topics, "same_topic": self.on_same(topics, but_for=beside)}
        return {**super().get_context(request), **found}

    def on_same(self, topics: list[models.Model], but_for: Sequence["ArticlePage"] = ()) -> list["ArticlePage"]:
        """Other articles, those that share most topics with it first, then the latest."""
        shows(*(_about(topic, self.locale.language_code) for topic in topics))
        if not topics:
            return []
        today = timezone.localdate()
        found = _on_any(self.locale_id, *(topic.pk for topic in topics))
        known = {self.pk, *(article.pk for article in but_for)}
        latest = [row for row in found if row[0] not in known and row[2] <= today]
        keys = [key for key, _common, _day in sorted(latest, key=lambda row: -row[1])[:ON_SAME]]
        pages = {page.pk: page for page in _with_keys(*keys)} if keys else {}
        return [pages[key] for key in keys if key in pages]

    def shown_with_pages(self) -> set[str]:
        return {_about(topic, self.locale.language_code) for topic in self.topics.all()}

    def card(self) -> dict[str, object]:
        return {"kicker": self.shown_kicker, "text": self.standfirst, "date": self.web_date}

    title_panels = [FindingsPanel(), *BasePage.content_panels]
    text_panels = [
        MultiFieldPanel([FieldPanel("kicker"), counted("standfirst", STANDFIRST_WORDS)], heading=_("Standfirst")),
        FieldPanel("cover"),
        FieldPanel("opening"),
        FieldPanel("body"),
        InlinePanel("bylines", heading=_("Byline"), label=_("Author")),
    ]
    topics_panel = FieldPanel("topics", widget=forms.CheckboxSelectMultiple)


class ArticlePage(WrittenPage):
    kind = models.CharField(_("kind of article"), max_length=10, choices=Kind, default=Kind.ARTICLE)
    standing_title = models.CharField(
        _("title of the column"), max_length=60, blank=True, help_text=_("For instance: The next desk. Columns only.")
    )
    interviewee = models.ForeignKey(
        "core.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person interviewed"),
        help_text=_("Interviews only."),
    )
    printed_issue = models.ForeignKey(
        "articles.IssuePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("printed in"),
        help_text=_("The issue it appeared in on paper. Empty: the issue it stands in here, if any."),
    )
    printed_page = models.PositiveSmallIntegerField(_("page in print"), null=True, blank=True)
    rubric = models.ForeignKey(
        "articles.Rubric",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("section of the issue"),
    )
    place = models.PositiveSmallIntegerField(
        _("place in the contents"),
        null=True,
        blank=True,
        help_text=_("1 for the first. Empty: by its page in print, behind those that have a place."),
    )

    translated = (*WrittenPage.translated, "standing_title")
    shared = (*WrittenPage.shared, "kind", "interviewee", "printed_issue", "printed_page", "rubric", "place")
    parent_page_types = ["articles.IssuePage", "articles.MagazinePage"]
    content_panels = [
        ManuscriptPanel(),
        *WrittenPage.title_panels,
        MultiFieldPanel(
            [FieldPanel("kind"), FieldPanel("standing_title"), FieldPanel("interviewee")],
            heading=_("Kind of article"),
        ),
        *WrittenPage.text_panels,
        MultiFieldPanel(
            [
                FieldPanel("printed_issue"),
                FieldRowPanel([FieldPanel("printed_page"), FieldPanel("rubric"), FieldPanel("place")]),
            ],
            heading=_("In the issue"),
        ),
        MultiFieldPanel([FieldPanel("web_date"), WrittenPage.topics_panel], heading=_("Date and topics")),
        FieldPanel("corrections"),
    ]

    objects = ArticlePageManager()  # type: ignore[misc]

    class Meta(WrittenPage.Meta):
        verbose_name = _("article")

    @property
    def shown_kicker(self) -> str:
        """What was typed, else a column's own title, else the kind, which an ordinary article does not tell."""
        title = self.standing_title if self.kind == Kind.COLUMN else ""
        return self.kicker or title or (capfirst(str(Kind(self.kind).label)) if self.kind != Kind.ARTICLE else "")

    def get_context(self, request, *args, **kwargs) -> dict:
        issue = self.printed_in()
        beside = self._beside(issue) if issue else []
        return {**super().get_context(request, beside=beside), "printed_in": issue, "same_issue": beside}

    def _beside(self, issue: BasePage) -> "list[ArticlePage]":
        shows(contents_key(issue.translation_key))
        ends = issue._get_children_path_interval(issue.path)
        return _others_there(self.pk, issue.pk, issue.locale_id, *ends)

    def shown_with_pages(self) -> set[str]:
        issue = self.printed_issue or self._issue_above().first()
        return super().shown_with_pages() | ({contents_key(issue.translation_key)} if issue else set())

    def printed_in(self) -> BasePage | None:
        """The issue to credit, in this page's language."""
        if self.printed_issue is not None:
            return self.printed_issue.localized
        return next(iter(_live_issue_at(self._get_parent_path_from_path(self.path))), None)

    def _issue_above(self) -> IssuePageQuerySet:
        return _issues().filter(path=self._get_parent_path_from_path(self.path))

    def manuscript_remarks(self) -> ManuscriptRemarks | None:
        return ManuscriptRemarks.objects.filter(page=self.pk).first()


@Prepared
def _on_any(locale_id: int, *topics: int) -> models.QuerySet:
    return ArticlePage.objects.about(topics, locale_id).values_list("pk", "common", "web_date")


@PreparedRows
def _with_keys(*keys: int) -> models.QuerySet:
    return ArticlePage.objects.filter(pk__in=keys).order_by().for_contents()


@PreparedRows
def _others_there(article: int, issue: int, locale_id: int, first_path: str, last_path: str) -> models.QuerySet:
    """The first of an issue's articles but for one."""
    there = ArticlePage.objects.printed_there(issue, locale_id, first_path, last_path)
    return there.exclude(pk=article).for_contents()[:4]


@PreparedRows
def _live_issue_at(path: str) -> models.QuerySet:
    return _issues().live().filter(path=path)


def _issues() -> IssuePageQuerySet:
    return ArticlePage.printed_issue.field.related_model.objects.all()  # type: ignore[attr-defined]


class ArticleByline(Byline):
    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="bylines")
