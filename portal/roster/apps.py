from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RosterConfig(AppConfig):
    name = "portal.roster"
    label = "roster"
    verbose_name = _("Import of organisations")

    def ready(self) -> None:
        from portal.roster import holdings  # noqa: F401, PLC0415 - registered by being imported
