from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from portal.access.models import PreviewGrant, Release

STEPS = ("preview_event", "preview_at", "members_at", "everyone_at")


def change_release(*, release_id: int, steps: dict, user: AbstractBaseUser | AnonymousUser) -> Release:
    """Set the timeline, effective at once for the page in every language, and log what it was."""
    with transaction.atomic(durable=True):
        release = Release.objects.select_for_update().get(pk=release_id)
        before = _plain(release)
        for name in STEPS:
            setattr(release, name, steps[name])
        release.save()
        if release.page is not None:
            log(
                instance=release.page,
                action="access.release",
                user=user,
                data={"before": before, "after": _plain(release)},
            )
    return release


def grant_preview(
    *, release: Release, note: str, expires_at: datetime, user: AbstractBaseUser | AnonymousUser
) -> tuple[PreviewGrant, str]:
    """A new preview link and its token, which is told this once and kept only as a hash."""
    grant = PreviewGrant(release=release, note=note, expires_at=expires_at, created_by_id=user.pk)
    token = grant.make_token()
    with transaction.atomic(durable=True):
        grant.save()
        if release.page is not None:
            log(instance=release.page, action="access.preview", user=user, data={"note": note})
    return grant, token


def revoke_preview(*, grant_id: int) -> None:
    """From now on nobody reads by this link; a second call changes nothing."""
    with transaction.atomic(durable=True):
        PreviewGrant.objects.filter(pk=grant_id, revoked_at=None).update(revoked_at=timezone.now())


def _plain(release: Release) -> dict:
    return {
        "preview_event": release.preview_event_id,
        **{name: moment.isoformat() if (moment := getattr(release, name)) else None for name in STEPS[1:]},
    }
