from typing import cast

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from articles.models.bylines import Byline
from articles.models.texts import WrittenPage
from articles.querysets import NewsPageManager, NewsPageQuerySet
from portal.core.cache.recording import shows_all
from portal.core.models import BasePage, Topic
from portal.core.pages.addresses import address_from
from portal.core.pages.listing import listed_below
from portal.core.pages.paging import Paging, asked_year


class NewsIndexPage(BasePage):
    """The news, the latest first: all of them behind the pinned ones, those of a year, those on a topic."""

    introduction = models.TextField(_("introduction"), blank=True)

    translated = ("introduction",)
    parameters = ("page", "year", "topic")
    parent_page_types = ["home.HomePage"]
    subpage_types = ["articles.NewsPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("news list")

    def get_context(self, request, *args, **kwargs) -> dict:
        news = cast(NewsPageQuerySet, listed_below(NewsPage.objects.for_cards(), self))
        years, news = news.years(), news.latest_first()
        topics = self._topics(news)
        year, topic = asked_year(request), _asked(request, topics)
        if year is not None and year not in years:
            raise Http404
        asked = {"topic": topic.slug if topic else "", "year": str(year or "")}
        kept = {name: value for name, value in asked.items() if value}
        within = ", ".join(filter(None, [str(topic.label) if topic else "", asked["year"]]))
        pinned = [] if kept else list(news.pinned())
        news = news.filter(web_date__year=year) if year else news
        news = news.filter(topics=topic) if topic else news.exclude(pk__in=[page.pk for page in pinned])
        listing = Paging(request, news, kept=kept, within=within)
        shown = {"listing": listing, "pinned": pinned if listing.number == 1 else []}
        ways = {"years": years, "year": year, "topics": topics, "topic": topic}
        return {**super().get_context(request), **shown, **ways}

    def _topics(self, news: NewsPageQuerySet) -> list[Topic]:
        """Those that some of them bear, by name."""
        shows_all(Topic)
        borne = Topic.objects.filter(models.Exists(news.order_by().filter(topics=models.OuterRef("pk"))))
        return sorted(borne, key=lambda topic: address_from(topic.label, 80))


def _asked(request: HttpRequest, topics: list[Topic]) -> Topic | None:
    slug = request.GET.get("topic")
    if slug is None:
        return None
    found = next((topic for topic in topics if topic.slug == slug), None)
    if found is None:
        raise Http404
    return found


class NewsPage(WrittenPage):
    pinned_until = models.DateField(
        _("pinned until"),
        null=True,
        blank=True,
        help_text=_("Stands first among the news until the end of that day. Empty: in its place by its date."),
    )

    shared = (*WrittenPage.shared, "pinned_until")
    parent_page_types = ["articles.NewsIndexPage"]
    content_panels = [
        *WrittenPage.title_panels,
        *WrittenPage.text_panels,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("web_date"), FieldPanel("pinned_until")]), WrittenPage.topics_panel],
            heading=_("Date and topics"),
        ),
        FieldPanel("corrections"),
    ]

    objects = NewsPageManager()  # type: ignore[misc]

    class Meta(WrittenPage.Meta):
        verbose_name = _("piece of news")
        indexes = [*WrittenPage.Meta.indexes, models.Index(fields=["pinned_until"], name="news_pinned")]


class NewsByline(Byline):
    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="bylines")
