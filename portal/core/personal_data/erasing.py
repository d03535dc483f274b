"""Taking a person out of every row, and out of what other rows tell of theirs."""

import json
from collections.abc import Callable, Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, PageLogEntry

from portal.core.mail.models import Message
from portal.core.personal_data.registry import HOLDINGS, Subject, told

ERASED = "(effacé)"


def erase_rows(subject: Subject) -> None:
    """Erase what every model holds of a person, but for the account's own row, in the caller's transaction."""
    for model, holding in HOLDINGS.items():
        rows = holding.find(subject)
        keys = list(rows.values_list("pk", flat=True))
        if holding.theirs:
            forget_what_is_told_of(model, keys)
        if holding.erase and keys:
            holding.erase(model._base_manager.filter(pk__in=keys), subject)
    for email in subject.emails:
        _forget_address(email)


def forget_what_is_told_of(model: type[models.Model], keys: Collection[Any]) -> None:
    """Log entries keep the deed without the name that its row had, messages about the row go."""
    content_type = ContentType.objects.get_for_model(model)
    entries = ModelLogEntry.objects.filter(content_type=content_type, object_id__in=[str(key) for key in keys])
    entries.update(label=ERASED, data={})
    if isinstance(model._meta.pk, models.AutoField):
        Message.objects.filter(content_type=content_type, object_id__in=keys).delete()


def _forget_address(email: str) -> None:
    """Where an address was written down in passing: what was logged, what a failed task left behind."""
    address = told(email)
    for log in (ModelLogEntry, PageLogEntry):
        for entry in log.objects.filter(models.Q(label__icontains=email) | models.Q(data__icontains=email)):
            entry.label = address.sub(ERASED, entry.label)
            entry.data = json.loads(address.sub(ERASED, json.dumps(entry.data, ensure_ascii=False)))
            entry.save(update_fields=["label", "data"])
    within = models.Q(traceback__icontains=email) | models.Q(args_kwargs__icontains=email)
    DBTaskResult.objects.finished().filter(within).delete()


@transaction.atomic
def forget_rows(rows: models.QuerySet, erase: Callable[[models.QuerySet], object]) -> int:
    """Erase rows whose time is over, and what is told of them; answers how many."""
    keys = list(rows.values_list("pk", flat=True))
    forget_what_is_told_of(rows.model, keys)
    erase(rows.model._base_manager.filter(pk__in=keys))
    return len(keys)
