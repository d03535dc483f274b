from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from articles.models.texts import ArticlePage, contents_key
from articles.querysets import IssuePageManager
from portal.core.cache.recording import shows
from portal.core.editing.months import MonthInput
from portal.core.models import BasePage
from portal.core.pages.listing import listed_below
from portal.core.pages.paging import Paging


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

    def articles(self) -> models.QuerySet[ArticlePage]:
        shows(contents_key(self.translation_key))
        return ArticlePage.objects.live().printed_in(self).for_contents()

    def first_articles(self) -> models.QuerySet[ArticlePage]:
        return self.articles()[:5]

    def get_context(self, request, *args, **kwargs) -> dict:
        return {**super().get_context(request), "articles": self.articles()}
