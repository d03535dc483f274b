"""A letter's way to its readers: once to each, whatever happens meanwhile."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from members.models import User
from members.signals import address_changed
from portal.core.mail.models import Message, MessageState
from portal.core.mail.sending import send_message
from portal.letters.emails import NOBODYS_TOKEN, write_letter
from portal.letters.models import Ending, Kind, Letter, LetterState, Reader, Subscription
from portal.letters.pieces import MOST, new_since, pieces_of
from portal.letters.services.sending import (
    NotNow,
    expected,
    pause_letter,
    put_back,
    resume_letter,
    schedule_letter,
    send_due_letters,
    send_test,
    take_what_is_new,
)
from portal.letters.tasks import BATCH, write_next
from tests.factories.letters import letter, reader, readers
from tests.factories.members import UserFactory
from tests.factories.pages import article, event, issue, news, release, study, text, translate
from tests.factories.tasks import QUEUED, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    return UserFactory(email="editrice@exemple.fr")


@pytest.fixture
def queued(settings):
    settings.TASKS = QUEUED


def send(one: Letter, editor) -> None:
    schedule_letter(letter_id=one.pk, at=None, by=editor)


def test_each_reader_of_the_kind_gets_it_once(site, editor, queued):
    readers(BATCH * 2 + 3)
    reader("autre@exemple.fr", Kind.EVENTS)
    send(letter(article(site)), editor)
    work()
    to = [message.to[0] for message in mail.outbox]
    assert len(to) == len(set(to)) == BATCH * 2 + 3
    one = Letter.objects.get()
    assert (one.state, one.addressed) == (LetterState.SENT, BATCH * 2 + 3)


def test_a_turn_done_twice_writes_to_nobody_twice(site, editor, queued):
    readers(BATCH + 1)
    one = letter(article(site))
    send(one, editor)
    write_next.call(letter_id=one.pk)
    Letter.objects.update(state=LetterState.SENDING, reached=0, addressed=0)
    work()
    assert len(mail.outbox) == len({message.to[0] for message in mail.outbox}) == BATCH + 1


def test_few_messages_lie_in_the_database_at_a_time(site, editor, queued):
    readers(BATCH * 3)
    send(letter(article(site)), editor)
    most = 0

    while (
        result := DBTaskResult.objects.filter(status=TaskResultStatus.READY).order_by("-priority", "run_after").first()
    ):
        result.claim("w")
        result.set_successful(result.task.call(*result.args_kwargs["args"], **result.args_kwargs["kwargs"]))
        most = max(most, Message.objects.filter(state=MessageState.WAITING).count())
    assert most <= BATCH


def test_it_stops_by_one_click(site, editor):
    known = reader()
    one = letter(article(site))
    send(one, editor)
    [message] = mail.outbox
    url = f"http://testserver/lettre/arreter/{known.token}/{one.pk}/"
    assert message.extra_headers["List-Unsubscribe"] == f"<{url}>"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url in message.body
    assert url in message.alternatives[0][0]


def test_nobody_s_link_is_in_another_s_letter(site, editor):
    first, second = reader("a@exemple.fr"), reader("b@exemple.fr")
    send(letter(article(site)), editor)
    for message, other in zip(mail.outbox, (second, first), strict=True):
        assert other.token not in f"{message.body}{message.alternatives[0][0]}{message.extra_headers}"


def test_gated_text_is_in_no_letter(site, editor):
    reader()
    secret = study(site, title="Baromètre", results=text("Le secret des membres."), summary="Le résumé public.")
    release(secret, members_at=timezone.now())
    closed = release(article(site, title="Réservé", body=text("Un autre secret."), standfirst="Chapeau."))
    send(letter(secret, closed), editor)
    [message] = mail.outbox
    whole = f"{message.body}{message.alternatives[0][0]}"
    assert "Le résumé public." in whole
    assert "En entier pour les membres." in whole
    assert "secret" not in whole


def test_each_reads_it_in_their_language(site, editor):
    reader("a@exemple.fr", language="en")
    page = article(site, title="Écouter")
    other = translate(page, title="Listening", standfirst="A summary.")
    other.save_revision().publish()
    send(letter(page, subject_en="This month", introduction_en="Hello."), editor)
    [message] = mail.outbox
    assert message.subject == "This month"
    assert "Listening" in message.body
    assert "/en/" in message.body


def test_what_is_not_translated_is_marked(site):
    page = article(site, title="Écouter")
    assert [piece.language for piece in pieces_of(letter(page), "en")] == ["fr"]


def test_what_is_not_published_is_left_out(site):
    draft = article(site, title="Plus tard")
    draft.unpublish()
    assert pieces_of(letter(draft, article(site, title="Paru")), "fr")[0].title == "Paru"
    assert len(pieces_of(Letter.objects.get(), "fr")) == 1


def test_pieces_keep_the_editors_order(site):
    one = letter(event(site), article(site), issue(site), news(site), study(site))
    kinds = ["Un atelier", "Un article", "Numéro 12", "Une actualité", "Une étude"]
    assert [piece.title for piece in pieces_of(one, "fr")] == kinds


def test_pieces_take_a_constant_number_of_queries(site):
    few, many = letter(*[article(site) for _ in range(2)]), letter(*[article(site) for _ in range(12)])
    counts = []
    for one in (few, few, many):
        with CaptureQueriesContext(connection) as queries:
            pieces_of(one, "fr")
        counts.append(len([query for query in queries if "site_root_paths" not in query["sql"]]))  # Wagtail's cache
    assert counts[1] == counts[2]


def test_what_is_new_since_the_last_letter_is_taken(site, editor):
    old = article(site, title="Ancien")
    type(old).objects.filter(pk=old.pk).update(first_published_at=timezone.now() - timedelta(days=3))
    letter(begun_at=timezone.now() - timedelta(days=1), state=LetterState.SENT)
    fresh = article(site, title="Nouveau")
    one = letter()
    assert take_what_is_new(letter_id=one.pk, by=editor) == 1
    assert one.pieces.get().page_id == fresh.pk
    assert take_what_is_new(letter_id=one.pk, by=editor) == 0


def test_a_letter_of_studies_takes_studies_alone(site):
    article(site)
    wanted = study(site)
    assert [page.pk for page in new_since(letter(kind=Kind.STUDIES), timezone.now())] == [wanted.pk]


def test_no_more_is_taken_than_is_read_on_a_phone(site, editor):
    for number in range(MOST + 2):
        news(site, title=f"Actualité {number}")
    one = letter()
    assert take_what_is_new(letter_id=one.pk, by=editor) == MOST


def test_it_goes_out_at_its_moment(site, editor, queued):
    reader()
    one = letter(article(site))
    schedule_letter(letter_id=one.pk, at=timezone.now() + timedelta(hours=1), by=editor)
    send_due_letters()
    work()
    assert mail.outbox == []
    Letter.objects.update(send_at=timezone.now() - timedelta(seconds=1))
    send_due_letters()
    send_due_letters()
    work()
    assert len(mail.outbox) == 1


def test_a_scheduled_letter_becomes_a_draft_again(site, editor):
    reader()
    one = letter(article(site))
    schedule_letter(letter_id=one.pk, at=timezone.now() + timedelta(hours=1), by=editor)
    put_back(letter_id=one.pk, by=editor)
    Letter.objects.update(send_at=timezone.now())
    send_due_letters()
    assert mail.outbox == []


def test_paused_it_writes_to_nobody_more_and_goes_on_where_it_was(site, editor, queued):
    readers(BATCH + 5)
    one = letter(article(site))
    send(one, editor)
    write_next.call(letter_id=one.pk)
    pause_letter(letter_id=one.pk, by=editor)
    work()
    one.refresh_from_db()
    assert (len(mail.outbox), one.addressed, expected(one, timezone.now())) == (BATCH, BATCH, BATCH + 5)
    one.readers(timezone.now()).first().reader.delete()
    assert expected(one, timezone.now()) == BATCH + 5
    resume_letter(letter_id=one.pk, by=editor)
    work()
    assert len({message.to[0] for message in mail.outbox}) == BATCH + 5
    one.refresh_from_db()
    assert (one.state, one.addressed) == (LetterState.SENT, BATCH + 5)


def test_whoever_subscribes_meanwhile_gets_the_next_one(site, editor, queued):
    readers(BATCH)
    one = letter(article(site))
    send(one, editor)
    reader("tard@exemple.fr")
    work()
    assert "tard@exemple.fr" not in {message.to[0] for message in mail.outbox}


@pytest.mark.parametrize("deed", [put_back, pause_letter, resume_letter])
def test_what_can_t_be_done_now_is_said(site, editor, deed):
    with pytest.raises(NotNow, match="brouillon"):
        deed(letter_id=letter().pk, by=editor)


@pytest.mark.parametrize(("fields", "why"), [({"introduction_fr": " "}, "vide"), ({}, "abonné")])
def test_nothing_and_to_nobody_is_sent(site, editor, fields, why):
    with pytest.raises(NotNow, match=why):
        send(letter(**fields), editor)


def test_it_is_sent_once_whoever_presses_too(site, editor):
    reader()
    one = letter(article(site))
    send(one, editor)
    with pytest.raises(NotNow):
        send(one, editor)
    assert len(mail.outbox) == 1


def test_a_test_goes_to_oneself_and_stops_nothing(site, editor):
    reader()
    send_test(letter_id=letter(article(site)).pk, by=editor)
    [message] = mail.outbox
    assert message.to == ["editrice@exemple.fr"]
    assert message.subject == "Essai : Ce mois-ci"
    assert "List-Unsubscribe" not in message.extra_headers
    assert NOBODYS_TOKEN not in message.body + message.alternatives[0][0]
    assert "les liens pour la lire sur le site" in message.body


@pytest.mark.parametrize(
    ("answer", "is_stopped"),
    [(b"550 5.1.1 no such user", True), (b"450 4.2.0 greylisted", False), (b"550 5.7.1 your host is blocked", False)],
)
def test_an_address_that_does_not_exist_gets_nothing_more(site, editor, queued, monkeypatch, answer, is_stopped):
    reader("parti@exemple.fr", Kind.LETTER, Kind.EVENTS)
    one = letter(article(site))
    send(one, editor)
    write_next.call(letter_id=one.pk)

    def refuse(letter) -> None:
        raise SMTPRecipientsRefused({"parti@exemple.fr": (int(answer[:3]), answer[4:])})

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    send_message.call(message_id=Message.objects.get().pk)
    endings = set(Subscription.objects.values_list("ending", flat=True))
    assert endings == ({Ending.REFUSED} if is_stopped else {""})


def test_figures_say_what_became_of_it(site, editor, queued):
    readers(3)
    one = letter(article(site))
    send(one, editor)
    write_next.call(letter_id=one.pk)
    one.refresh_from_db()
    assert [count for _label, count in one.progress()] == [3, 3, 0, 0, 0]
    work()
    Subscription.objects.filter(reader__email="lecteur1@exemple.fr").update(
        ended_at=timezone.now(), ending=Ending.STOPPED, ended_after=one
    )
    assert [count for _label, count in one.progress()] == [3, 0, 3, 0, 1]


def test_letters_follow_the_account_s_address(site):
    reader("ancienne@exemple.fr")
    address_changed.send(User, user=UserFactory(), old="ancienne@exemple.fr", new="nouvelle@exemple.fr")
    assert Reader.objects.get().email == "nouvelle@exemple.fr"


def test_a_subject_with_signs_is_told_as_it_is(site):
    message = write_letter(letter(subject_fr="R&D : « l’été »"), to=reader())
    assert "&amp;" not in message.subject
    assert "R&amp;D" in message.html
