"""A sheet of organisations and people: sent, checked, imported once a person has read what would come of it."""

from datetime import timedelta
from pathlib import PurePosixPath
from uuid import uuid4

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portal.access.services import Actor
from portal.roster.models import Sheet, Work
from portal.roster.progress import noted
from portal.roster.tasks import check_sheet, import_sheet

LOST_AFTER = timedelta(minutes=5)
"""Without a sign of the worker."""


class NotChanged(Exception):
    """What can't be done now: in words."""


@transaction.atomic(durable=True)
def send_sheet(*, file: File, invites: bool, by: Actor) -> Sheet:
    """Take it and have it checked; nothing is imported."""
    title = PurePosixPath(str(file.name)).name[-120:]
    sheet = Sheet(title=title, invites=invites, by_id=by.pk if by else None, language=_language())
    sheet.file.save(f"{uuid4().hex}{PurePosixPath(title).suffix.lower()}", file, save=False)
    sheet.save()
    log(instance=sheet, action="roster.sent", user=by, title=title)
    check_sheet.enqueue(sheet.pk, _language())
    return sheet


@transaction.atomic(durable=True)
def confirm_import(*, sheet_id: int, by: Actor) -> None:
    """Have it imported; raises NotChanged unless it was checked."""
    sheet = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet_id)
    if sheet.state != Work.CHECKED:
        raise NotChanged(_("“%(name)s” is not ready to be imported.") % {"name": sheet.title})
    sheet.state, sheet.by_id, sheet.progress = Work.IMPORTING, by.pk if by else None, 0
    sheet.save()
    log(instance=sheet, action="roster.confirmed", user=by, title=sheet.title)
    import_sheet.enqueue(sheet.pk, _language())


@transaction.atomic(durable=True)
def go_on(*, sheet_id: int) -> None:
    """Put a sheet whose worker was lost in the queue again; raises NotChanged while it is being worked on."""
    sheet = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet_id)
    if not is_lost(sheet):
        raise NotChanged(_("“%(name)s” did not stop on the way.") % {"name": sheet.title})
    sheet.save()
    (check_sheet if sheet.state == Work.CHECKING else import_sheet).enqueue(sheet.pk, _language())


def is_lost(sheet: Sheet) -> bool:
    told = noted(sheet.pk)
    last = max(sheet.worked_at, told.at) if told else sheet.worked_at
    return sheet.is_under_way and timezone.now() >= last + LOST_AFTER


def _language() -> str:
    return (get_language() or "fr")[:2]
