from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from portal.access import views


@hooks.register("register_admin_urls")
def admin_urls() -> list:
    patterns = [
        path("<int:release_id>/", views.edit_release, name="release"),
        path("<int:release_id>/preview/", views.add_preview, name="add_preview"),
        path("<int:release_id>/preview/<int:grant_id>/end/", views.end_preview, name="end_preview"),
    ]
    return [path("release/", include((patterns, "access_admin")))]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("access.release", _("Change the release"), _("Release changed"))
    actions.register_action("access.preview", _("Make a preview link"), _("Preview link made"))
    actions.register_action("access.preview_end", _("End a preview link"), _("Preview link ended"))
