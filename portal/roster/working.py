"""The worker's part: a sheet is checked, and imported in one transaction or not at all."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from members.emails import invite
from members.models import Seat
from members.services.rosters import write_roster
from portal.roster.comparing import Found, compare
from portal.roster.gathering import Group, gather
from portal.roster.models import Sheet, Work
from portal.roster.progress import forget, note
from portal.roster.reading import read_lines
from studies.survey.problems import Problem, Refused

MOST_PROBLEMS = 500
"""That are told of one sheet."""
INVITED_AT_ONCE = 50
READ, COMPARED = 0.12, 0.16
"""The parts of an import's time after which the sheet is read, and looked up and compared."""


def check(sheet: Sheet) -> None:
    """Find what would be made and what is wrong; nothing else is written."""
    try:
        groups, problems, notices = _read(sheet)
        found = compare(groups, partial(_note_progress, sheet))
    except (Refused, OSError) as error:
        _refuse(sheet, Work.CHECKING, _problems_of(error))
        return
    problems = sorted([*problems, *found.problems], key=lambda problem: problem.row or 0)
    if problems:
        _refuse(sheet, Work.CHECKING, problems)
        return
    Sheet.objects.filter(pk=sheet.pk, state=Work.CHECKING).update(
        state=Work.CHECKED,
        notices=notices,
        counts=found.counts(),
        effects=[list(effect) for effect in found.effects],
        worked_at=timezone.now(),
    )


def import_all(sheet_id: int) -> bool:
    """True if there is somebody to write to, were it imported before by a worker that was lost then.

    Looked at anew, for things change between the check and the word.
    """
    tell = partial(note, sheet_id)
    try:
        with transaction.atomic():
            sheet = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet_id)
            if sheet.state != Work.IMPORTING:
                return bool(sheet.to_invite)
            tell(0)
            groups, problems, _notices = _read(sheet)
            tell(READ)
            found = compare(groups, lambda done: tell(READ + (COMPARED - READ) * done), hold=True)
            if problems or found.problems:
                raise Refused(*problems, *found.problems)
            write_roster(roster=found.roster, by=sheet.by, progress=lambda done: tell(COMPARED + (1 - COMPARED) * done))
            _end_import(sheet, found)
    except (Refused, OSError) as error:
        _refuse(Sheet.objects.get(pk=sheet_id), Work.IMPORTING, _problems_of(error))
        return False
    finally:
        forget(sheet_id)
    return bool(sheet.to_invite)


def _end_import(sheet: Sheet, found: Found) -> None:
    """What was sent tells of people, and is not needed any more."""
    sheet.state, sheet.progress, sheet.counts = Work.DONE, 100, found.counts()
    sheet.to_invite = [seat.pk for seat in found.roster.seats] if sheet.invites else []
    _forget_file(sheet)
    sheet.save()
    log(instance=sheet, action="roster.imported", user=sheet.by, data=sheet.counts, title=sheet.title)


@transaction.atomic
def invite_some(sheet_id: int) -> bool:
    """Write to the next ones who got a seat and have it still; False once everybody is written to."""
    sheet = Sheet.objects.select_for_update().get(pk=sheet_id)
    now, later = sheet.to_invite[:INVITED_AT_ONCE], sheet.to_invite[INVITED_AT_ONCE:]
    for seat in Seat.objects.current().filter(pk__in=now).select_related("user", "organisation"):
        invite(seat, sheet.language)
    sheet.to_invite = later
    sheet.save(update_fields=["to_invite", "worked_at"])
    return bool(later)


def _read(sheet: Sheet) -> tuple[list[Group], list[Problem], list[str]]:
    with _on_disk(sheet) as path:
        lines, notices = read_lines(path, sheet.title)
    groups, problems = gather(lines)
    return groups, problems, notices


@contextmanager
def _on_disk(sheet: Sheet) -> Iterator[Path]:
    with NamedTemporaryFile(suffix=PurePosixPath(str(sheet.file.name)).suffix) as copy, sheet.file.open() as file:
        shutil.copyfileobj(file, copy)
        copy.flush()
        yield Path(copy.name)


def _note_progress(sheet: Sheet, done: float) -> None:
    Sheet.objects.filter(pk=sheet.pk, state=Work.CHECKING).update(progress=round(100 * done), worked_at=timezone.now())


def _problems_of(error: Refused | OSError) -> list[Problem]:
    if isinstance(error, Refused):
        return list(error.problems)
    message = _("The file can't be read: %(reason)s.")
    return [Problem(message % {"reason": error.strerror or str(error)})]


@transaction.atomic
def _refuse(sheet: Sheet, state: Work, problems: list[Problem]) -> None:
    """Unless another worker was faster."""
    sheet = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if sheet.state != state:
        return
    sheet.state, sheet.problems = Work.REFUSED, [problem.stored() for problem in problems[:MOST_PROBLEMS]]
    sheet.counts = {"problems": len(problems)}
    _forget_file(sheet)
    sheet.save()


@transaction.atomic
def forget_sheets(before: datetime) -> int:
    """Those that nobody had imported are refused; their files go. One that is being imported is waited for."""
    old = Sheet.objects.select_for_update().filter(sent_at__lt=before).exclude(file="")
    for sheet in old:
        _forget_file(sheet)
        sheet.state = Work.REFUSED
        sheet.save()
    return len(old)


def _forget_file(sheet: Sheet) -> None:
    stored, storage = str(sheet.file.name), sheet.file.storage
    sheet.file = ""
    transaction.on_commit(lambda: storage.delete(stored))
