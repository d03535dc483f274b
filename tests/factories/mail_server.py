"""Mail servers that behave as real ones do, each on a port of its own."""

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message as Letter

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message


class MailServer(Message):
    """Takes every letter, after it has answered `greeted` times with 450 to each new recipient.

    `refused` and `broken` are answers to RCPT and DATA by recipient, given for ever.
    """

    def __init__(
        self, greeted: int = 0, refused: dict[str, str] | None = None, broken: list[str] | None = None
    ) -> None:
        super().__init__()
        self.letters: list[Letter] = []
        self.greeted, self.refused, self.broken = greeted, refused or {}, broken or []
        self.seen: Counter[str] = Counter()

    def handle_message(self, message: Letter) -> None:
        self.letters.append(message)

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        self.seen[address] += 1
        if address in self.refused:
            return self.refused[address]
        if self.seen[address] <= self.greeted:
            return "450 4.2.0 Greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.broken:
            return self.broken.pop(0)
        return await super().handle_DATA(server, session, envelope)

    @property
    def recipients(self) -> list[str]:
        return [str(letter["To"]) for letter in self.letters]


@contextmanager
def listening(server: MailServer, port: int) -> Iterator[MailServer]:
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
