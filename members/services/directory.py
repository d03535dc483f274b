"""Who shows themselves to the other members, and no longer."""

from django.db import transaction
from wagtail.log_actions import log

from members.models import DirectoryEntry, User


@transaction.atomic(durable=True)
def show_in_directory(*, entry: DirectoryEntry, by: User) -> None:
    """Of oneself alone; an entry that is there is changed."""
    User.objects.select_for_update().get(pk=by.pk)  # a form sent twice at once waits here
    DirectoryEntry.objects.filter(user=by).exclude(pk=entry.pk).delete()
    entry.user = by
    entry.save()
    log(instance=by, action="members.directory.shown", user=by)


@transaction.atomic(durable=True)
def leave_directory(*, by: User) -> None:
    if DirectoryEntry.objects.filter(user=by).delete()[0]:
        log(instance=by, action="members.directory.left", user=by)
