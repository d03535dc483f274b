"""What those who attended are asked afterwards: once, by a link of their own, and kept without their name."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from events.models import FeedbackLink, FeedbackQuestion, FeedbackSheet
from events.models.feedback import FEW, OPEN
from events.services.feedback import answer_feedback, ask_for_feedback
from events.states import Refused
from tests.events.test_asking_desk import rows_of
from tests.factories import pages
from tests.factories.events import RegistrationFactory
from tests.factories.members import UserFactory
from tests.factories.tasks import work
from tests.factories.visitors import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(site):
    """An event of yesterday that asks a question of each kind."""
    ends_at = timezone.now() - timedelta(days=1)
    row = pages.event(site, facts={"starts_at": ends_at - timedelta(hours=3), "ends_at": ends_at}).event
    asks(row, "scale", required=True)
    asks(row, "choice", options_fr="Matin\nSoir", options_en="Morning\nEvening")
    asks(row, "several", options_fr="Lieu\nRepas\nHoraires")
    asks(row, "text")
    return row


def asks(event, kind: str, **facts) -> FeedbackQuestion:
    number = event.feedback_questions.count()
    facts = {"text_fr": f"Question {kind}", "sort_order": number, **facts}
    return FeedbackQuestion.objects.create(event=event, kind=kind, **facts)


def link_of(registration) -> FeedbackLink:
    return FeedbackLink.objects.get(registration=registration)


def keys(event) -> dict[str, str]:
    return {row.kind: f"question_{row.pk}" for row in event.feedback_questions.all()}


def answered(event, count: int, **facts) -> None:
    """By so many people."""
    people = RegistrationFactory.create_batch(count, event=event)
    ask_for_feedback(event_id=event.pk, by=None)
    scale = event.feedback_questions.get(kind="scale").pk
    for person in people:
        answer_feedback(link_id=link_of(person).pk, answers={scale: "4", **facts})


def test_who_attended_gets_a_link_once_and_nobody_else_does(event):
    came = RegistrationFactory.create_batch(12, event=event)
    RegistrationFactory(event=event, was_absent=True)
    for state in ("cancelled", "waiting", "offered", "pending"):
        RegistrationFactory(event=event, state=state)
    assert ask_for_feedback(event_id=event.pk, by=None) == 12
    assert ask_for_feedback(event_id=event.pk, by=None) == 0
    work()
    assert sorted(message.to[0] for message in mail.outbox) == sorted(row.email for row in came)
    assert link_of(came[0]).token in next(message.body for message in mail.outbox if message.to == [came[0].email])


@pytest.mark.parametrize(
    "facts",
    [
        {"cancelled_at": timezone.now()},
        {"ends_at": timezone.now() + timedelta(hours=1)},
        {"ends_at": timezone.now() - OPEN},
    ],
)
def test_nobody_is_asked_of_what_is_not_over_did_not_take_place_or_is_long_ago(event, facts):
    RegistrationFactory(event=event)
    type(event).objects.filter(pk=event.pk).update(**facts)
    with pytest.raises(ValidationError):
        ask_for_feedback(event_id=event.pk, by=None)


def test_nobody_is_asked_nothing(event):
    event.feedback_questions.all().delete()
    with pytest.raises(ValidationError):
        ask_for_feedback(event_id=event.pk, by=None)


def test_answers_are_kept_once_and_nothing_leads_from_them_to_a_person(client, event):
    person = RegistrationFactory(event=event)
    ask_for_feedback(event_id=event.pk, by=None)
    url = reverse("events:feedback", args=[link_of(person).token])
    assert "Question several" in client.get(url).content.decode()
    names = keys(event)
    sent = {names["scale"]: "5", names["several"]: ["Lieu", "Repas"], names["text"]: "Très bien"}
    for again in ("", " encore"):
        answer = client.post(url, {**sent, names["text"]: f"Très bien{again}"}, follow=True)
        assert "Merci" in answer.content.decode()
    [sheet] = FeedbackSheet.objects.all()
    told = {names[kind].partition("_")[2]: text for kind, text in (("scale", "5"), ("several", "Lieu\nRepas"))}
    assert sheet.answers == {**told, names["text"].partition("_")[2]: "Très bien"}
    assert {field.name for field in FeedbackSheet._meta.get_fields()} == {"id", "event", "answers"}
    assert link_of(person).answered


@pytest.mark.parametrize("answers", [{}, {"scale": "9"}, {"scale": "5", "choice": "Midi"}])
def test_what_is_missing_or_forged_is_refused_and_nothing_is_kept(client, event, answers):
    person = RegistrationFactory(event=event)
    ask_for_feedback(event_id=event.pk, by=None)
    names = keys(event)
    sent = {names[kind]: text for kind, text in answers.items()}
    answer = client.post(reverse("events:feedback", args=[link_of(person).token]), sent)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not FeedbackSheet.objects.exists()
    assert not link_of(person).answered


def test_a_wrong_link_is_not_found_and_a_late_one_says_so(client, event):
    assert client.get(reverse("events:feedback", args=["faux"])).status_code == 404
    person = RegistrationFactory(event=event)
    ask_for_feedback(event_id=event.pk, by=None)
    type(event).objects.filter(pk=event.pk).update(ends_at=timezone.now() - OPEN)
    page = client.get(reverse("events:feedback", args=[link_of(person).token]))
    assert "terminé" in page.content.decode()
    assert "Revenir à l’événement" in page.content.decode()
    with pytest.raises(Refused):
        answer_feedback(link_id=link_of(person).pk, answers={})


def test_the_organiser_sees_answers_from_a_few_on_and_hands_them_to_the_studies(event):
    desk = signed_in(UserFactory(is_superuser=True))
    screen = reverse("registration:feedback", args=[event.pk])
    RegistrationFactory.create_batch(FEW - 1, event=event)
    assert "3 personnes" not in desk.post(screen, follow=True).content.decode()
    answered(event, FEW - 1)
    assert "Satisfait" not in desk.get(screen).content.decode()
    answered(event, 1)
    assert "Satisfait" in desk.get(screen).content.decode()


def save(desk, event, *rows: dict, there: int = 0):
    sent = rows_of("feedback_questions", *rows, there=there)
    return desk.post(reverse("event:feedback", args=[event.pk]), sent)


def test_questions_are_written_until_somebody_is_asked(event):
    desk = signed_in(UserFactory(is_superuser=True))
    event.feedback_questions.all().delete()
    row = {"text_fr": "Le lieu ?", "kind": "scale", "options_fr": ""}
    save(desk, event, row)
    [question] = event.feedback_questions.all()
    RegistrationFactory(event=event)
    ask_for_feedback(event_id=event.pk, by=None)
    refused = save(desk, event, {**row, "id": question.pk, "text_fr": "Le repas ?"}, there=1)
    assert "restent telles quelles" in refused.content.decode()
    question.refresh_from_db()
    assert question.text_fr == "Le lieu ?"
