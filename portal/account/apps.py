from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountConfig(AppConfig):
    name = "portal.account"
    label = "personal"
    verbose_name = _("Account")

    def ready(self) -> None:
        from portal.account import holdings  # noqa: F401, PLC0415 - registered by being imported
