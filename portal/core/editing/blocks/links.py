"""Blocks that lead on: to pages, other sites, files, people."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from portal.core.editing.blocks.parts import ChosenDocumentBlock, ChosenPageBlock, PartsBlock, in_language_of
from portal.core.editing.figures import FiguresBlock
from portal.core.editing.reading import Card


class PageLinkBlock(PartsBlock):
    """Points at another page of the portal: a study, an event, an article."""

    page = ChosenPageBlock(label=_("Page"))
    label = blocks.CharBlock(label=_("Text of the link"), required=False, help_text=_("Empty: the page's title."))

    class Meta:
        icon = "link"
        label = _("Link to a page")
        template = "blocks/page_link.html"

    def get_context(self, value, parent_context=None) -> dict:
        context = super().get_context(value, parent_context)
        return {**context, "target": in_language_of(context, value["page"])}


class OutsideLinkBlock(PartsBlock):
    """Points at another site, such as the partner who publishes the study."""

    label = blocks.CharBlock(label=_("Text of the link"))
    url = blocks.URLBlock(label=_("Address"))
    site = blocks.CharBlock(label=_("Name of the site"), required=False)

    class Meta:
        icon = "link-external"
        label = _("Link to another site")
        template = "blocks/outside_link.html"


class DownloadBlock(PartsBlock):
    document = ChosenDocumentBlock(label=_("Document"))
    label = blocks.CharBlock(label=_("Text of the link"), required=False)

    class Meta:
        icon = "download"
        label = _("File to download")
        template = "blocks/download.html"


class ContactBlock(PartsBlock):
    sentence = blocks.CharBlock(label=_("Sentence"), help_text=_("For instance: Information and registration."))
    email = blocks.EmailBlock(label=_("E-mail address"), required=False)
    phone = FiguresBlock(label=_("Phone"), required=False)

    class Meta:
        icon = "mail"
        label = _("Contact")
        template = "blocks/contact.html"


class CardBlock(ChosenPageBlock):
    @property
    def read_as(self) -> type:
        return Card


class CardsBlock(blocks.ListBlock):
    """Pages as lists show them, as they stand now, in the language of the page that shows them."""

    def __init__(self, **kwargs) -> None:
        kinds = ["articles.ArticlePage", "articles.NewsPage", "events.EventPage", "studies.StudyPage"]
        super().__init__(CardBlock(page_type=kinds, label=_("Page")), min_num=1, max_num=4, **kwargs)

    class Meta:
        icon = "doc-full"
        label = _("Cards of pages")
        template = "blocks/cards.html"

    def get_context(self, value: Any, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context)
        chosen = [in_language_of(context, page) for page in value]
        shown = [page.specific for page in chosen if page is not None and page.live]
        return {**context, "cards": shown, "locale_id": getattr(context.get("page"), "locale_id", None)}
