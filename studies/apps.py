from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudiesConfig(AppConfig):
    name = "studies"
    verbose_name = _("Studies")

    def ready(self) -> None:
        from studies import holdings, reader, signals  # noqa: F401, PLC0415 - registered by being imported
