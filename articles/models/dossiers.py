import uuid

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, PageChooserPanel
from wagtail.models import Orderable, Page

from articles.models.news import NewsPage
from articles.models.texts import ArticlePage, WrittenPage
from articles.querysets import DossierPageManager
from portal.access.prepared import PreparedRows
from portal.core.cache.recording import shows
from portal.core.editing.panels import FindingsPanel
from portal.core.models import BasePage
from portal.core.pages.listing import live_in


def in_dossiers_key(text_key: uuid.UUID) -> str:
    """What is shown by whatever says in which dossiers that text stands."""
    return f"articles.in_dossiers:{text_key}"


class DossierPage(BasePage):
    """Articles of several issues, and news, in the editor's order; in each language those that are told in it."""

    introduction = models.TextField(_("introduction"), blank=True)
    cover = models.ForeignKey(
        "core.PortalImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("image")
    )

    translated = ("introduction",)
    shared = ("cover", "pieces")
    shown_beside = ("cover",)
    parent_page_types = ["articles.MagazinePage"]
    subpage_types: list[str] = []
    content_panels = [
        FindingsPanel(),
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("cover"),
        InlinePanel("pieces", heading=_("Texts of the dossier"), label=_("Text")),
    ]

    objects = DossierPageManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("dossier")

    def card(self) -> dict[str, object]:
        return {"kicker": gettext("Dossier"), "text": self.introduction}

    def shown_with_pages(self) -> set[str]:
        return {in_dossiers_key(key) for key in self._keys()}

    def get_context(self, request, *args, **kwargs) -> dict:
        return {**super().get_context(request), "texts": self.texts()}

    def texts(self) -> list[WrittenPage]:
        keys = self._keys()
        shows(*(f"page:{key}" for key in keys))
        found = {
            page.translation_key: page
            for model in (ArticlePage, NewsPage)
            for page in live_in(model.objects.for_cards(), self.locale_id).filter(translation_key__in=keys)
        }
        return [found[key] for key in keys if key in found]

    def _keys(self) -> list[uuid.UUID]:
        """Of what is chosen, in its order; in a draft as it stands in the editor."""
        chosen = [piece.page_id for piece in self.pieces.all()]  # type: ignore[attr-defined]
        keys = dict(Page.objects.filter(pk__in=chosen).order_by().values_list("pk", "translation_key"))
        return list(dict.fromkeys(keys[pk] for pk in chosen if pk in keys))


class DossierPiece(Orderable):
    dossier = ParentalKey(DossierPage, on_delete=models.CASCADE, related_name="pieces")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("text"))

    panels = [PageChooserPanel("page", page_type=["articles.ArticlePage", "articles.NewsPage"])]

    class Meta(Orderable.Meta):
        verbose_name = _("text of a dossier")

    def __str__(self) -> str:
        return f"{self.dossier_id} · {self.page_id}"


def dossiers_of(text: WrittenPage) -> list[DossierPage]:
    """Those that are online in its language and hold it."""
    shows(in_dossiers_key(text.translation_key))
    return _holding(text.pk, text.locale_id) if text.pk else []


@PreparedRows
def _holding(text: int, locale_id: int) -> models.QuerySet:
    alike = Page.objects.filter(pk=text).order_by().values("translation_key")
    pieces = DossierPiece.objects.filter(page__translation_key__in=alike).order_by().values("dossier")
    return DossierPage.objects.live().filter(pk__in=pieces, locale=locale_id).latest_first()
