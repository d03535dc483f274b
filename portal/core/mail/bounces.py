"""What mail servers send back later: a report (RFC 3464) to an address that only this one message had, or what a mail
provider posts to the portal.

The first is off unless BOUNCE_ADDRESS and BOUNCE_MAILBOX are set, the second unless BOUNCE_SECRET is.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Letter
from imaplib import IMAP4, IMAP4_SSL
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django_tasks import task

from portal.core.mail.models import Message, MessageState
from portal.core.mail.signals import address_refused

_OURS = re.compile(r"\+(\d{1,18})-([0-9a-f]{20})@")
_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
# There is no such address (X.1), or no mailbox any more (X.2.1), no host for it (X.4.4), or it is not said which of
# these. A full mailbox, a letter that is too large or taken for spam says nothing of the address.
_HARD = re.compile(r"5\.(0\.\d+|1\.\d+|2\.[01]|4\.4)$")
_FINAL = re.compile(r"5\.\d{1,3}\.\d{1,3}")
_NAMED = re.compile(r"<?\d{14}\.(\d{1,18})@[^<>\s]{1,253}>?")
AT_ONCE = 200
MOST_BYTES = 256 * 1024
SECONDS = 20


@dataclass(frozen=True)
class Report:
    message_id: int
    is_hard: bool
    reason: str


def return_address(message: Message) -> str:
    """Where reports on this message go; "" where the portal reads none."""
    if not settings.BOUNCE_ADDRESS:
        return ""
    name, _at, host = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{name}+{message.pk}-{_signature(message.pk)}@{host}"


def _signature(message_id: int) -> str:
    """In lower case: servers may change the case of an address."""
    return salted_hmac("portal.core.mail.bounces", str(message_id)).hexdigest()[:20]


def read_report(raw: bytes) -> Report | None:
    """What it says of which message of ours; None where it is no report on one, or none of a failure."""
    letter = email.message_from_bytes(raw)
    message_id = _about(letter)
    if message_id is None or letter.get_content_type() != "multipart/report":
        return None
    for block in _blocks(letter):
        status = re.match(r"\s*(\d\.\d{1,3}\.\d{1,3})", str(block.get("Status", "")))
        if str(block.get("Action", "")).strip().lower() == "failed" and status:
            said = str(block.get("Diagnostic-Code", "")).partition(";")[2] or str(block.get("Status"))
            return Report(message_id, bool(_HARD.match(status[1])), " ".join(f"{status[1]} {said}".split())[:500])
    return None


def _about(letter: Letter) -> int | None:
    for name in _TO:
        for value in letter.get_all(name, []):
            for number, signature in _OURS.findall(str(value).lower()):
                if constant_time_compare(signature, _signature(int(number))):
                    return int(number)
    return None


def _blocks(letter: Letter) -> Iterator[Letter]:
    for part in letter.walk():
        if part.get_content_type() == "message/delivery-status" and isinstance(part.get_payload(), list):
            yield from part.get_payload()  # type: ignore[misc]


@transaction.atomic
def take(raw: bytes) -> bool:
    """Note that a message came back, once; who is written to at an address that is gone is told to the rooms above."""
    report = read_report(raw)
    if report is not None:
        _note(report)
    return report is not None


def read_posted(told: object) -> Report | None:
    """Of one message, by its Message-ID; None where it is of none of ours, or not a final failure."""
    if not isinstance(told, dict):
        return None
    named, status, reason = (str(told.get(name) or "").strip() for name in ("message_id", "status", "reason"))
    number, final = _NAMED.fullmatch(named), _FINAL.fullmatch(status)
    message = Message.objects.filter(pk=number[1]).first() if number and final else None
    if message is None or message.message_id.strip("<>") != named.strip("<>"):
        return None
    return Report(message.pk, bool(_HARD.match(status)), " ".join(f"{status} {reason}".split())[:500])


@transaction.atomic
def take_posted(told: list[object]) -> int:
    """How many of them were reports on messages of ours."""
    reports = [report for each in told if (report := read_posted(each))]
    for report in reports:
        _note(report)
    return len(reports)


def _note(report: Report) -> None:
    message = Message.objects.select_for_update().filter(pk=report.message_id, state=MessageState.SENT).first()
    if message is not None:
        message.state, message.error = MessageState.REFUSED, report.reason
        message.save(update_fields=["state", "error"])
        if report.is_hard:
            address_refused.send(sender=Message, message=message)


@task()
def read_mailbox() -> int:
    """The reports are deleted, what else came is left as read for whoever looks; how many letters that was."""
    url = urlsplit(settings.BOUNCE_MAILBOX)
    connect, port = (IMAP4, 143) if url.scheme == "imap" else (IMAP4_SSL, 993)
    with connect(url.hostname or "", url.port or port, timeout=SECONDS) as box:
        box.login(unquote(url.username or ""), unquote(url.password or ""))
        box.select(unquote(url.path.lstrip("/")) or "INBOX")
        found = box.uid("SEARCH", "UNSEEN")[1]
        numbers = (found[0] or b"").split()[:AT_ONCE]
        for number in map(bytes.decode, numbers):
            parts = box.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")[1]
            raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
            box.uid("STORE", number, "+FLAGS", r"(\Seen \Deleted)" if take(raw) else r"(\Seen)")
        box.expunge()
    return len(numbers)
