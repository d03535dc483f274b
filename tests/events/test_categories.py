"""As what people register, who may, and whose turn it is when a category is full."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Buyer, Category, Event, Registration
from events.services.organising import change_event
from events.services.registering import cancel_registration
from events.services.seating import add_by_hand, change_capacity, move_registration
from events.services.waiting_list import confirm_from_waiting_list
from events.states import EventState, Refusal, Refused
from portal.access.viewer import MembershipState, Viewer
from tests.events.test_admin import edit, organiser
from tests.factories import pages
from tests.factories.billing import seller
from tests.factories.events import CategoryFactory, EventFactory, RegistrationFactory, register
from tests.factories.members import UserFactory, member
from tests.factories.visitors import signed_in

__all__ = ["organiser"]

pytestmark = pytest.mark.django_db

MEMBER = Viewer(user_id=1, membership=MembershipState.ACTIVE)
LATER = timedelta(days=3)


@pytest.fixture
def event():
    return EventFactory()


@pytest.fixture
def page(site):
    seller()
    return pages.event(site)


def state(event: Event) -> EventState:
    """As the database knows it, with the counts read beforehand or not."""
    now = timezone.now()
    found = {Event.objects.get(pk=event.pk).state(now), Event.objects.with_counts().get(pk=event.pk).state(now)}
    assert len(found) == 1
    return found.pop()


def reason(event: Event, **fields) -> Refusal:
    with pytest.raises(Refused) as refused:
        register(event, **fields)
    assert not Registration.objects.filter(event=event, email="zoe@exemple.fr").exists()
    return refused.value.reason


# What the server decides


def test_the_only_category_of_a_viewer_goes_without_saying_and_gives_the_price(event):
    paid = CategoryFactory(event=event, net_price=Decimal(100), vat_rate=Decimal(20))
    CategoryFactory(event=event, members_only=True)
    made = register(event, buyer=Buyer()).registration
    assert (made.category, made.net_price, made.vat_rate) == (paid, Decimal(100), Decimal(20))


def test_members_take_their_own_category_and_others_too(event):
    for_members = CategoryFactory(event=event, members_only=True)
    CategoryFactory(event=event, net_price=Decimal(100))
    assert reason(event, viewer=MEMBER) is Refusal.CATEGORY
    assert register(event, viewer=MEMBER, category_id=for_members.pk).registration.category == for_members


@pytest.mark.parametrize("kind", ["members", "by hand", "another event's", "unknown"])
def test_a_forged_category_is_refused(event, kind):
    CategoryFactory(event=event, net_price=Decimal(100))
    CategoryFactory(event=event, net_price=Decimal(50))
    forged = {
        "members": lambda: CategoryFactory(event=event, members_only=True).pk,
        "by hand": lambda: CategoryFactory(event=event, by_hand=True).pk,
        "another event's": lambda: CategoryFactory(event=EventFactory()).pk,
        "unknown": lambda: 10**9,
    }[kind]()
    assert reason(event, category_id=forged) is Refusal.CATEGORY


def test_an_event_for_members_by_its_categories_alone_refuses_others(event):
    CategoryFactory(event=event, members_only=True)
    assert reason(event) is Refusal.MEMBERS_ONLY


def test_where_all_are_given_by_hand_nobody_registers(event):
    CategoryFactory(event=event, by_hand=True)
    assert reason(event) is Refusal.BY_HAND


def test_until_its_date_members_register_first():
    event = EventFactory(members_first_until=timezone.now() + LATER)
    assert reason(event) is Refusal.MEMBERS_FIRST
    assert register(event, viewer=MEMBER).registration.state == "confirmed"
    Event.objects.update(members_first_until=timezone.now())
    assert register(event).registration.state == "confirmed"


def test_who_is_registered_keeps_their_price(event):
    category = CategoryFactory(event=event, net_price=Decimal(80))
    made = register(event, buyer=Buyer()).registration
    Category.objects.filter(pk=category.pk).update(net_price=Decimal(120))
    made.refresh_from_db()
    assert made.net_price == Decimal(80)


# Places


def test_a_full_category_waits_while_another_has_room(event):
    one, other = CategoryFactory(event=event, capacity=1), CategoryFactory(event=event)
    RegistrationFactory(event=event, category=one)
    assert register(event, category_id=one.pk).registration.state == "waiting"
    assert register(event, "luc@exemple.fr", category_id=other.pk).registration.state == "confirmed"
    assert state(event) is EventState.OPEN


def test_without_a_list_a_full_category_is_told():
    event = EventFactory(has_waiting_list=False)
    one, _other = CategoryFactory(event=event, capacity=1), CategoryFactory(event=event)
    RegistrationFactory(event=event, category=one)
    assert reason(event, category_id=one.pk) is Refusal.CATEGORY_FULL


def test_an_event_whose_categories_are_all_full_is_full(event):
    RegistrationFactory(event=event, category=CategoryFactory(event=event, capacity=1))
    CategoryFactory(event=event, by_hand=True)
    assert state(event) is EventState.WAITING_LIST
    Event.objects.update(has_waiting_list=False)
    assert state(event) is EventState.FULL


def test_nobody_overtakes_who_waits_for_a_place_that_they_may_take():
    event = EventFactory(capacity=1)
    one, other = CategoryFactory(event=event), CategoryFactory(event=event)
    RegistrationFactory(event=event, category=one, state="waiting")
    assert state(event) is EventState.WAITING_LIST
    assert register(event, category_id=other.pk).registration.state == "waiting"


def test_a_freed_place_goes_to_the_first_whose_category_has_room():
    event = EventFactory(capacity=2)
    full, free = CategoryFactory(event=event, capacity=1), CategoryFactory(event=event)
    RegistrationFactory(event=event, category=full)
    leaving = RegistrationFactory(event=event, category=free)
    first, second, third = (
        RegistrationFactory(event=event, category=category, state="waiting") for category in (full, free, full)
    )
    cancel_registration(registration_id=leaving.pk, by=None)
    places = [Registration.objects.get(pk=each.pk).state for each in (first, second, third)]
    assert places == ["waiting", "confirmed", "waiting"]


def test_several_freed_places_fill_a_category_no_further_than_it_goes():
    event = EventFactory(capacity=1)
    narrow, wide = CategoryFactory(event=event, capacity=2), CategoryFactory(event=event)
    RegistrationFactory(event=event, category=narrow)
    waiting = [
        RegistrationFactory(event=event, category=category, state="waiting")
        for category in (narrow, narrow, None, wide, wide)
    ]
    change_capacity(event_id=event.pk, capacity=4, reason="Une plus grande salle", by=None)
    places = [Registration.objects.get(pk=each.pk).state for each in waiting]
    assert places == ["confirmed", "waiting", "confirmed", "confirmed", "waiting"]


def test_a_raised_category_is_filled_from_the_list(event):
    category = CategoryFactory(event=event, capacity=1)
    RegistrationFactory(event=event, category=category)
    waiting = RegistrationFactory(event=event, category=category, state="waiting")
    Category.objects.update(capacity=2)
    change_event(event=Event.objects.get(pk=event.pk), by=None)
    waiting.refresh_from_db()
    assert waiting.state == "confirmed"


def test_an_organiser_gives_no_place_of_a_full_category(event):
    category = CategoryFactory(event=event, capacity=1)
    RegistrationFactory(event=event, category=category)
    waiting = RegistrationFactory(event=event, category=category, state="waiting")
    with pytest.raises(Refused) as refused:
        confirm_from_waiting_list(registration_id=waiting.pk, by=None)
    assert refused.value.reason is Refusal.CATEGORY_FULL


# Organisers


def test_organisers_give_what_the_form_does_not_show(event):
    category = CategoryFactory(event=event, by_hand=True, net_price=Decimal(10))
    names = {"first_name": "Zoë", "last_name": "Œuvrard", "email": "zoe@exemple.fr"}
    made = add_by_hand(event_id=event.pk, category=category, by=None, **names)
    assert (made.category, made.net_price) == (category, Decimal(10))


def test_whoever_is_moved_comes_as_the_same_there(event):
    there = EventFactory()
    same = CategoryFactory(event=there, label_fr="visiteur")
    left = RegistrationFactory(event=event, category=CategoryFactory(event=event, label_fr="Visiteur"))
    assert move_registration(registration_id=left.pk, to_event_id=there.pk, by=None).category == same


def test_nobody_is_moved_where_there_is_no_such_category(event):
    there = EventFactory()
    CategoryFactory(event=there)
    left = RegistrationFactory(event=event, category=CategoryFactory(event=event))
    with pytest.raises(Refused) as refused:
        move_registration(registration_id=left.pk, to_event_id=there.pk, by=None)
    assert refused.value.reason is Refusal.CATEGORY_ELSEWHERE
    left.refresh_from_db()
    assert left.state == "confirmed"


def test_a_copy_of_an_event_has_its_categories(event):
    CategoryFactory(event=event, label_fr="Presse", net_price=Decimal(30))
    copy = event.clone()
    copy.save()
    assert list(copy.categories.values_list("label_fr", "net_price")) == [("Presse", Decimal(30))]
    assert Category.objects.filter(event=event).count() == 1


def in_editor(*rows: dict) -> dict:
    """Categories as the editor of an event sends them."""
    values = {"categories-TOTAL_FORMS": len(rows), "categories-INITIAL_FORMS": sum(bool(row.get("id")) for row in rows)}
    for number, row in enumerate(rows):
        whole = {"label_fr": "Presse", "net_price": "0", "vat_rate": "20.00", "ORDER": number + 1, **row}
        values |= {f"categories-{number}-{name}": value for name, value in whole.items()}
    return values


def test_editors_add_a_category_beside_the_facts(client, event, organiser):
    edit(client, event, **in_editor({"net_price": "120.50", "members_only": "on"}))
    made = event.categories.get()
    assert (made.label_fr, made.net_price, made.members_only) == ("Presse", Decimal("120.50"), True)


def test_a_category_stays_while_somebody_is_registered_in_it(client, event, organiser):
    kept = CategoryFactory(event=event, label_fr="Visiteur")
    RegistrationFactory(event=event, category=kept)
    shown = edit(client, event, **in_editor({"id": kept.pk, "label_fr": "Visiteur", "DELETE": "1"}))
    assert "impossible de supprimer" in shown.text
    assert event.categories.count() == 1
    Registration.objects.all().delete()
    edit(client, event, **in_editor({"id": kept.pk, "label_fr": "Visiteur", "DELETE": "1"}))
    assert event.categories.count() == 0


# The form


def url(page) -> str:
    return reverse("events:register", args=[page.event_id])


def typed(**fields) -> dict:
    names = {"first_name": "Zoë", "last_name": "Œuvrard", "email": "zoe@exemple.fr"}
    billing = {"billing_name": "Zoë", "billing_address": "3 quai", "billing_city": "Nantes", "billing_country": "FR"}
    return {**names, **billing, "organisation_name": "", "form_key": str(uuid.uuid4()), **fields}


def keys(client, page) -> list[str]:
    return [choice.key for choice in client.get(url(page)).context["form"].choices]


def test_the_form_asks_only_where_there_is_a_choice(client, page):
    assert "category_id" not in client.get(url(page)).context["form"].fields
    CategoryFactory(event=page.event, net_price=Decimal(100))
    CategoryFactory(event=page.event, members_only=True)
    shown = client.get(url(page))
    assert shown.context["form"]["category_id"].is_hidden
    assert "120,00" in shown.text
    assert "including VAT" in shown.text or "TTC" in shown.text
    CategoryFactory(event=page.event, label_fr="Presse", capacity=0)
    assert client.get(url(page)).text.count('type="radio"') == 2


def test_a_member_is_shown_what_members_may_take(client, page):
    CategoryFactory(event=page.event, label_fr="Plein tarif", net_price=Decimal(100))
    CategoryFactory(event=page.event, label_fr="Tarif membre", members_only=True)
    assert "Tarif membre" not in client.get(url(page)).text
    assert "Tarif membre" in signed_in(member()).get(url(page)).text
    assert "Tarif membre" not in signed_in(UserFactory()).get(url(page)).text


def test_the_category_chosen_is_the_one_registered(client, page):
    CategoryFactory(event=page.event)
    second = CategoryFactory(event=page.event, net_price=Decimal(100))
    response = client.post(url(page), typed(category_id=keys(client, page)[1]))
    assert response.status_code == 302
    assert Registration.objects.get().category == second


@pytest.mark.parametrize("sent", ["", "0", "forged", "\x00", "1" * 5000, None])
def test_what_is_no_choice_is_asked_for_again_with_what_was_typed(client, page, sent):
    CategoryFactory(event=page.event, net_price=Decimal(100))
    CategoryFactory(event=page.event, net_price=Decimal(50))
    response = client.post(url(page), typed(first_name="Zoë-Lou", **({} if sent is None else {"category_id": sent})))
    assert response.status_code == 200
    assert "Zoë-Lou" in response.text
    assert not Registration.objects.exists()


def test_a_price_that_rose_meanwhile_is_shown_before_it_is_agreed_to(client, page):
    CategoryFactory(event=page.event, net_price=Decimal(100))
    (seen,) = keys(client, page)
    Category.objects.update(net_price=Decimal(150))
    response = client.post(url(page), typed(category_id=seen))
    assert not Registration.objects.exists()
    assert "180,00" in response.text
    shown = response.context["form"]["category_id"].value()
    assert client.post(url(page), typed(category_id=shown)).status_code == 302
    assert Registration.objects.get().net_price == Decimal(150)


def test_the_form_of_members_first_tells_the_date(client, page):
    Event.objects.update(members_first_until=timezone.now() + LATER)
    assert client.get(url(page)).context["form"] is None
    assert client.get(page.url).status_code == 200
    assert client.post(url(page), typed()).status_code == 409


def test_one_s_own_page_and_message_show_category_and_price(client, page, mailoutbox):
    CategoryFactory(event=page.event, label_fr="Plein tarif", net_price=Decimal(100))
    client.post(url(page), typed(category_id=keys(client, page)[0]))
    message = next(each for each in mailoutbox if "confirm" in each.subject.lower())
    assert "120,00" in message.body
    own = client.get(reverse("events:registration", args=[Registration.objects.get().token]))
    assert "Plein tarif" in own.text
    assert "120,00" in own.text


def test_the_page_tells_each_price_with_its_vat_and_for_whom(client, page):
    seller(vat_number="FR44732829320")
    CategoryFactory(event=page.event, label_fr="Adhérent", members_only=True)
    CategoryFactory(event=page.event, label_fr="Visiteur", net_price=Decimal(100), vat_rate=Decimal(20))
    CategoryFactory(event=page.event, label_fr="Presse", by_hand=True)
    text = client.get(page.url).text
    prices = text[text.index('id="prices"') :].partition("</table>")[0]
    assert "Presse" not in prices
    assert [amount in prices for amount in ("100,00", "20,00", "120,00", "gratuit", "réservé aux membres")] == [
        True
    ] * 5


def test_a_page_without_categories_has_no_table_of_prices(client, page):
    assert 'id="prices"' not in client.get(page.url).text
