from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    name = "portal.billing"
    label = "billing"
    verbose_name = _("Invoices")

    def ready(self) -> None:
        from portal.billing import holdings  # noqa: F401, PLC0415 - registered by being imported
