from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for name, label, message in (
        ("copy", _("Ask for a copy of one’s data"), _("Copy of one’s data asked for")),
        ("warned", _("Warn of the end of an unused account"), _("Warned of the end of an unused account")),
        ("erased", _("Erase the account"), _("Account erased")),
    ):
        actions.register_action(f"account.{name}", label, message)
