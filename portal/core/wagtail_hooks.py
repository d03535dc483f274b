from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from portal.access.choosing import known_to
from portal.access.middleware import ViewerRequest
from portal.core.editing.charts import charts
from portal.core.editing.reading import LinkToDocument, LinkToNote, LinkToPage
from portal.core.editing.telling import (
    tell_of_draft_above,
    tell_of_drafts_above_many,
    tell_what_came_of_a_review,
    tell_what_is_asked,
)
from portal.core.editing.translating import ask_about_gaps, keep_gaps_out_of_bulk, unpublish_translations
from portal.core.manuscripts.views import pasted
from portal.core.redirects.withdrawing import (
    note_what_is_withdrawn,
    note_what_many_withdraw,
    withdraw_what_many_noted,
    withdraw_what_was_noted,
)
from portal.core.viewsets import PublicationGroup

register_snippet(PublicationGroup)
hooks.register("before_edit_page", ask_about_gaps, order=-1)
hooks.register("before_edit_page", tell_of_draft_above, order=-1)
hooks.register("before_edit_page", tell_what_is_asked)
hooks.register("after_create_page", tell_of_draft_above)
hooks.register("after_edit_page", tell_what_came_of_a_review)
hooks.register("after_bulk_action", tell_of_drafts_above_many)
hooks.register("before_bulk_action", keep_gaps_out_of_bulk)
hooks.register("after_unpublish_page", unpublish_translations)
hooks.register("before_bulk_action", note_what_many_withdraw)
hooks.register("after_bulk_action", withdraw_what_many_noted)
for deed in ("unpublish", "delete"):
    hooks.register(f"before_{deed}_page", note_what_is_withdrawn)
    hooks.register(f"after_{deed}_page", withdraw_what_was_noted)


@hooks.register("before_copy_page")
def copy_only_what_one_reads(request: ViewerRequest, page: Page) -> None:
    """Whoever copies a section owns the copies of what others wrote in it, and authors read what they own."""
    if request.method == "POST" and request.POST.get("copy_subpages"):
        for below in page.get_descendants().specific():
            if not below.decision_for(request.viewer).granted:
                raise PermissionDenied


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("core.address.keep", _("Keep an old address"), _("Old address kept"))
    actions.register_action("core.message.again", _("Send a message again"), _("Message sent again"))
    actions.register_action("core.withdraw", _("Withdraw for good"), _("Withdrawn for good"))
    actions.register_action("core.publish.refused", _("Refuse a scheduled publication"), _("Not published: facts lack"))


@hooks.register("insert_global_admin_css")
def admin_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_global_admin_js")
def admin_script() -> str:
    cell = _("The chosen cell of the table")
    return format_html('<script src="{}" data-cell="{}"></script>', static("js/admin.js"), cell)


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    return [path("paste/", pasted, name="portal_paste"), path("charts/<int:page_id>/", charts, name="portal_charts")]


@hooks.register("insert_editor_js")
def paste_script() -> str:
    return format_html(
        '<script src="{}" data-url="{}" data-failed="{}"></script>',
        static("js/paste.js"),
        reverse("portal_paste"),
        _("This could not be pasted as blocks. Paste it as plain text, or import the document."),
    )


@hooks.register("insert_editor_js")
def charts_script() -> str:
    return format_html('<script src="{}"></script>', static("js/charts.js"))


@hooks.register("construct_page_chooser_queryset")
def choose_of_known_pages(pages: QuerySet, request: ViewerRequest) -> QuerySet:
    return pages.filter(pk__in=known_to(request.user, Page).values("pk"))


@hooks.register("register_rich_text_features", order=1)
def links_read_together(features: FeatureRegistry) -> None:
    features.register_link_type(LinkToPage)
    features.register_link_type(LinkToDocument)
    features.register_link_type(LinkToNote)
