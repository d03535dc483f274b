"""Blocks that lead on: to pages, other sites, files, people."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from portal.core.editing.blocks.parts import ChosenDocumentBlock, ChosenPageBlock, PartsBlock, in_language_of


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
        label = _("Download")
        template = "blocks/download.html"


class ContactBlock(PartsBlock):
    sentence = blocks.CharBlock(label=_("Sentence"), help_text=_("For instance: Information and registration."))
    email = blocks.EmailBlock(label=_("E-mail address"), required=False)
    phone = blocks.CharBlock(label=_("Phone"), required=False)

    class Meta:
        icon = "mail"
        label = _("Contact")
        template = "blocks/contact.html"
