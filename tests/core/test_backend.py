import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives, mail_admins, send_mail  # noqa: TID251 - as libraries do
from django.db import transaction
from django.urls import reverse

from portal.core.mail.models import Message, MessageState
from tests.factories import pages
from tests.factories.mail_server import MailServer, free_port, listening
from tests.factories.members import UserFactory
from tests.factories.tasks import QUEUED, work

pytestmark = pytest.mark.django_db

NOTICE = {"subject": "S", "body": "T", "to": ["lea@exemple.fr"]}


@pytest.fixture
def queued(settings):
    """Nothing leaves before a worker comes; the mail server is down until started."""
    settings.TASKS = QUEUED
    settings.MAIL_DELIVERY = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    return settings


@pytest.fixture
def submitted(queued, client, site):
    """A page that an editor submitted while the mail server was down."""
    UserFactory(email="noe@exemple.fr", first_name="Noé d'Arc", is_superuser=True)
    editor = UserFactory(email="lea@exemple.fr", is_superuser=True)
    client.force_login(editor)
    page = pages.article(site)
    page.get_workflow().start(page, editor)
    return page


def test_each_recipient_gets_a_message(queued):
    EmailMessage(**{**NOTICE, "cc": ["noe@exemple.fr"], "bcc": ["eva@exemple.fr"]}).send()
    assert set(Message.objects.values_list("to", flat=True)) == {"lea@exemple.fr", "noe@exemple.fr", "eva@exemple.fr"}


def test_both_forms_and_a_text_attached_are_kept(queued):
    letter = EmailMultiAlternatives(**NOTICE, reply_to=["nora@exemple.fr"])
    letter.attach_alternative("<p>T</p>", "text/html")
    letter.attach("a.ics", "BEGIN", "text/calendar")
    letter.send()
    message = Message.objects.get()
    assert (message.subject, message.text, message.html, message.reply_to) == ("S", "T", "<p>T</p>", "nora@exemple.fr")
    assert message.attachments == [["a.ics", "BEGIN", "text/calendar"]]


def test_another_sender_gets_the_answers(queued):
    send_mail("S", "T", "eva@exemple.fr", ["lea@exemple.fr"])
    send_mail("S", "T", None, ["lea@exemple.fr"])
    assert list(Message.objects.order_by("pk").values_list("reply_to", flat=True)) == ["eva@exemple.fr", ""]


def test_what_no_row_can_hold_is_refused_aloud(queued):
    letter = EmailMessage(**NOTICE)
    letter.attach("a.pdf", b"%PDF-\xff", "application/pdf")
    with pytest.raises(TypeError):
        letter.send()
    assert not Message.objects.exists()


def test_administrators_are_written_to_the_same_way(queued):
    queued.ADMINS = [("Eva", "eva@exemple.fr")]
    mail_admins("S", "T")
    assert Message.objects.get().to == "eva@exemple.fr"


def test_what_is_rolled_back_is_not_told(queued):
    with transaction.atomic():
        send_mail("S", "T", None, ["lea@exemple.fr"])
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_the_outbox_holds_what_was_sent(mailoutbox):
    send_mail("S", "T", None, ["lea@exemple.fr"])
    assert [letter.to for letter in mail.outbox] == [["lea@exemple.fr"]]
    assert Message.objects.get().state == MessageState.SENT


def test_a_workflow_notice_waits_for_the_mail_server(submitted, queued):
    states = Message.objects.filter(to="noe@exemple.fr").values_list("state", flat=True)
    assert set(states) == {MessageState.WAITING}
    with listening(MailServer(), queued.EMAIL_PORT) as server:
        work()
        assert "noe@exemple.fr" in server.recipients


def test_a_workflow_notice_greets_in_polite_french(submitted):
    message = Message.objects.filter(to="noe@exemple.fr").first()
    assert message.text.startswith("Bonjour Noé d'Arc,")
    assert "The page" not in message.subject + message.text


def test_a_refused_workflow_notice_is_in_the_list(submitted, queued, client):
    with listening(MailServer(refused={"noe@exemple.fr": "550 no such user"}), queued.EMAIL_PORT):
        work()
    assert "noe@exemple.fr" in client.get(reverse("message:index")).content.decode()
