"""What was said of a moment, and from which moment on another thing is to be said: for whoever keeps what was said."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime

listener: ContextVar[Callable[[datetime], None] | None] = ContextVar("listener", default=None)


def turns(at: datetime, *moments: datetime | None) -> None:
    """Note those of the moments that are still to come `at` the moment that is spoken of."""
    if (hear := listener.get()) is not None:
        for moment in moments:
            if moment is not None and moment > at:
                hear(moment)
