from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from portal.roster.views import may_import


class RosterMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_import(request.user)


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    return [path("roster/", include("portal.roster.urls"))]


@hooks.register("register_settings_menu_item")
def menu_item() -> MenuItem:
    return RosterMenuItem(_("Import of organisations"), reverse("roster_admin:sheets"), icon_name="group", order=910)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("roster.sent", _("Send a sheet of organisations"), _("Sheet of organisations sent"))
    actions.register_action("roster.confirmed", _("Have the sheet imported"), _("Import of the sheet started"))
    actions.register_action("roster.imported", _("Import organisations"), _("Organisations imported"))
