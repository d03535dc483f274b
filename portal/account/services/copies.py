"""A person asks for a copy of what is kept of them, and gets it once."""

from django.db import transaction
from wagtail.log_actions import log

from members.models import User
from portal.access.services import Actor
from portal.account.models import DataCopy
from portal.account.tasks import make_copy


@transaction.atomic(durable=True)
def ask_for_copy(*, user: User, language: str, by: Actor) -> DataCopy:
    """Have a copy made; one that was asked for before no longer holds."""
    DataCopy.objects.filter(user=user).delete()
    copy = DataCopy.objects.create(user=user, language=language)
    log(instance=user, action="account.copy", user=by)
    make_copy.enqueue(copy_id=copy.pk)
    return copy


@transaction.atomic(durable=True)
def give_copy(*, token: str, user: User) -> bytes | None:
    """The copy, this once, to whom it is about; None where there is none to give."""
    copy = DataCopy.objects.opened_by(token, user.pk).select_for_update().first()
    if copy is None:
        return None
    content = bytes(copy.content)
    copy.delete()
    return content
