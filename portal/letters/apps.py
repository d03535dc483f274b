from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LettersConfig(AppConfig):
    name = "portal.letters"
    verbose_name = _("Letters")

    def ready(self) -> None:
        from portal.letters import holdings, signals  # noqa: F401, PLC0415 - registered by being imported
