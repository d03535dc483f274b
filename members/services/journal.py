"""Many deeds put on record at once, as `wagtail.log_actions.log` would one by one."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from wagtail.models import ModelLogEntry

from portal.access.services import Actor

AT_ONCE = 500
"""Rows a query."""

Deed = tuple[Model, str, dict[str, Any]]
"""Of what, which action, and what there is to say of it."""


def entries_of(deeds: Iterable[Deed], by: Actor) -> list[ModelLogEntry]:
    """To be written by the caller; one `uuid` tells that they were done together."""
    uuid, now = uuid4(), timezone.now()
    return [
        ModelLogEntry(
            content_type=ContentType.objects.get_for_model(instance),
            object_id=str(instance.pk),
            label=str(instance),
            action=action,
            data=data,
            timestamp=now,
            uuid=uuid,
            user_id=by.pk if by else None,
        )
        for instance, action, data in deeds
    ]


def log_deeds(deeds: Iterable[Deed], by: Actor) -> None:
    """In the caller's transaction."""
    ModelLogEntry.objects.bulk_create(entries_of(deeds, by), batch_size=AT_ONCE)
