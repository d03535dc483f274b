"""What is the same for all who read the same: looked up once for all of them."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Min, Model, Q
from django.utils import timezone
from django.utils.translation import get_language

from portal.access.models import Release
from portal.access.turning import turns
from portal.access.viewer import Viewer
from portal.core.cache.recording import shows_all
from portal.core.cache.store import store

STEPS = ("preview_at", "members_at", "everyone_at")


def made_for_equals(name: str, viewer: Viewer, make: Callable[[], list], models: Sequence[type[Model]]) -> list:
    """What `make` finds of these models for who reads as this viewer does, a list as JSON gives it back.

    It holds until one of their rows or a release changes, and until the next step of any release.
    """
    kept = store().made_once(f"{name} {get_language()} {_rights(viewer)}", lambda: _made(make, models))
    return json.loads(kept or b"[]")


def _made(make: Callable[[], list], models: Sequence[type[Model]]) -> bytes:
    shows_all(Release)
    for model in models:
        shows_all(model)
    now = timezone.now()
    turns(now, *next_steps(now))
    return json.dumps(make()).encode()


def next_steps(now: datetime) -> list[datetime | None]:
    """The next of each kind of step that any release takes."""
    coming = reduce(or_, (Q(**{f"{step}__gt": now}) for step in STEPS))
    found = Release.objects.filter(coming).aggregate(
        **{step: Min(step, filter=Q(**{f"{step}__gt": now})) for step in STEPS}
    )
    return list(found.values())


def _rights(viewer: Viewer) -> str:
    """All that `portal.access.decision.readable_rule` asks of a viewer."""
    owner = viewer.user_id if viewer.own_paths else None
    sets = sorted(viewer.attended_event_ids), sorted(viewer.granted_release_ids)
    return json.dumps([viewer.reads_as_member, *sets, viewer.edit_paths, viewer.own_paths, owner])
