"""Who gets which letters: asked for, confirmed, chosen, stopped."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from portal.letters.emails import mail_confirmation
from portal.letters.models import AskedFor, Ending, Kind, Letter, Reader, Source, Subscription


def consent_to(kinds: Collection[str]) -> str:
    """The sentence that is agreed to, in the language in which it is shown."""
    names = ", ".join(str(kind.label) for kind in Kind if kind in kinds)
    return _("I want to receive by e-mail: %(kinds)s. I can stop each of them by one click.") % {"kinds": names}


def consent_by_choice() -> str:
    """What the form of one's choices says above its button: ticking a kind agrees to it."""
    return _("By ticking one you agree to receive it; to stop it, untick it.")


@transaction.atomic(durable=True)
def ask_for_letters(*, email: str, kinds: Collection[str], language: str, is_heard: bool = True) -> None:
    """Write to the address for its owner to confirm, whoever it belongs to; nothing else goes there before.

    What is not to be heard is written and taken back: the time must not tell.
    """
    asked = AskedFor(email=email, kinds=_in_order(kinds), language=language, consent=consent_to(kinds))
    token = asked.make_token()
    asked.save()
    mail_confirmation(asked, token)
    transaction.set_rollback(not is_heard)


def find_asked(token: str) -> AskedFor | None:
    return AskedFor.objects.filter(token_hash=AskedFor.hash_token(token)).first()


@transaction.atomic(durable=True)
def confirm_asked(*, asked: AskedFor) -> Reader:
    """Whoever asked has the message: the address is theirs. Their other letters stay as they are."""
    reader = _reader_at(asked.email, asked.language)
    for kind in asked.kinds:
        _start(reader, kind, asked.consent, Source.FORM)
    AskedFor.objects.filter(email=asked.email).delete()
    return reader


@transaction.atomic(durable=True)
def choose_letters(
    *, email: str, kinds: Collection[str], language: str, source: Source, only: Reader | None = None
) -> Reader:
    """Exactly these kinds from now on. The address is proved: by being signed in, or by the link in a letter."""
    reader = only or _reader_at(email, language)
    current = {row.kind: row for row in reader.subscriptions.current().select_for_update()}
    for kind in _in_order(kinds):
        if kind not in current:
            _start(reader, kind, f"{capfirst(Kind(kind).label)}. {consent_by_choice()}", source)
    for kind, row in current.items():
        if kind not in kinds:
            _end(row, Ending.STOPPED)
    if reader.language != language:
        reader.language = language
        reader.save(update_fields=["language"])
    return reader


@transaction.atomic(durable=True)
def stop_letter(*, reader: Reader, kind: str, letter: Letter | None = None) -> None:
    """End this kind. A second time changes nothing."""
    for row in reader.subscriptions.current().select_for_update().filter(kind=kind):
        _end(row, Ending.STOPPED, letter)


@transaction.atomic
def end_refused(*, email: str, letter: Letter | None = None) -> None:
    """The mail server says that there is no such address: nothing more is written to it."""
    rows = Subscription.objects.current().select_for_update().filter(reader__email=email.lower())
    for row in rows:
        _end(row, Ending.REFUSED, letter if letter and letter.kind == row.kind else None)


def _reader_at(email: str, language: str) -> Reader:
    reader, _made = Reader.objects.select_for_update().get_or_create(email=email, defaults={"language": language})
    return reader


def _start(reader: Reader, kind: str, consent: str, source: Source) -> None:
    if not reader.subscriptions.current().filter(kind=kind).exists():
        Subscription.objects.create(reader=reader, kind=kind, consent=consent, source=source)


def _end(row: Subscription, ending: Ending, letter: Letter | None = None) -> None:
    row.ended_at, row.ending, row.ended_after = timezone.now(), ending, letter
    row.save(update_fields=["ended_at", "ending", "ended_after"])


def _in_order(kinds: Collection[str]) -> list[str]:
    return [kind.value for kind in Kind if kind in kinds]
