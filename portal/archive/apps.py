from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArchiveConfig(AppConfig):
    name = "portal.archive"
    label = "archive"
    verbose_name = _("Old site")

    def ready(self) -> None:
        from portal.archive import holdings  # noqa: F401, PLC0415 - registered by being imported
