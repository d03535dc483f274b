"""A letter's way from draft to its readers. Whoever does something is named in its history."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from members.models import User
from portal.core.mail.writing import post
from portal.letters.emails import nobody, write_letter
from portal.letters.models import Letter, LetterPiece, LetterState
from portal.letters.pieces import MOST, new_since, pieces_of
from portal.letters.tasks import write_next


class NotNow(Exception):
    """Its text says to the editor why this can't be done."""


@transaction.atomic
def change_letter(*, letter: Letter, save: Callable[[], Letter]) -> Letter:
    """Save the text, and nothing of its way to the readers. Raises NotNow where it set out meanwhile."""
    held = _hold(letter.pk, LetterState.DRAFT, LetterState.SCHEDULED)
    for name in ("state", "send_at", "begun_at", "sent_at", "reached", "addressed"):
        setattr(letter, name, getattr(held, name))
    return save()


@transaction.atomic(durable=True)
def take_what_is_new(*, letter_id: int, by: User) -> int:
    """Add what was published since the last letter of this kind; how many pieces that is. Raises NotNow."""
    letter = _hold(letter_id, LetterState.DRAFT, LetterState.SCHEDULED)
    place = letter.pieces.aggregate(last=Max("sort_order"))["last"]
    first = 0 if place is None else place + 1
    pages = list(new_since(letter, timezone.now())[: max(MOST - letter.pieces.count(), 0)])
    LetterPiece.objects.bulk_create(
        LetterPiece(letter=letter, page=page, sort_order=order) for order, page in enumerate(pages, first)
    )
    if pages:
        log(instance=letter, action="letters.letter.filled", user=by)
    return len(pages)


def send_test(*, letter_id: int, by: User) -> None:
    """To oneself, in one's language, as a reader gets it, but for the links that are each reader's."""
    letter = Letter.objects.get(pk=letter_id)
    message = write_letter(letter, to=nobody(by.language or "fr", by.email), on_trial=True)
    message.subject = _("Test: %(subject)s") % {"subject": message.subject}
    with transaction.atomic(durable=True):
        log(instance=letter, action="letters.letter.tested", user=by)
        post([message])


@transaction.atomic(durable=True)
def schedule_letter(*, letter_id: int, at: datetime | None, by: User) -> Letter:
    """Have it go out at that moment, or at once. Raises NotNow where it says nothing or nobody would read it."""
    letter = _hold(letter_id, LetterState.DRAFT, LetterState.SCHEDULED)
    now = timezone.now()
    if at is not None and at <= now:
        raise NotNow(_("This moment is past. Choose a later one, or send at once."))
    if not _says_something(letter):
        raise NotNow(_("The letter is empty: write an introduction, or choose pieces that are published."))
    if not letter.readers(now).exists():
        raise NotNow(_("Nobody has subscribed to this kind of letter yet."))
    letter.state, letter.send_at = LetterState.SCHEDULED, at or now
    letter.save(update_fields=["state", "send_at"])
    log(instance=letter, action="letters.letter.scheduled", user=by)
    if at is None:
        _begin(letter, now)
    return letter


@transaction.atomic(durable=True)
def put_back(*, letter_id: int, by: User) -> None:
    """A scheduled letter becomes a draft again. Raises NotNow once it goes out."""
    letter = _hold(letter_id, LetterState.SCHEDULED)
    letter.state, letter.send_at = LetterState.DRAFT, None
    letter.save(update_fields=["state", "send_at"])
    log(instance=letter, action="letters.letter.put_back", user=by)


@transaction.atomic(durable=True)
def pause_letter(*, letter_id: int, by: User) -> None:
    """Write to nobody more until it is resumed; what is written already still leaves. Raises NotNow."""
    letter = _hold(letter_id, LetterState.SENDING)
    letter.state = LetterState.PAUSED
    letter.save(update_fields=["state"])
    log(instance=letter, action="letters.letter.paused", user=by)


@transaction.atomic(durable=True)
def resume_letter(*, letter_id: int, by: User) -> None:
    """Go on where it stopped. Raises NotNow."""
    letter = _hold(letter_id, LetterState.PAUSED)
    letter.state = LetterState.SENDING
    letter.save(update_fields=["state"])
    log(instance=letter, action="letters.letter.resumed", user=by)
    write_next.enqueue(letter_id=letter.pk)


def expected(letter: Letter, now: datetime) -> int:
    """How many it goes to in all: those it was written to, whatever they did since, and those still to come."""
    return letter.addressed + letter.readers(letter.begun_at or now).filter(pk__gt=letter.reached).count()


def send_due_letters() -> None:
    """Begin with those whose moment has come; one of which nothing is online any more becomes a draft again."""
    for letter_id in Letter.objects.due(timezone.now()).values_list("pk", flat=True):
        with transaction.atomic(durable=True):
            letter = Letter.objects.select_for_update().get(pk=letter_id)
            now = timezone.now()
            if letter.state != LetterState.SCHEDULED or not letter.send_at or letter.send_at > now:
                continue
            if _says_something(letter):
                _begin(letter, now)
            else:
                letter.state, letter.send_at = LetterState.DRAFT, None
                letter.save(update_fields=["state", "send_at"])


def _says_something(letter: Letter) -> bool:
    return bool(pieces_of(letter, "fr") or letter.introduction_fr.strip())


def _begin(letter: Letter, now: datetime) -> None:
    letter.state, letter.begun_at = LetterState.SENDING, now
    letter.save(update_fields=["state", "begun_at"])
    write_next.enqueue(letter_id=letter.pk)


def _hold(letter_id: int, *states: LetterState) -> Letter:
    """The letter, locked; of two editors who do something at once, the second is told."""
    letter = Letter.objects.select_for_update().get(pk=letter_id)
    if letter.state not in states:
        raise NotNow(_("Meanwhile this letter is: %(state)s.") % {"state": letter.get_state_display()})
    return letter
