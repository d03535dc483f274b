from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowingConfig(AppConfig):
    name = "portal.following"
    label = "following"
    verbose_name = _("Following")

    def ready(self) -> None:
        from portal.following import signals  # noqa: F401, PLC0415 - registered by being imported
