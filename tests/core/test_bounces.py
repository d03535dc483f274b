"""What comes back: reports of mail servers on messages that they had taken."""

import json
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
import time_machine
from django.core import mail

from portal.core.mail import bounces
from portal.core.mail.bounces import read_mailbox, read_report, return_address, take
from portal.core.mail.models import Message, MessageState
from portal.core.mail.sending import send_message
from portal.letters.models import Ending, Subscription
from portal.operations.schedule import read_bounces
from tests.factories.letters import letter, reader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mailbox(settings) -> None:
    settings.BOUNCE_ADDRESS = "retours@exemple.fr"
    settings.BOUNCE_MAILBOX = "imaps://retours:mot%20de%20passe@imap.exemple.fr/Retours"


@pytest.fixture
def sent() -> Message:
    """One letter of many, that the mail server took."""
    reader("lise@exemple.fr", "letter", "studies")
    return Message.objects.create(
        to="lise@exemple.fr", subject="Lettre", text="Bonjour.", about=letter(), state=MessageState.SENT
    )


def report(to: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    """As Postfix writes it."""
    return REPORT.format(to=to, action=action, status=status).encode()


REPORT = """\
Return-Path: <>
From: MAILER-DAEMON@mx.exemple.org (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="limit"

--limit
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--limit
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.exemple.org

Final-Recipient: rfc822; lise@exemple.fr
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 No such user

--limit
Content-Type: text/rfc822-headers

Subject: Lettre

--limit--
"""


def test_each_message_has_a_return_address_of_its_own_that_readers_do_not_see(sent, settings):
    Message.objects.update(state=MessageState.WAITING)
    send_message.func(message_id=sent.pk)
    [out] = mail.outbox
    assert out.from_email == return_address(sent)
    assert parseaddr(out.message()["From"])[1] == settings.DEFAULT_FROM_EMAIL


def test_without_a_return_address_nothing_changes(sent, settings):
    settings.BOUNCE_ADDRESS = ""
    Message.objects.update(state=MessageState.WAITING)
    send_message.func(message_id=sent.pk)
    assert parseaddr(mail.outbox[0].from_email)[1] == settings.DEFAULT_FROM_EMAIL


def test_who_is_gone_gets_nothing_more_and_editors_see_it(sent):
    assert take(report(return_address(sent)))
    sent.refresh_from_db()
    assert (sent.state, sent.error) == (MessageState.REFUSED, "5.1.1 550 No such user")
    assert sent in Message.objects.undelivered()
    assert set(Subscription.objects.values_list("ending", flat=True)) == {Ending.REFUSED}


@pytest.mark.parametrize("status", ["5.2.2", "5.3.4", "5.7.1", "4.4.7", "5.4.7"])
def test_what_says_nothing_of_the_address_ends_nothing(sent, status):
    take(report(return_address(sent), status=status))
    sent.refresh_from_db()
    assert sent.state == MessageState.REFUSED
    assert Subscription.objects.current().count() == 2


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_what_is_no_failure_changes_nothing(sent, action):
    assert not take(report(return_address(sent), action=action))
    sent.refresh_from_db()
    assert sent.state == MessageState.SENT


def test_a_forged_token_is_nobody_s(sent):
    forged = return_address(sent).replace(f"+{sent.pk}-", f"+{sent.pk + 1}-")
    for to in (forged, "retours@exemple.fr", f"retours+{sent.pk}-{'0' * 20}@exemple.fr"):
        assert read_report(report(to)) is None


def test_a_report_may_write_the_address_in_capitals_and_name_it_elsewhere(sent):
    raw = report("undisclosed").replace(b"To: undisclosed", f"X-Original-To: {return_address(sent).upper()}".encode())
    assert read_report(raw).message_id == sent.pk


def test_an_answer_of_a_person_is_no_report(sent):
    answer = EmailMessage()
    answer["To"] = return_address(sent)
    answer.set_content("Action: failed\nStatus: 5.1.1\n")
    assert not take(answer.as_bytes())


@pytest.mark.parametrize("raw", [b"", b"\xff\x00", b"To: \n\n", b"Content-Type: multipart/report\n\n--x"])
def test_what_cannot_be_read_is_left_alone(sent, raw):
    assert not take(raw)


def test_the_same_report_twice_is_one(sent):
    assert take(report(return_address(sent)))
    Message.objects.update(state=MessageState.WAITING)
    assert take(report(return_address(sent)))
    assert Message.objects.get().state == MessageState.WAITING


class Mailbox:
    """As `imaplib.IMAP4_SSL` shows one."""

    def __init__(self, letters: dict[str, bytes]) -> None:
        self.letters, self.flags, self.said = letters, {}, []

    def __call__(self, host: str, port: int, timeout: int) -> "Mailbox":
        self.said.append((host, port))
        return self

    def __enter__(self) -> "Mailbox":
        return self

    def __exit__(self, *error) -> None:
        pass

    def login(self, name: str, password: str) -> None:
        self.said.append((name, password))

    def select(self, folder: str) -> None:
        self.said.append(folder)

    def expunge(self) -> None:
        self.letters = {key: raw for key, raw in self.letters.items() if "Deleted" not in self.flags.get(key, "")}

    def uid(self, command: str, *args: str):
        if command == "SEARCH":
            return "OK", [" ".join(self.letters).encode()]
        if command == "FETCH":
            return "OK", [(b"1 (UID 1 BODY[] {3}", self.letters[args[0]]), b")"]
        self.flags[args[0]] = args[2]
        return "OK", [None]


def test_reports_are_deleted_and_answers_are_left(sent, monkeypatch):
    box = Mailbox({"7": report(return_address(sent)), "8": b"To: retours@exemple.fr\n\nMerci."})
    monkeypatch.setattr(bounces, "IMAP4_SSL", box)
    assert read_mailbox.func() == 2
    assert box.said == [("imap.exemple.fr", 993), ("retours", "mot de passe"), "Retours"]
    assert (list(box.letters), box.flags["8"]) == (["8"], r"(\Seen)")
    sent.refresh_from_db()
    assert sent.state == MessageState.REFUSED


def test_an_empty_mailbox_is_nothing_to_do(monkeypatch):
    monkeypatch.setattr(bounces, "IMAP4_SSL", Mailbox({}))
    assert read_mailbox.func() == 0


def test_it_is_read_every_ten_minutes_and_only_if_there_is_one(monkeypatch, settings):
    read = []
    monkeypatch.setattr("portal.operations.schedule.read_mailbox", type("", (), {"enqueue": lambda: read.append(1)}))
    for minute in (0, 5, 10):
        with time_machine.travel(f"2026-11-20T09:{minute:02}:00Z", tick=False):
            read_bounces()
    settings.BOUNCE_MAILBOX = ""
    with time_machine.travel("2026-11-20T09:20:00Z", tick=False):
        read_bounces()
    assert read == [1, 1]


class TestPosted:
    """What a mail provider posts."""

    @pytest.fixture(autouse=True)
    def secret(self, settings) -> None:
        settings.BOUNCE_SECRET = "un-long-secret"

    def post(self, client, told: object, end: str = "un-long-secret") -> tuple[int, str]:
        sent = told if isinstance(told, str) else json.dumps(told)
        answer = client.post(f"/mail-returned/{end}/", sent, content_type="application/json")
        return answer.status_code, answer.text.strip()

    def report(self, sent: Message, status: str = "5.1.1") -> dict[str, str]:
        return {"message_id": sent.message_id, "status": status, "reason": "550 No such user"}

    def test_ends_the_letters_of_who_is_gone_as_a_report_in_the_mailbox_does(self, client, sent):
        assert self.post(client, self.report(sent)) == (200, "1")
        sent.refresh_from_db()
        assert (sent.state, sent.error) == (MessageState.REFUSED, "5.1.1 550 No such user")
        assert not Subscription.objects.current().exists()
        assert self.post(client, [self.report(sent)]) == (200, "1")

    def test_a_full_mailbox_ends_nothing_and_a_delay_is_no_failure(self, client, sent):
        assert self.post(client, self.report(sent, "4.4.1")) == (200, "0")
        assert self.post(client, [self.report(sent, "5.2.2")]) == (200, "1")
        assert Subscription.objects.current().count() == 2

    @pytest.mark.parametrize(
        "told", [[], {}, None, 3, "[[1]]", [{"message_id": 5}], [{"message_id": "<20260101000000.1@ailleurs>"}]]
    )
    def test_what_is_no_report_on_a_message_of_ours_changes_nothing(self, client, sent, told):
        assert self.post(client, told) == (200, "0")
        sent.refresh_from_db()
        assert sent.state == MessageState.SENT

    def test_what_can_not_be_read_is_said(self, client, sent):
        assert self.post(client, "{")[0] == 400
        assert self.post(client, [{}] * 201)[0] == 400

    def test_without_its_secret_there_is_no_such_address(self, client, sent, settings):
        assert self.post(client, self.report(sent), "un-autre")[0] == 404
        settings.BOUNCE_SECRET = ""
        assert self.post(client, self.report(sent))[0] == 404
        sent.refresh_from_db()
        assert sent.state == MessageState.SENT
