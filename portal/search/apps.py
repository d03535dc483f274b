from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "portal.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        from portal.core.look.sitemap import OTHERS  # noqa: PLC0415
        from portal.search import signals  # noqa: F401, PLC0415 - registered by being imported
        from portal.search.addresses import listed_addresses  # noqa: PLC0415

        OTHERS["names"] = listed_addresses
