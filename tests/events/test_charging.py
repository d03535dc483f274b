"""Places that cost something: when they are invoiced, to whom, and what is credited."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from events.holdings import forget_registrations, leave_events
from events.invoicing import invoice_registrations, settle
from events.models import Buyer, Category, Event, Registration
from events.services.approving import accept_request
from events.services.charging import change_category, invoice_place, name_buyer
from events.services.organising import cancel_event
from events.services.registering import cancel_registration
from events.services.seating import add_by_hand, move_registration, reinstate
from events.services.waiting_list import accept_offer
from events.states import Refusal, Refused
from events.tasks import settle_places
from portal.billing.models import Invoice, Seller
from portal.billing.states import Refused as NotInvoiced
from portal.core.mail.models import Message
from portal.core.personal_data.registry import Subject
from tests.events.test_admin import organiser, said
from tests.factories.billing import buyer as a_buyer
from tests.factories.billing import pay, seller
from tests.factories.events import CategoryFactory, EventFactory, RegistrationFactory, register
from tests.factories.tasks import QUEUED

__all__ = ["organiser"]

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
BILLING = {
    "billing_name": "Zoë Œuvrard",
    "billing_email": "compta@sesamel.exemple.fr",
    "billing_address": "3 quai de l’Estacade",
    "billing_postcode": "44000",
    "billing_city": "Nantes",
    "billing_country": "FR",
}


@pytest.fixture(autouse=True)
def waiting_tasks(settings, site):
    """Nothing is printed or sent; invoices are settled when a test says so."""
    settings.TASKS = QUEUED
    seller()


@pytest.fixture
def event():
    return EventFactory(capacity=2)


@pytest.fixture
def category(event):
    return CategoryFactory(event=event, label_fr="Visiteur", net_price=Decimal(100), vat_rate=Decimal(20))


def buyer(**facts) -> Buyer:
    return Buyer(**a_buyer(**facts).buyer_facts())


def paying(event: Event, email: str = "zoe@exemple.fr", **fields) -> Registration:
    return register(event, email, buyer=buyer(), **fields).registration


def invoices() -> list[Invoice]:
    """Once what waits is settled."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=settle_places.module_path)
    while result := waiting.first():
        result.claim("w")
        result.set_successful(result.task.call(**result.args_kwargs["kwargs"]))
    return list(Invoice.objects.order_by("pk"))


def again(registration: Registration) -> Registration:
    return Registration.objects.get(pk=registration.pk)


# Invoiced once the place is theirs


def test_a_confirmed_place_is_invoiced_to_its_buyer(event, category):
    made = paying(event)
    (invoice,) = invoices()
    assert (invoice.gross, invoice.vat, invoice.billing_organisation) == (120, 20, "Sésamel Mutuelle")
    assert invoice.about == event
    assert invoice.lines.get().label.endswith("Visiteur : Zoë Œuvrard-D’Été")
    assert again(made).invoice_line == invoice.lines.get()
    assert Message.objects.filter(to="compta@sesamel.exemple.fr").count() == 1


def test_asked_for_again_it_is_the_same(event, category):
    made = paying(event)
    invoices()
    invoice_place(registration_id=made.pk, by=None)
    settle(event.pk, [made.pk])
    assert len(invoices()) == 1


def test_who_waits_is_invoiced_with_the_place_they_accept(event, category):
    Event.objects.update(offer_hours=48)
    RegistrationFactory.create_batch(2, event=event)
    made = paying(event)
    assert invoices() == []
    cancel_registration(registration_id=event.registrations.first().pk, by=None)
    assert (again(made).state, invoices()) == ("offered", [])
    accept_offer(registration_id=made.pk, by=None)
    assert len(invoices()) == 1


def test_who_asks_is_invoiced_once_accepted(event, category):
    Category.objects.update(needs_approval=True)
    made = paying(event)
    assert invoices() == []
    accept_request(registration_id=made.pk, by=None)
    assert len(invoices()) == 1


def test_what_is_free_is_never_invoiced(event):
    free = CategoryFactory(event=event)
    made = register(event, category_id=free.pk, buyer=buyer()).registration
    assert (invoices(), again(made).buyer, Buyer.objects.count()) == ([], None, 0)


def test_nobody_takes_a_place_that_costs_without_saying_to_whom_it_goes(event, category):
    with pytest.raises(Refused) as refused:
        register(event)
    assert refused.value.reason is Refusal.CATEGORY


def test_a_known_address_is_not_invoiced_twice(event, category):
    paying(event)
    paying(event)
    assert (len(invoices()), Buyer.objects.count()) == (1, 1)


def group(event, category) -> list[Registration]:
    pays = buyer()
    pays.save()
    facts = {"event": event, "category": category, "net_price": Decimal(100), "vat_rate": Decimal(20), "buyer": pays}
    return RegistrationFactory.create_batch(2, **facts)


def test_several_places_of_one_buyer_are_one_invoice(event, category):
    rows = group(event, category)
    invoice = invoice_registrations(registrations=rows, by=None)
    assert (invoice.gross, invoice.lines.count()) == (240, 2)
    cancel_registration(registration_id=rows[0].pk, by=None)
    assert [each.gross for each in invoices()] == [240, 120]


def test_without_an_issuer_the_place_is_given_and_the_invoice_follows_later(event, category):
    Seller.objects.all().delete()
    made = paying(event)
    assert (invoices(), again(made).state) == ([], "confirmed")
    assert list(event.registrations.to_invoice()) == [made]
    with pytest.raises(NotInvoiced, match="émet"):
        invoice_place(registration_id=made.pk, by=None)
    seller()
    invoice_place(registration_id=made.pk, by=None)
    assert len(invoices()) == 1


# Credited


@pytest.mark.parametrize("is_paid", [False, True])
def test_given_up_before_the_start_it_is_credited_in_full(event, category, is_paid):
    made = paying(event)
    (invoice,) = invoices()
    if is_paid:
        pay(invoice, "120")
    cancel_registration(registration_id=made.pk, by=None)
    _invoice, note = invoices()
    assert (note.corrects, note.gross) == (invoice, 120)
    owed = Invoice.objects.with_balance().get(pk=invoice.pk).state(date(2026, 1, 1))
    assert owed == ("to_pay_back" if is_paid else "credited")


def test_given_up_before_it_was_invoiced_it_never_is(event, category):
    cancel_registration(registration_id=paying(event).pk, by=None)
    assert invoices() == []


def test_given_up_after_the_start_it_stays_due(event, category):
    made = paying(event)
    invoices()
    Event.objects.update(starts_at=timezone.now() - HOUR, ends_at=timezone.now() + HOUR)
    cancel_registration(registration_id=made.pk, by=None, by_organiser=True)
    assert len(invoices()) == 1


def test_a_cancelled_event_is_credited_to_everybody_once(event, category):
    paying(event)
    paying(event, "luc@exemple.fr")
    invoices()
    cancel_event(event_id=event.pk, by=None)
    assert [each.kind for each in invoices()] == ["invoice", "invoice", "credit_note", "credit_note"]
    settle(event.pk, event.registrations.values_list("pk", flat=True))
    assert len(invoices()) == 4


def test_a_cancelled_event_is_credited_to_a_group_by_one_note(event, category):
    invoice_registrations(registrations=group(event, category), by=None)
    cancel_event(event_id=event.pk, by=None)
    assert [(each.kind, each.gross) for each in invoices()] == [("invoice", 240), ("credit_note", 240)]


def test_put_back_they_are_invoiced_anew(event, category):
    made = paying(event)
    invoices()
    cancel_registration(registration_id=made.pk, by=None)
    invoices()
    reinstate(registration_id=made.pk, by=None)
    assert [each.kind for each in invoices()] == ["invoice", "credit_note", "invoice"]


def test_put_back_before_anything_was_credited_they_keep_their_invoice(event, category):
    made = paying(event)
    invoices()
    cancel_registration(registration_id=made.pk, by=None)
    reinstate(registration_id=made.pk, by=None)
    assert len(invoices()) == 1


def test_moved_to_another_event_one_is_credited_and_the_other_invoiced(event, category):
    there = EventFactory()
    CategoryFactory(event=there, label_fr="Visiteur", net_price=Decimal(40), vat_rate=Decimal(20))
    made = paying(event)
    invoices()
    move_registration(registration_id=made.pk, to_event_id=there.pk, by=None)
    assert sorted((each.kind, each.gross) for each in invoices()) == [
        ("credit_note", 120),
        ("invoice", 48),
        ("invoice", 120),
    ]


# Organisers


def test_another_category_is_credited_and_invoiced_at_its_price(event, category):
    made = paying(event)
    invoices()
    press = CategoryFactory(event=event, by_hand=True, net_price=Decimal(10), vat_rate=Decimal(20))
    change_category(registration_id=made.pk, category=press, by=None)
    assert [each.gross for each in invoices()] == [120, 120, 12]
    change_category(registration_id=made.pk, category=CategoryFactory(event=event), by=None)
    assert [each.gross for each in invoices()] == [120, 120, 12, 12]


def test_nobody_changes_into_a_full_category_or_another_event_s(event, category):
    made = paying(event)
    for wrong, reason in (
        (CategoryFactory(event=event, capacity=0), Refusal.CATEGORY_FULL),
        (CategoryFactory(event=EventFactory()), Refusal.CATEGORY),
    ):
        with pytest.raises(Refused) as refused:
            change_category(registration_id=made.pk, category=wrong, by=None)
        assert refused.value.reason is reason
    assert again(made).category == category


def test_added_by_hand_they_are_invoiced_once_it_is_known_to_whom(event, category):
    names = {"first_name": "Zoë", "last_name": "Œuvrard", "email": "zoe@exemple.fr"}
    made = add_by_hand(event_id=event.pk, category=category, by=None, **names)
    assert invoices() == []
    name_buyer(registration_id=made.pk, buyer=buyer(), by=None)
    assert len(invoices()) == 1


def test_the_organiser_s_screens_tell_and_filter_payment(client, event, category, organiser):
    made, other = paying(event), paying(event, "luc@exemple.fr")
    Buyer.objects.filter(registrations=other).update(billing_city="")
    (invoice,) = invoices()
    people = reverse("registration:people", args=[event.pk])
    assert f"{invoice.number}, à payer" in client.get(people).text
    assert "place n’est pas encore facturée" in client.get(reverse("registration:dashboard", args=[event.pk])).text
    shown = {
        name: list(client.get(people, {"payment": name}).context["people"]) for name in ("to_invoice", "due", "paid")
    }
    assert shown == {"to_invoice": [other], "due": [made], "paid": []}
    pay(invoice, "120")
    assert list(client.get(people, {"payment": "paid"}).context["people"]) == [made]
    one = client.get(reverse("registration:edit", args=[made.pk])).text
    assert f"{invoice.number}, payé" in one
    assert "Estacade" not in one


def test_organisers_give_the_billing_details_that_lack(client, event, category, organiser):
    made = paying(event)
    Buyer.objects.update(billing_city="")
    assert invoices() == []
    edit = reverse("registration:edit", args=[made.pk])
    assert "sa rue et" in said(client.post(edit, {"action": "invoice"}, follow=True))
    there = reverse("registration:billing", args=[made.pk])
    assert client.post(there, {**BILLING, "billing_city": ""}).status_code == 200
    client.post(there, BILLING)
    assert len(invoices()) == 1
    assert "déjà émise" in client.post(there, BILLING).text


def test_organisers_change_the_category(client, event, category, organiser):
    made = register(event, category_id=CategoryFactory(event=event).pk).registration
    client.post(reverse("registration:category", args=[made.pk]), {"category": category.pk})
    assert again(made).category == category


def test_the_list_asks_the_database_no_more_for_twenty_invoices(
    client, event, category, organiser, django_assert_max_num_queries
):
    Event.objects.update(capacity=40)
    for number in range(2):
        paying(event, f"{number}@exemple.fr")
    invoices()
    people = reverse("registration:people", args=[event.pk])
    client.get(people)
    with django_assert_max_num_queries(100) as few:
        client.get(people)
    for number in range(2, 20):
        paying(event, f"{number}@exemple.fr")
    invoices()
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(people)


# Personal data


def test_an_erased_person_s_buyer_goes_and_their_place_is_credited(event, category):

    made = paying(event)
    invoices()
    leave_events(Registration.objects.filter(pk=made.pk), Subject(1, frozenset({"zoe@exemple.fr"})))
    assert Buyer.objects.count() == 0
    assert [each.kind for each in invoices()] == ["invoice", "credit_note"]


def test_a_forgotten_registration_lets_go_of_its_invoice(event, category):

    made = paying(event)
    invoices()
    Event.objects.update(starts_at=timezone.now() - 3 * HOUR, ends_at=timezone.now() - HOUR)
    assert forget_registrations(timezone.now()) == 1
    assert again(made).invoice_line_id is None
    assert forget_registrations(timezone.now()) == 0
