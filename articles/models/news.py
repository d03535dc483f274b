from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from articles.models.bylines import Byline
from articles.models.texts import WrittenPage
from portal.core.models import BasePage
from portal.core.pages.listing import listed_below
from portal.core.pages.paging import Paging


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
