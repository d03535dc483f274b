"""Who asks to take part, and what organisers answer."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from events.models import Event, Registration
from events.services.approving import accept_request, decline_request
from events.services.registering import cancel_registration
from events.services.seating import reinstate
from events.states import EventState, Refusal, Refused
from tests.events.test_admin import organiser, said
from tests.events.test_categories import keys, page, state, typed, url
from tests.factories.events import CategoryFactory, EventFactory, RegistrationFactory, register

__all__ = ["organiser", "page"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def event():
    return EventFactory(capacity=1)


def asking(event: Event, email: str = "zoe@exemple.fr", **facts) -> Registration:
    category = event.categories.filter(needs_approval=True).first()
    category = category or CategoryFactory(event=event, needs_approval=True, **facts)
    return register(event, email, category_id=category.pk).registration


def again(registration: Registration) -> Registration:
    return Registration.objects.get(pk=registration.pk)


def test_a_request_takes_no_place_and_is_told_as_one(event, mailoutbox):
    made = asking(event)
    assert made.state == "pending"
    assert state(event) is EventState.OPEN
    (message,) = mailoutbox
    assert message.subject.startswith("Demande reçue")
    assert "en attente de validation" in message.body


def test_an_accepted_one_has_a_free_place_and_is_told_once(event, mailoutbox):
    made = asking(event)
    for _twice in range(2):
        accept_request(registration_id=made.pk, by=None)
    assert again(made).state == "confirmed"
    assert [message.subject.split("\N{NO-BREAK SPACE}:")[0] for message in mailoutbox] == [
        "Demande reçue",
        "Inscription confirmée",
    ]


def test_accepted_while_all_is_taken_they_wait_by_the_day_of_their_request(event):
    made = asking(event)
    RegistrationFactory(event=event)
    later = RegistrationFactory(event=event, state="waiting")
    accept_request(registration_id=made.pk, by=None)
    assert list(event.registrations.waiting()) == [again(made), later]


def test_without_a_list_one_too_many_stays_a_request(event):
    made = asking(event)
    RegistrationFactory(event=event)
    Event.objects.update(has_waiting_list=False)
    with pytest.raises(Refused) as refused:
        accept_request(registration_id=made.pk, by=None)
    assert refused.value.reason is Refusal.FULL
    assert again(made).state == "pending"


def test_a_full_category_takes_no_accepted_request(event):
    Event.objects.update(capacity=5, has_waiting_list=False)
    first, second = (asking(event, email, capacity=1) for email in ("a@exemple.fr", "b@exemple.fr"))
    accept_request(registration_id=first.pk, by=None)
    with pytest.raises(Refused) as refused:
        accept_request(registration_id=second.pk, by=None)
    assert refused.value.reason is Refusal.CATEGORY_FULL


def test_a_declined_one_is_told_why_once_and_may_be_put_back(event, mailoutbox):
    made = asking(event)
    decline_request(registration_id=made.pk, reason="Réservé aux assureurs", by=None)
    with pytest.raises(Refused):
        decline_request(registration_id=made.pk, reason="Deux fois", by=None)
    accept_request(registration_id=made.pk, by=None)
    assert (again(made).state, again(made).decline_reason) == ("cancelled", "Réservé aux assureurs")
    assert [("Réservé aux assureurs" in message.body) for message in mailoutbox] == [False, True]
    assert f"{made}, refusée" in mailoutbox[1].body, "who is declined did not cancel"
    assert reinstate(registration_id=made.pk, by=None).decline_reason == ""


def test_nobody_is_declined_without_a_word(event):
    made = asking(event)
    with pytest.raises(ValidationError):
        decline_request(registration_id=made.pk, reason="  ", by=None)
    assert again(made).state == "pending"


def test_a_withdrawn_request_gives_no_place_to_anybody(event):
    RegistrationFactory(event=event)
    waiting = RegistrationFactory(event=event, state="waiting")
    cancel_registration(registration_id=asking(event).pk, by=None)
    assert again(waiting).state == "waiting"


# On screen


def test_visitors_are_told_before_and_after_that_organisers_decide(client, page):
    CategoryFactory(event=page.event, needs_approval=True, net_price=Decimal(0))
    shown = client.get(url(page))
    assert "sur validation" in shown.text or "approval" in shown.text
    told = client.post(url(page), typed(category_id=keys(client, page)[0]), follow=True)
    assert told.context["state"] == "pending"
    own = client.get(reverse("events:registration", args=[Registration.objects.get().token]))
    assert "en attente de validation" in own.text or "awaiting approval" in own.text
    assert "waiting list" not in own.text


def test_organisers_see_who_asks_and_accept_several_at_once(client, event, organiser):
    rows = [asking(event, f"{name}@exemple.fr") for name in "abc"]
    dashboard = client.get(reverse("registration:dashboard", args=[event.pk])).text
    assert "3 demandes attendent votre réponse" in dashboard
    data = {"action": "accept", "chosen": [row.pk for row in rows]}
    client.post(reverse("registration:people", args=[event.pk]), data)
    assert [again(row).state for row in rows] == ["confirmed", "waiting", "waiting"]


def test_organisers_decline_with_a_word(client, event, organiser):
    made = asking(event)
    there = reverse("registration:decline", args=[made.pk])
    assert there in client.get(reverse("registration:edit", args=[made.pk])).text
    assert client.post(there, {"reason": ""}).status_code == 200
    assert "refusée" in said(client.post(there, {"reason": "Complet pour la presse"}, follow=True))
    assert again(made).decline_reason == "Complet pour la presse"
