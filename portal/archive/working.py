"""The work on a batch, source by source: it may stop anywhere, and goes on from there."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.archive.belongings import Belongings
from portal.archive.checking import Checked, Known, check, digest_of
from portal.archive.making import make_page
from portal.archive.material import Material, material_of
from portal.archive.models import Batch, Source, SourceState, Work
from portal.archive.pieces import Piece
from portal.archive.surroundings import Surroundings
from studies.survey.problems import Problem, Refused

logger = logging.getLogger(__name__)

AT_ONCE = 25
"""Findings that are written together."""

Late = Callable[[], bool]


class Superseded(Exception):
    """The batch was sent again meanwhile: its new check is another's."""


@contextmanager
def refusing(batch: Batch) -> Iterator[None]:
    """What keeps a batch from being read at all is kept with it, for whoever sent it."""
    try:
        yield
    except Refused as refused:
        _refuse(batch, refused.problems)
    except OSError as error:
        message = _("The files can't be read: %(reason)s.")
        _refuse(batch, [Problem(message % {"reason": error.strerror or str(error)})])


def _refuse(batch: Batch, problems: Iterable[Problem]) -> None:
    """Unless another worker was faster, or it was sent again meanwhile."""
    Batch.objects.filter(pk=batch.pk, round=batch.round, state=batch.state).update(
        state=Work.REFUSED, problems=[problem.stored() for problem in problems], worked_at=timezone.now()
    )


def check_some(batch: Batch, is_late: Late) -> bool:
    """Look at each piece once a round; False if there is more to look at. Nothing else than the findings is written."""
    with material_of(batch) as material:
        if not batch.total:
            batch.total = sum(1 for _piece in material.source.pieces())
            Batch.objects.filter(pk=batch.pk).update(total=batch.total)
        around = Surroundings()
        known = {source.key: source for source in batch.sources.select_related("page")}
        pieces = (piece for piece in material.source.pieces() if _is_new(known.get(piece.key), batch))
        try:
            while found := [_found(piece, known, material, around, batch) for piece in islice(pieces, AT_ONCE)]:
                _note(found, batch)
                if is_late():
                    return False
            _end_check(batch, material)
        except Superseded:
            pass
    return True


@transaction.atomic
def _note(found: list[Source], batch: Batch) -> None:
    _stay_current(batch)
    Source.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["batch", "key"],
        update_fields=["name", "row", "digest", "round", "state", "problems", "notices"],
    )


def _stay_current(batch: Batch) -> None:
    """Whoever writes holds the batch: none makes a page of what another looks at."""
    current = Batch.objects.select_for_update().get(pk=batch.pk)
    if (current.round, current.state) != (batch.round, batch.state):
        raise Superseded
    current.save(update_fields=["worked_at"])


def _is_new(source: Source | None, batch: Batch) -> bool:
    return source is None or source.round != batch.round


def _found(piece: Piece, known: dict[str, Source], material: Material, around: Surroundings, batch: Batch) -> Source:
    source = known.setdefault(piece.key, Source(batch=batch, key=piece.key))
    source.name, source.row, source.round = piece.name[:255], piece.row, batch.round
    digest = digest_of(piece, material)
    if source.state == SourceState.DONE and source.page_id:
        source.problems, source.notices = [], []
        if source.digest != digest:
            message = _(
                "It is not as it was when it was imported. Its page stays as it is; delete it to import it anew."
            )
            source.notices = [message]
        return source
    checked = _checked(piece, material, around, known)
    source.digest, source.state = digest, SourceState.REFUSED if checked.problems else SourceState.READY
    _keep(source, checked)
    return source


def _checked(piece: Piece, material: Material, around: Surroundings, known: Known) -> Checked:
    try:
        return check(piece, material, around, known)
    except OperationalError:
        raise
    except Exception:
        logger.exception("“%s” of an old site can't be checked.", piece.key)
        return Checked.failed(piece)


def _end_check(batch: Batch, material: Material) -> None:
    batch.sources.filter(page=None).exclude(round=batch.round).delete()
    left_out = material.source.left_out()
    notices = list(material.source.notices)
    if left_out:
        names = ", ".join(left_out[:20]) + ("…" if len(left_out) > 20 else "")
        notices.append(
            _("Files that no row of the sheet speaks of (%(count)d): %(names)s")
            % {"count": len(left_out), "names": names}
        )
    Batch.objects.filter(pk=batch.pk, state=Work.CHECKING).update(
        state=Work.CHECKED, notices=notices, worked_at=timezone.now()
    )


def import_some(batch: Batch, is_late: Late) -> bool:
    """Make the pages of what was found ready; False if there is more to make. Each stands by itself."""
    with material_of(batch) as material:
        known = {source.key: source for source in batch.sources.select_related("page")}
        ready = {key for key, source in known.items() if source.state == SourceState.READY}
        around = Surroundings()
        for piece in _among(material.source.pieces(), ready):
            try:
                if not _import_one(piece, batch, material, around, known):
                    around = Surroundings()
            except Superseded:
                return True
            if is_late():
                return False
    end_import(batch)
    return True


def _among(pieces: Iterable[Piece], keys: set[str]) -> Iterator[Piece]:
    return (piece for piece in pieces if piece.key in keys)


def _import_one(piece: Piece, batch: Batch, material: Material, around: Surroundings, known: Known) -> bool:
    """False where nothing was made."""
    checked = _checked(piece, material, around, known)
    if not checked.problems:
        try:
            return _made(piece, checked, batch, Belongings(batch, material, around))
        except Refused as refused:
            checked.problems += refused.problems
        except (OperationalError, Superseded):
            raise
        except Exception:
            logger.exception("“%s” of the old site “%s” can't be imported.", piece.key, batch.name)
            checked = Checked.failed(piece)
    refused_source = Source.objects.filter(batch=batch, key=piece.key, state=SourceState.READY).first()
    if refused_source:
        refused_source.state = SourceState.REFUSED
        _keep(refused_source, checked)
        refused_source.save(update_fields=["state", "problems", "notices"])
    return False


@transaction.atomic
def _made(piece: Piece, checked: Checked, batch: Batch, belongings: Belongings) -> bool:
    _stay_current(batch)
    source = Source.objects.get(batch=batch, key=piece.key)
    if source.state != SourceState.READY:
        return True  # another worker was faster
    translated = None
    if piece.translation_of:
        origin = batch.sources.filter(key=piece.translation_of, state=SourceState.DONE).first()
        if origin is None or origin.page is None:
            message = _("“%(name)s”, which it translates, was not imported.")
            raise Refused(Problem(message % {"name": piece.translation_of[:100]}))
        translated = origin.page.specific
    source.page = make_page(piece, checked, batch, belongings, translated)
    source.state = SourceState.DONE
    _keep(source, checked)
    source.save()
    return True


def end_import(batch: Batch) -> None:
    """What was sent is not needed any more: it would have to be sent again anyway, mended."""
    Batch.objects.filter(pk=batch.pk, state=Work.IMPORTING).update(
        state=Work.DONE, file="", uploads="", worked_at=timezone.now()
    )
    for file in (batch.file, batch.uploads):
        if file:
            file.storage.delete(str(file.name))


def _keep(source: Source, checked: Checked) -> None:
    source.problems = [problem.stored() for problem in checked.problems[:20]]
    source.notices = [notice.replace("\0", "")[:500] for notice in dict.fromkeys(checked.notices)][:50]
