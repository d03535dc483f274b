"""When a page opens to whom, in its editor."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class ReleasePanel(Panel):
    """The release of a page in words, what stays public, and the way to change it for whoever may."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"heading": _("Release"), "icon": "view", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        def is_shown(self) -> bool:
            return self.instance.pk is not None and self.instance.release_id is not None

        def render_html(self, parent_context=None) -> str:
            may_change = self.request and self.instance.permissions_for_user(self.request.user).can_publish()
            return render_to_string(
                "access/admin/release_panel.html", {"page": self.instance, "may_change": may_change}
            )
