"""When a page opens to whom, in its editor."""

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel


class ReleasePanel(Panel):
    """The release of a page in words, what stays public, and the way to change it for whoever may."""

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"heading": _("Release"), "icon": "view", **kwargs})

    class BoundPanel(Panel.BoundPanel):
        follows_saving = True

        def is_shown(self) -> bool:
            return self.instance.pk is None or self.instance.release_id is not None

        def render_html(self, parent_context=None) -> str:
            page = self.instance
            context = {
                "page": page,
                "release": page.release if page.release_id else page.new_release(),
                "may_change": page.pk and self.request and page.permissions_for_user(self.request.user).can_publish(),
            }
            return render_to_string("access/admin/release_panel.html", context)
