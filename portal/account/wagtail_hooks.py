from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import AdminOnlyMenuItem
from wagtail.log_actions import LogActionRegistry

from portal.account.processing import register_of_processing


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    return [path("reports/processing/", register_of_processing, name="register_of_processing")]


@hooks.register("register_reports_menu_item")
def menu_item() -> AdminOnlyMenuItem:
    url = reverse("register_of_processing")
    return AdminOnlyMenuItem(_("Register of processing"), url, icon_name="list-ul", order=900)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for name, label, message in (
        ("copy", _("Ask for a copy of one’s data"), _("Copy of one’s data asked for")),
        ("warned", _("Warn of the end of an unused account"), _("Warned of the end of an unused account")),
        ("erased", _("Erase the account"), _("Account erased")),
    ):
        actions.register_action(f"account.{name}", label, message)
