"""What this room writes: the link that confirms an address, and the letters themselves."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from portal.core.mail.models import Message
from portal.core.mail.writing import queue, render
from portal.letters.models import AskedFor, Kind, Letter, Reader, Subscription
from portal.letters.pieces import Piece, pieces_of

NOBODYS_TOKEN = "0" * 32
"""In the letter that is made once for all, where each message gets its own, and in those only looked at."""


def mail_confirmation(asked: AskedFor, token: str) -> None:
    with override(asked.language):
        link = settings.BASE_URL + reverse("letters:confirm", args=[token])
        kinds = [str(Kind(kind).label) for kind in asked.kinds]
    queue(
        "letters/confirm", to=asked.email, language=asked.language, context={"link": link, "kinds": kinds}, about=asked
    )


def nobody(language: str, email: str = "") -> Reader:
    """In whose name a letter is made that is not, or not yet, a reader's."""
    return Reader(email=email, token=NOBODYS_TOKEN, language=language)


def stop_address(letter: Letter, reader: Reader) -> str:
    """Where one click ends this kind of letter (RFC 8058)."""
    with override(reader.language):
        return settings.BASE_URL + reverse("letters:stop", args=[reader.token, letter.pk])


def write_letter(
    letter: Letter,
    *,
    to: Reader,
    key: str = "",
    pieces: list[Piece] | None = None,
    on_trial: bool = False,
    on_screen: bool = False,
) -> Message:
    """Not saved yet. Gated text is in none: a piece is its title, its summary and the way to it.

    `on_trial`, it says where each reader has links of their own, and stops nothing. `on_screen`, it is a page of its
    own, where a mail stands within another.
    """
    language = to.language
    with override(language):
        context = {
            "letter": letter,
            "subject_line": str(letter.subject),
            "introduction": str(letter.introduction),
            "pieces": pieces_of(letter, language) if pieces is None else pieces,
            "kind": letter.get_kind_display(),
            "online": settings.BASE_URL + reverse("letters:letter", args=[letter.pk]),
            "choices": settings.BASE_URL + reverse("letters:choices", args=[to.token]),
            "stop": stop_address(letter, to),
            "on_trial": on_trial,
            "on_screen": on_screen,
        }
    message = render("letters/letter", to=to.email, language=language, context=context, about=letter, key=key)
    message.stop_url = "" if on_trial else context["stop"]
    return message


def write_to_each(letter: Letter, subscriptions: Iterable[Subscription]) -> Iterator[Message]:
    """One message a reader, not saved yet; what differs between them is put in, all else is made once a language."""
    models: dict[str, Message] = {}
    for subscription in subscriptions:
        reader = subscription.reader
        if reader.language not in models:
            models[reader.language] = write_letter(letter, to=nobody(reader.language), key=letter.key())
        yield _own(models[reader.language], reader, letter)


def _own(model: Message, reader: Reader, letter: Letter) -> Message:
    texts = {name: getattr(model, name).replace(NOBODYS_TOKEN, reader.token) for name in ("text", "html", "stop_url")}
    same = {name: getattr(model, name) for name in ("template", "language", "subject", "key")}
    return Message(to=reader.email, about=letter, **same, **texts)
