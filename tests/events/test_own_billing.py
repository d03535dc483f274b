"""Somebody says by their own link to whom their place is invoiced."""

from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from events.models import Buyer, Event, Registration
from events.services.charging import name_buyer
from events.services.registering import Person, cancel_registration
from events.services.seating import add_by_hand, move_registration
from events.services.waiting_list import confirm_from_waiting_list
from portal.core.mail.models import Message
from tests.events.test_admin import organiser
from tests.events.test_charging import BILLING, buyer, category, event, invoices, paying, waiting_tasks
from tests.factories.events import CategoryFactory, EventFactory, RegistrationFactory
from tests.factories.tasks import work

__all__ = ["category", "event", "organiser", "waiting_tasks"]

pytestmark = pytest.mark.django_db

PERSON = {"first_name": "Zoë", "last_name": "Œuvrard", "email": "zoe@exemple.fr", "organisation_name": "Sésamel"}


@pytest.fixture
def added(event, category) -> Registration:
    return add_by_hand(event_id=event.pk, category=category, by=None, **PERSON)


def own(registration: Registration) -> str:
    return reverse("events:registration", args=[registration.token])


def billing(registration: Registration) -> str:
    return reverse("events:billing", args=[registration.token])


def test_their_message_and_their_page_ask_for_it(client, added):
    assert "indiquez vos coordonnées de facturation" in Message.objects.get().text
    assert billing(added) in client.get(own(added)).text


def test_what_they_are_known_by_stands_there_already(client, added):
    initial = client.get(billing(added)).context["form"].initial
    assert (initial["billing_name"], initial["billing_organisation"]) == ("Zoë Œuvrard", "Sésamel")
    assert initial["billing_email"] == "zoe@exemple.fr"


def test_given_it_they_are_invoiced(client, added):
    assert client.post(billing(added), BILLING, follow=True).redirect_chain == [(own(added), 302)]
    (invoice,) = invoices()
    assert (invoice.billing_city, invoice.gross) == ("Nantes", 120)
    assert not client.get(own(added)).context["lacks_buyer"]
    assert client.get(billing(added)).status_code == 302


def test_without_an_address_for_it_the_invoice_goes_to_them(client, added):
    client.post(billing(added), {**BILLING, "billing_email": ""})
    assert Buyer.objects.get().billing_email == "zoe@exemple.fr"


@pytest.mark.parametrize(("name", "wrong"), [("billing_city", ""), ("billing_siret", "123")])
def test_what_the_form_of_registration_refuses_is_refused_and_the_rest_kept(client, added, name, wrong):
    response = client.post(billing(added), {**BILLING, name: wrong})
    assert list(response.context["form"].errors) == [name]
    assert "44000" in response.text
    assert Buyer.objects.count() == 0


def test_who_waits_is_invoiced_once_they_have_the_place(client, event, category):
    RegistrationFactory.create_batch(2, event=event)
    waiting = add_by_hand(event_id=event.pk, category=category, by=None, **PERSON)
    client.post(billing(waiting), BILLING)
    assert invoices() == []
    Event.objects.update(capacity=3)
    confirm_from_waiting_list(registration_id=waiting.pk, by=None)
    assert len(invoices()) == 1


def test_who_is_promoted_without_it_is_asked_for_it(event, category):
    RegistrationFactory.create_batch(2, event=event)
    add_by_hand(event_id=event.pk, category=category, by=None, **PERSON)
    Message.objects.all().delete()
    cancel_registration(registration_id=event.registrations.first().pk, by=None)
    work()
    (told,) = [message for message in mail.outbox if message.to == ["zoe@exemple.fr"]]
    assert "indiquez vos coordonnées de facturation" in told.body


def test_what_they_typed_is_theirs_to_correct_until_it_is_invoiced(client, event, category):
    made = paying(event)
    assert client.get(billing(made)).context["form"].initial["billing_city"] == "Nantes"
    client.post(billing(made), {**BILLING, "billing_city": "Rezé"})
    assert [invoice.billing_city for invoice in invoices()] == ["Rezé"]


def test_issued_meanwhile_it_stays_and_they_are_told(client, added):
    name_buyer(registration_id=added.pk, buyer=buyer(), by=None)
    invoices()
    response = client.post(billing(added), {**BILLING, "billing_city": "Rezé"})
    assert response.status_code == 302
    assert Buyer.objects.get().billing_city == "Nantes"


@pytest.mark.parametrize("state", ["free", "cancelled", "called_off", "together"])
def test_where_it_is_not_theirs_to_say_the_link_leads_back(client, event, category, added, state):
    pays = buyer()
    pays.save()
    match state:
        case "free":
            Registration.objects.update(net_price=0)
        case "cancelled":
            cancel_registration(registration_id=added.pk, by=None)
        case "called_off":
            Event.objects.update(cancelled_at=timezone.now())
        case "together":
            Registration.objects.update(buyer=pays)
            RegistrationFactory(event=event, buyer=pays)
    for response in (client.get(billing(added)), client.post(billing(added), {**BILLING, "billing_city": "Rezé"})):
        assert response.headers["Location"] == own(added)
    assert billing(added) not in client.get(own(added)).text
    assert not Buyer.objects.filter(billing_city="Rezé").exists()


def test_moved_to_another_event_they_still_see_their_invoice(client, event, category):
    there = EventFactory()
    CategoryFactory(event=there, label_fr="Visiteur", net_price=Decimal(40), vat_rate=Decimal(20))
    moved = move_registration(registration_id=paying(event).pk, to_event_id=there.pk, by=None)
    invoices()
    assert reverse("billing:invoice", args=[moved.event.registrations.get().invoice_line.invoice.token]) in (
        client.get(own(moved)).text
    )


def test_who_registered_a_group_sees_its_invoice_and_those_registered_along_do_not(client, event, category):
    leader = paying(event, companions=[Person("Ada", "Lovelace", "ada@exemple.fr")])
    assert billing(leader) in client.get(own(leader)).text
    ada = event.registrations.get(email="ada@exemple.fr")
    assert billing(ada) not in client.get(own(ada)).text
    (invoice,) = invoices()
    assert invoice.number in client.get(own(leader)).text
    assert invoice.number not in client.get(own(ada)).text


def test_an_unknown_link_is_not_there(client):
    assert client.get(reverse("events:billing", args=["unknown"])).status_code == 404


def test_who_cancels_an_event_is_told_how_many_places_are_credited(client, event, category, organiser):
    paying(event)
    invoices()
    assert "1 place est facturée" in client.get(reverse("event:cancel", args=[event.pk])).text
