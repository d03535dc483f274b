import logging
from datetime import timedelta
from email.header import decode_header, make_header
from email.utils import parseaddr
from itertools import pairwise

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry

from portal.core.files.pictures import make_pictures
from portal.core.mail.models import Message, MessageState
from portal.core.mail.sending import (
    LEASE,
    RETRY_MINUTES,
    free_messages_of_lost_workers,
    send_again,
    send_message,
)
from portal.core.mail.writing import post
from portal.core.models import SiteSettings
from tests.factories.mail_server import MailServer, free_port, listening
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db

STRANGER = "inconnu@exemple.fr"


@pytest.fixture
def outbox(settings):
    """Tasks wait in the database for a worker, as they do on a real site; the mail server is down until started."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.MAIL_DELIVERY = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    return settings


@pytest.fixture
def mail_server(outbox):
    with listening(MailServer(refused={STRANGER: "550 no such user"}), outbox.EMAIL_PORT) as server:
        yield server


@pytest.fixture
def told(monkeypatch, caplog):
    """What the journal keeps."""
    logger = logging.Logger("told")
    logger.addHandler(caplog.handler)
    monkeypatch.setattr("portal.core.mail.sending.logger", logger)
    return caplog


def written(to: str = "lea@exemple.fr", **fields) -> Message:
    """A message that waits for its worker."""
    return Message.objects.create(
        **{"to": to, "template": "t", "language": "fr", "subject": "S", "text": "T", "html": "<p>T</p>", **fields}
    )


def sent(message: Message) -> Message:
    """What the worker does with it."""
    send_message.call(message_id=message.pk)
    message.refresh_from_db()
    return message


def retries() -> list[DBTaskResult]:
    return list(DBTaskResult.objects.filter(task_path=send_message.module_path))


def test_the_message_reaches_the_mail_server(mail_server):
    assert sent(written()).state == MessageState.SENT
    assert mail_server.recipients == ["lea@exemple.fr"]


def test_an_attached_calendar_keeps_its_text(mail_server):
    sent(written(attachments=[["atelier.ics", "BEGIN:VCALENDAR", "text/calendar"]]))
    [attachment] = [part for part in mail_server.letters[0].walk() if part.get_filename() == "atelier.ics"]
    assert "BEGIN:VCALENDAR" in attachment.get_payload(decode=True).decode()


def test_machines_know_that_a_machine_wrote(mail_server, settings):
    settings.BASE_URL = "https://portail.exemple.fr"
    sent(written())
    [letter] = mail_server.letters
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@portail.exemple.fr>")


def test_each_try_has_the_same_message_id():
    message = written()
    assert message.message_id == Message.objects.get().message_id


@pytest.mark.parametrize("address", ["lettres@exemple.fr", "Nos lettres <lettres@exemple.fr>"])
def test_it_is_sent_under_the_name_of_the_association_unless_the_address_has_one(mail_server, settings, site, address):
    settings.DEFAULT_FROM_EMAIL = address
    association = SiteSettings.for_site(site["home"].get_site())
    association.name = "Métiers & service"
    association.save()
    sent(written())
    name, sender = parseaddr(mail_server.letters[0]["From"])
    wanted = "Nos lettres" if "<" in address else "Métiers & service"
    assert (str(make_header(decode_header(name))), sender) == (wanted, "lettres@exemple.fr")


def test_answers_go_where_they_are_wanted(mail_server):
    sent(written(reply_to="nora@exemple.fr"))
    sent(written())
    assert [letter["Reply-To"] for letter in mail_server.letters] == ["nora@exemple.fr", None]


def test_the_task_tells_nothing_but_which_message(outbox):
    post([Message(to="lea@exemple.fr", template="t", language="fr", subject="Code 314159", text="314159")])
    [task] = retries()
    assert task.args_kwargs == {"args": [], "kwargs": {"message_id": Message.objects.get().pk}}


def test_what_is_sent_is_not_kept(mail_server):
    message = sent(written(attachments=[["a.ics", "A", "text/calendar"]]))
    assert (message.text, message.html, message.attachments) == ("", "", [])
    assert (message.to, message.subject) == ("lea@exemple.fr", "S")


def test_the_subject_of_a_code_is_not_kept_either(mail_server):
    message = sent(written(subject="314159", expires_at=timezone.now() + timedelta(minutes=15)))
    assert message.subject == ""
    assert "314159" not in str(message)


def test_a_message_is_kept_for_later_while_the_mail_server_is_down(outbox):
    before = timezone.now()
    message = sent(written())
    assert (message.state, message.tries, message.text) == (MessageState.WAITING, 1, "T")
    [retry] = retries()
    assert retry.run_after - before >= timedelta(minutes=RETRY_MINUTES[0])


def test_a_message_is_sent_once_however_often_its_task_runs(mail_server):
    message = written()
    sent(message)
    sent(message)
    assert len(mail_server.letters) == 1


def test_a_message_that_another_worker_holds_is_left_to_it(mail_server):
    assert sent(written(state=MessageState.SENDING)).state == MessageState.SENDING
    assert not mail_server.letters


def test_a_refused_address_is_final_and_says_why(mail_server):
    message = sent(written(to=STRANGER))
    assert (message.state, message.error) == (MessageState.REFUSED, "550 no such user")
    assert message.text == "T"
    assert not retries()


def test_a_server_that_does_not_know_us_yet_is_asked_again(outbox):
    with listening(MailServer(greeted=1), outbox.EMAIL_PORT) as server:
        message = sent(written())
        assert (message.state, message.error[:3], len(retries())) == (MessageState.WAITING, "450", 1)
        assert sent(message).state == MessageState.SENT
        assert server.recipients == ["lea@exemple.fr"]


@pytest.mark.parametrize(
    ("answer", "state"),
    [("451 busy", MessageState.WAITING), ("552 too big", MessageState.REFUSED), ("554 spam", MessageState.REFUSED)],
)
def test_what_the_server_says_of_the_letter_itself_counts(outbox, answer, state):
    with listening(MailServer(broken=[answer]), outbox.EMAIL_PORT):
        assert sent(written()).state == state


def test_what_can_never_be_written_is_given_up_without_quoting_it(mail_server, told):
    message = sent(written(subject="314159\nBcc: x@exemple.fr"))
    assert (message.state, message.error) == (MessageState.FAILED, "BadHeaderError")
    assert "314159" not in told.text


def test_tries_last_for_a_day():
    assert sum(RETRY_MINUTES) >= 24 * 60
    assert all(first <= then for first, then in pairwise(RETRY_MINUTES))


def test_after_the_last_try_the_message_is_given_up(outbox):
    message = sent(written(tries=len(RETRY_MINUTES)))
    assert (message.state, message.text) == (MessageState.FAILED, "T")
    assert "refused" in message.error.lower()
    assert not retries()


def test_every_try_of_the_schedule_is_made(outbox):
    message = written()
    for _minutes in RETRY_MINUTES:
        assert sent(message).state == MessageState.WAITING
    assert sent(message).state == MessageState.FAILED


def test_a_code_that_holds_no_longer_is_not_sent(mail_server):
    message = sent(written(subject="314159", expires_at=timezone.now()))
    assert (message.state, message.subject, message.text) == (MessageState.FAILED, "", "")
    assert not mail_server.letters


def test_a_code_is_not_tried_beyond_its_time(outbox):
    message = sent(written(tries=2, expires_at=timezone.now() + timedelta(minutes=9)))
    assert (message.state, message.text) == (MessageState.FAILED, "")
    assert not retries()


def test_a_refused_code_is_not_kept(mail_server):
    message = sent(written(to=STRANGER, subject="314159", expires_at=timezone.now() + timedelta(minutes=15)))
    assert (message.state, message.subject, message.text) == (MessageState.REFUSED, "", "")


def test_the_journal_names_a_message_by_its_number(outbox, told):
    message = sent(written(subject="314159"))
    assert str(message.pk) in told.text
    assert "314159" not in told.text


def test_a_message_whose_worker_was_killed_is_soon_sent_by_another(mail_server):
    message = written(state=MessageState.SENDING, tries=1, next_try_at=timezone.now() - timedelta(seconds=1))
    free_messages_of_lost_workers()
    [task] = retries()
    assert task.args_kwargs["kwargs"] == {"message_id": message.pk}
    assert sent(message).state == MessageState.SENT


def test_a_message_that_is_being_sent_is_left_alone(outbox):
    message = written(state=MessageState.SENDING, next_try_at=timezone.now() + timedelta(seconds=1))
    free_messages_of_lost_workers()
    message.refresh_from_db()
    assert message.state == MessageState.SENDING
    assert not retries()


def test_a_message_that_kills_every_worker_is_given_up(outbox):
    message = written(state=MessageState.SENDING, tries=len(RETRY_MINUTES) + 1, next_try_at=timezone.now())
    free_messages_of_lost_workers()
    message.refresh_from_db()
    assert message.state == MessageState.FAILED


def test_a_slow_server_is_done_before_the_message_goes_to_another_worker(settings):
    answers = 17
    assert timedelta(seconds=answers * settings.EMAIL_TIMEOUT) < LEASE


def test_a_code_outlives_a_killed_worker_twice():
    assert timedelta(minutes=15) > 2 * (LEASE + timedelta(minutes=1))


def test_a_message_passes_before_pictures_that_wait(outbox):
    make_pictures.enqueue(page_id=1)
    post([Message(to="lea@exemple.fr", template="t", language="fr")])
    assert DBTaskResult.objects.ready().first().task_path == send_message.module_path


def test_what_was_refused_is_sent_again_as_it_was_written(mail_server):
    message = sent(written(to=STRANGER))
    mail_server.refused.clear()
    assert send_again(message_id=message.pk, by=UserFactory())
    assert sent(message).state == MessageState.SENT
    assert mail_server.recipients == [STRANGER]


def test_who_sent_it_again_is_kept(outbox):
    message, officer = written(state=MessageState.REFUSED), UserFactory()
    send_again(message_id=message.pk, by=officer)
    assert list(ModelLogEntry.objects.values_list("action", "user", "object_id")) == [
        ("core.message.again", officer.pk, str(message.pk))
    ]


@pytest.mark.parametrize("fields", [{"state": "sent"}, {"state": "waiting"}, {"state": "refused", "text": ""}])
def test_nothing_else_is_sent_again(outbox, fields):
    assert not send_again(message_id=written(**fields).pk, by=UserFactory())
    assert not retries()
