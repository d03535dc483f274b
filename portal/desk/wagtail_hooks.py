from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import BaseLogEntry, Page
from wagtail.permissions import page_permission_policy

from members.models import User
from portal.access.archetypes import Archetype
from portal.core.reads.models import PageReads
from portal.desk.audit import RightsView, may_see_rights
from portal.desk.draft_links import draft_links, end_link, settle
from portal.desk.panels import ToDoPanel
from portal.desk.reads import ReadsPolicy, ReadsView, reads_of_page
from portal.desk.seeing import RIGHT
from portal.desk.views import (
    feedback_survey,
    organisation_figures,
    see_as,
    stop_seeing,
    what_is_due,
    what_they_read,
)
from portal.desk.viewsets import LinkViewSet, MessageViewSet


@hooks.register("register_admin_viewset")
def undelivered_messages() -> MessageViewSet:
    return MessageViewSet()


@hooks.register("register_admin_viewset")
def broken_links() -> LinkViewSet:
    return LinkViewSet()


@hooks.register("construct_homepage_panels")
def to_do(request: HttpRequest, panels: list[Component]) -> None:
    panels.append(ToDoPanel())


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    rights = [
        path("", RightsView.as_view(), name="index"),
        path("results/", RightsView.as_view(results_only=True), name="index_results"),
    ]
    seeing = [path("", see_as, name="begin"), path("end/", stop_seeing, name="end")]
    outside = [
        path("", draft_links, name="links"),
        path("links/<int:draft_link_id>/end/", end_link, name="end"),
        path("remarks/<int:remark_id>/", settle, name="settle"),
    ]
    read = [
        path("", ReadsView.as_view(), name="index"),
        path("results/", ReadsView.as_view(results_only=True), name="index_results"),
        path("<int:page_id>/", reads_of_page, name="page"),
    ]
    return [
        path("drafts/<int:page_id>/", include((outside, "desk_drafts"))),
        path("due/", what_is_due, name="desk_due"),
        path("reads/", include((read, "desk_reads"))),
        path("rights/", include((rights, "desk_rights"))),
        path("seen-as/", include((seeing, "desk_seeing"))),
        path("figures/<int:organisation_id>/", organisation_figures, name="organisation_figures"),
        path("feedback-survey/<int:event_id>/", feedback_survey, name="feedback_survey"),
        path("what-they-read/<int:user_id>/", what_they_read, name="what_they_read"),
    ]


class RightsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see_rights(request.user)


class SeeAsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RIGHT)


@hooks.register("register_reports_menu_item")
def changes_of_rights() -> MenuItem:
    return RightsMenuItem(_("Changes of rights"), reverse("desk_rights:index"), icon_name="key", order=120)


class DueMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return page_permission_policy.user_has_any_permission(request.user, {"add", "change", "publish"})


@hooks.register("register_admin_menu_item")
def what_is_due_when() -> MenuItem:
    return DueMenuItem(_("What is due"), reverse("desk_due"), icon_name="calendar", order=150)


class ReadsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return ReadsPolicy(PageReads).user_has_permission(request.user, "view")


@hooks.register("register_reports_menu_item")
def what_is_read() -> MenuItem:
    return ReadsMenuItem(_("What is read"), reverse("desk_reads:index"), icon_name="view", order=90)


@hooks.register("register_reports_menu_item")
def seeing_the_site() -> MenuItem:
    return SeeAsMenuItem(_("See the site as…"), reverse("desk_seeing:begin"), icon_name="view", order=130)


@hooks.register("register_user_listing_buttons")
def what_a_person_reads(user: User, request_user: User) -> Iterator[Button]:
    if may_see_rights(request_user):
        url = reverse("what_they_read", args=[user.pk])
        yield Button(_("What they read"), url=url, icon_name="view", priority=50)


@hooks.register("register_page_header_buttons")
def read_from_outside(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if view_name == "edit" and not page.alias_of_id and page.permissions_for_user(user).can_edit():
        url = reverse("desk_drafts:links", args=[page.pk])
        yield Button(_("Have it read from outside"), url=url, icon_name="link", priority=60)


class OfLink(LogFormatter):
    """Of a link to a draft, or by one: it tells for whom it was made."""

    message = ""

    def format_message(self, log_entry: BaseLogEntry) -> str:
        return str(self.message) % {"note": log_entry.data["note"]}


class SeenAs(LogFormatter):
    label = _("See the site as somebody else")

    def format_message(self, log_entry: BaseLogEntry) -> str:
        return str(_("Site seen as %(archetype)s")) % {"archetype": Archetype(log_entry.data["as"]).label}


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("desk.seen_as")(SeenAs)
    actions.register_action(
        "desk.seen_as_ended", _("Stop seeing the site as somebody else"), _("Site seen as oneself again")
    )
    for action, label, message in (
        ("desk.draft_link", _("Make a link to a draft"), _("Link to the draft made for %(note)s")),
        ("desk.draft_link_end", _("End a link to a draft"), _("Link to the draft ended for %(note)s")),
        ("desk.draft_link_opened", _("Open a draft by a link"), _("Draft opened by the link of %(note)s")),
        ("desk.remark", _("Leave a remark on a draft"), _("Remark left by the link of %(note)s")),
        ("desk.remark_done", _("Deal with a remark on a draft"), _("Remark by the link of %(note)s dealt with")),
    ):
        actions.register_action(action)(type("OfThisLink", (OfLink,), {"label": label, "message": message}))
