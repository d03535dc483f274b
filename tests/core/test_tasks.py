import socket
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.core.tasks import RETRY_MINUTES, make_pictures, send_message

pytestmark = pytest.mark.django_db


class Inbox(Message):
    def __init__(self) -> None:
        super().__init__()
        self.messages = []

    def handle_message(self, message) -> None:
        self.messages.append(message)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("inconnu@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def outbox(settings):
    """Tasks wait in the database for a worker, as they do on a real site; the mail server is down until started."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    return settings


@pytest.fixture
def mail_server(outbox):
    inbox = Inbox()
    controller = Controller(inbox, hostname="127.0.0.1", port=outbox.EMAIL_PORT)
    controller.start()
    yield inbox
    controller.stop()


def send(to: str = "lea@exemple.fr", **kwargs) -> None:
    """What the worker does with a queued message."""
    send_message.call(**{"to": to, "subject": "S", "text": "T", "html": "<p>T</p>", "attachments": [], **kwargs})


def test_the_message_reaches_the_mail_server(mail_server):
    send()
    assert [message["To"] for message in mail_server.messages] == ["lea@exemple.fr"]


def test_an_attached_calendar_keeps_its_text(mail_server):
    send(attachments=[["atelier.ics", "BEGIN:VCALENDAR", "text/calendar"]])
    [attachment] = [part for part in mail_server.messages[0].walk() if part.get_filename() == "atelier.ics"]
    assert "BEGIN:VCALENDAR" in attachment.get_payload(decode=True).decode()


def test_a_message_is_kept_for_later_while_the_mail_server_is_down(outbox):
    before = timezone.now()
    send()
    [retry] = DBTaskResult.objects.all()
    assert retry.run_after - before >= timedelta(minutes=RETRY_MINUTES[0])
    assert retry.args_kwargs["kwargs"]["tries"] == 1


def test_a_message_taken_at_once_is_not_kept(mail_server):
    send()
    assert not DBTaskResult.objects.exists()


def test_a_refused_address_is_final(mail_server):
    with pytest.raises(SMTPRecipientsRefused):
        send(to="inconnu@exemple.fr")
    assert not DBTaskResult.objects.exists()


def test_after_the_last_try_the_failure_is_told(outbox):
    with pytest.raises(ConnectionRefusedError):
        send(tries=len(RETRY_MINUTES))
    assert not DBTaskResult.objects.exists()


def test_a_message_passes_before_pictures_that_wait(outbox):
    make_pictures.enqueue(page_id=1)
    send_message.enqueue(to="lea@exemple.fr", subject="S", text="T", html="", attachments=[])
    assert DBTaskResult.objects.ready().first().task_path == send_message.module_path
