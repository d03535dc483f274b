from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Members")
    default = True

    def ready(self) -> None:
        # Registered by being imported.
        from members import adapter, holdings, limits, second_step, sources, ways  # noqa: F401, PLC0415
        from members.services import fees  # noqa: F401, PLC0415


class StaffAccountsConfig(WagtailUsersAppConfig):
    """Wagtail's user administration, for accounts whose name is their address."""

    user_viewset = "members.viewsets.AccountViewSet"
