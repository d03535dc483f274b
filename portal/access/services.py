from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from portal.access.models import PreviewGrant, Release

STEPS = ("preview_event", "preview_at", "members_at", "everyone_at")

Actor = AbstractBaseUser | AnonymousUser | None


class ReleaseChanged(Exception):
    """Somebody else changed the release since the one who asks last saw it."""


def change_release(*, release_id: int, steps: dict, seen: str, by: Actor) -> Release:
    """Set the timeline, effective at once for the page in every language, and log what it was.

    `seen` is the `version` of the release that the change started from; raises ReleaseChanged if it is another now.
    """
    with transaction.atomic(durable=True):
        release = Release.objects.select_for_update().get(pk=release_id)
        if release.version != seen:
            raise ReleaseChanged
        before = _plain(release)
        for name in STEPS:
            setattr(release, name, steps[name])
        release.save()
        _log(release, "access.release", by, {"before": before, "after": _plain(release)})
    return release


def grant_preview(*, release: Release, note: str, expires_at: datetime, by: Actor) -> tuple[PreviewGrant, str]:
    """A new preview link and its token, which is told this once and kept only as a hash."""
    grant = PreviewGrant(release=release, note=note, expires_at=expires_at, created_by_id=by.pk if by else None)
    token = grant.make_token()
    with transaction.atomic(durable=True):
        grant.save()
        _log(release, "access.preview", by, {"note": note})
    return grant, token


def revoke_preview(*, grant_id: int, by: Actor) -> None:
    """From now on nobody reads by this link; a second call changes nothing."""
    with transaction.atomic(durable=True):
        grant = PreviewGrant.objects.select_for_update(of=("self",)).select_related("release__page").get(pk=grant_id)
        if grant.revoked_at is not None:
            return
        grant.revoked_at = timezone.now()
        grant.save(update_fields=["revoked_at"])
        _log(grant.release, "access.preview_end", by, {"note": grant.note})


def _log(release: Release, action: str, by: Actor, data: dict) -> None:
    if release.page is not None:
        log(instance=release.page, action=action, user=by, data=data)


def _plain(release: Release) -> dict:
    return {
        "preview_event": release.preview_event_id,
        **{name: moment.isoformat() if (moment := getattr(release, name)) else None for name in STEPS[1:]},
    }
