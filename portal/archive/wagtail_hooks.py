from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from portal.archive.views import may_import


class ArchiveMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_import(request.user)


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    return [path("archive/", include("portal.archive.urls"))]


@hooks.register("register_settings_menu_item")
def menu_item() -> MenuItem:
    return ArchiveMenuItem(_("Old site"), reverse("archive_admin:batches"), icon_name="history", order=900)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("archive.sent", _("Send what an old site gave"), _("Old site’s files sent"))
    actions.register_action("archive.confirmed", _("Import an old site"), _("Import of an old site started"))
    actions.register_action("archive.imported", _("Import from an old site"), _("Imported from an old site"))
