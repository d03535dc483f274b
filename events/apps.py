from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from events import addresses, choosing, holdings, sources, ways  # noqa: F401, PLC0415 - registered by being imported
