"""What access itself knows of a viewer: preview links held, pages they may edit."""

from collections.abc import Mapping
from dataclasses import replace

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import GroupPagePermission

from portal.access.models import PreviewGrant
from portal.access.prepared import Prepared
from portal.access.proofs import proved, register_proof
from portal.access.viewer import Viewer, register_source

SESSION_GRANTS = "preview_grants"

register_proof(SESSION_GRANTS, lambda _grant: _("a preview link"))


@register_source
def grants_held(viewer: Viewer, user, session: Mapping) -> Viewer:
    """The session only says which links were opened; whether they still hold is asked each time."""
    grant_ids = proved(session, SESSION_GRANTS)
    if not grant_ids:
        return viewer
    grants = PreviewGrant.objects.valid(timezone.now()).filter(pk__in=grant_ids)
    return replace(viewer, granted_release_ids=frozenset(grants.values_list("release_id", flat=True)))


@Prepared
def _permissions(user_id: int) -> QuerySet:
    granted = GroupPagePermission.objects.filter(
        group__user=user_id, permission__codename__in=["change_page", "add_page"]
    )
    return granted.values_list("permission__codename", "page__path")


@register_source
def pages_edited(viewer: Viewer, user, session: Mapping) -> Viewer:
    """As Wagtail rules it: "change" edits every page below, "add" only one's own; publishing alone edits nothing."""
    if viewer.user_id is None:
        return viewer
    if user.is_superuser:
        return replace(viewer, edit_paths=("",))
    permissions = _permissions(viewer.user_id)
    return replace(
        viewer,
        edit_paths=tuple({path for codename, path in permissions if codename == "change_page"}),
        own_paths=tuple({path for codename, path in permissions if codename == "add_page"}),
    )
