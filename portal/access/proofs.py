"""What a browser proved without an account, by a link or a code: kept in its session, for a day at most."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

HOLDS = timedelta(days=1)

_kinds: dict[str, Callable[[str], str]] = {}


@dataclass(frozen=True)
class Proof:
    """`words` say what it is, after “thanks to”."""

    words: str
    until: datetime


def register_proof(key: str, words: Callable[[str], str]) -> None:
    """Let a room keep what it was shown under `key` of the session; `words(value)` name it to its visitor."""
    _kinds[key] = words


def prove(session: MutableMapping, key: str, value: str) -> None:
    session[key] = {**_kept(session, key), value: timezone.now().timestamp()}


def proved(session: Mapping, key: str) -> list[str]:
    """What was proved under `key` within the last day."""
    return list(_kept(session, key))


def proofs(session: Mapping) -> list[Proof]:
    return [
        Proof(words(value), datetime.fromtimestamp(since, tz=timezone.get_current_timezone()) + HOLDS)
        for key, words in _kinds.items()
        for value, since in _kept(session, key).items()
    ]


def forget(session: MutableMapping) -> None:
    for key in _kinds:
        session.pop(key, None)


def _kept(session: Mapping, key: str) -> dict[str, float]:
    kept = session.get(key)
    oldest = (timezone.now() - HOLDS).timestamp()
    return {value: since for value, since in kept.items() if since > oldest} if isinstance(kept, dict) else {}
