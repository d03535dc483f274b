"""What access itself knows of a viewer: preview links held, pages they may edit."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils import timezone
from wagtail.models import GroupPagePermission

from portal.access.models import PreviewGrant
from portal.access.viewer import Viewer, register_source

SESSION_GRANTS = "preview_grants"


@register_source
def grants_held(viewer: Viewer, user, session: Mapping) -> Viewer:
    """The session only says which links were opened; whether they still hold is asked each time."""
    grant_ids = session.get(SESSION_GRANTS)
    if not grant_ids:
        return viewer
    grants = PreviewGrant.objects.valid(timezone.now()).filter(pk__in=grant_ids)
    return replace(viewer, granted_release_ids=frozenset(grants.values_list("release_id", flat=True)))


@register_source
def pages_edited(viewer: Viewer, user, session: Mapping) -> Viewer:
    """As Wagtail rules it: "change" edits every page below, "add" only one's own; publishing alone edits nothing."""
    if viewer.user_id is None:
        return viewer
    if user.is_superuser:
        return replace(viewer, edit_paths=("",))
    permissions = GroupPagePermission.objects.filter(
        group__user=user, permission__codename__in=["change_page", "add_page"]
    ).values_list("permission__codename", "page__path")
    return replace(
        viewer,
        edit_paths=tuple({path for codename, path in permissions if codename == "change_page"}),
        own_paths=tuple({path for codename, path in permissions if codename == "add_page"}),
    )
