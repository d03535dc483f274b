"""What an organiser does about what somebody's place costs, and to whom it is invoiced."""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from events.invoicing import settle
from events.models import Buyer, Category, Event, Registration
from events.services.waiting_list import fill_places, fullness
from events.states import Refusal, Refused, RegistrationState
from events.tasks import settle_later
from members.models import User
from portal.billing.states import Refused as NotInvoiced

HOLDING = (RegistrationState.CONFIRMED, RegistrationState.OFFERED)


def change_category(*, registration_id: int, category: Category, by: User | None) -> Registration:
    """At the price of today: a place invoiced at another is credited and invoiced anew. Raises Refused where the
    category is full, for who holds a place."""
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        event = Event.objects.lock(event_id)
        registration = Registration.objects.select_related("event").get(pk=registration_id)
        if category.event_id != event_id:
            raise Refused(Refusal.CATEGORY)
        if registration.category_id == category.pk:
            return registration
        holds = registration.state in HOLDING
        if holds and fullness(event, category.pk) is Refusal.CATEGORY_FULL:
            raise Refused(Refusal.CATEGORY_FULL)
        registration.put_in(category)
        registration.save(update_fields=["category", "net_price", "vat_rate"])
        log(instance=registration, action="events.registration.category", user=by)
        fill_places(Event.objects.lock(event_id), timezone.now(), by=by)
        settle_later([registration])
    return registration


def name_buyer(*, registration_id: int, buyer: Buyer, by: User | None) -> None:
    """To whom a place, or those of a group, are invoiced; sent to who registered where no other address is given.
    Raises Refused once it is, or is given up."""
    event_id = Registration.objects.values_list("event_id", flat=True).get(pk=registration_id)
    with transaction.atomic(durable=True):
        Event.objects.lock(event_id)
        registration = Registration.objects.get(pk=registration_id)
        if registration.state == RegistrationState.CANCELLED:
            raise Refused(Refusal.LEFT)
        if registration.invoice_line_id:
            raise Refused(Refusal.INVOICED)
        buyer.pk = registration.buyer_id
        buyer.billing_email = buyer.billing_email or registration.email
        buyer.save()
        registration.buyer = buyer
        registration.save(update_fields=["buyer"])
        log(instance=registration, action="events.registration.buyer", user=by)
        settle_later([registration])


def invoice_place(*, registration_id: int, by: User | None) -> None:
    """Now, where it could not be done by itself; once however often it is asked. Raises `portal.billing`'s Refused."""
    registration = Registration.objects.only("event_id").get(pk=registration_id)
    with transaction.atomic(durable=True):
        if refusals := settle(registration.event_id, [registration_id], by=by):
            raise NotInvoiced(refusals[0])
