from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import BaseLogEntry
from wagtail.permissions import page_permission_policy

from members.models import User
from portal.access.archetypes import Archetype
from portal.core.reads.models import PageReads
from portal.desk.audit import RightsView, may_see_rights
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
    read = [
        path("", ReadsView.as_view(), name="index"),
        path("results/", ReadsView.as_view(results_only=True), name="index_results"),
        path("<int:page_id>/", reads_of_page, name="page"),
    ]
    return [
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
