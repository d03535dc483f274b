from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.core.personal_data.registry import about_nobody


class OperationsConfig(AppConfig):
    name = "portal.operations"
    label = "operations"
    verbose_name = _("Operations")

    def ready(self) -> None:
        about_nobody("The name of a step.", self.get_model("DailyStep"))
