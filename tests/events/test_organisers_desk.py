"""One event on one screen, and its people."""

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.urls import reverse

from events.services.seating import move_registration, reinstate
from events.viewsets import desk
from tests.events.test_admin import edit, organiser, said
from tests.factories import pages
from tests.factories.events import CategoryFactory, EventFactory, RegistrationFactory
from tests.factories.members import UserFactory

__all__ = ["organiser"]


def people(client, event, action: str, *rows):
    data = {"action": action, "chosen": [row.pk for row in rows]}
    return client.post(reverse("registration:people", args=[event.pk]), data, follow=True)


@pytest.fixture
def event(db):
    return EventFactory(capacity=1)


def test_the_dashboard_leads_to_the_programme_the_form_and_the_page(client, site, organiser):
    page = pages.event(site)
    text = client.get(reverse("registration:dashboard", args=[page.event_id])).text
    for name in ("event:programme", "event:asked"):
        assert reverse(name, args=[page.event_id]) in text
    assert f'href="{page.url}"' in text


def test_the_dashboard_counts_ranks_and_says_why_nobody_moves_up(client, event, organiser):
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, last_name="Œuvrard", state="waiting")
    text = client.get(reverse("registration:dashboard", args=[event.pk])).text
    assert "1 / 1" in text
    assert "Œuvrard" in text
    assert "La prochaine ira à la première personne de la liste" in text


def test_the_dashboard_says_that_it_is_a_category_that_is_full(client, organiser):
    event = EventFactory(capacity=10)
    category = CategoryFactory(event=event, capacity=0)
    RegistrationFactory(event=event, category=category, state="waiting")
    text = client.get(reverse("registration:dashboard", args=[event.pk])).text
    assert "Des places sont libres, mais aucune dans les catégories" in text


@pytest.mark.parametrize("name", ["dashboard", "people"])
def test_a_longer_list_asks_the_database_no_more(client, event, organiser, name, django_assert_max_num_queries):
    url = reverse(f"registration:{name}", args=[event.pk])
    RegistrationFactory.create_batch(2, event=event, state="waiting")
    client.get(url)
    with django_assert_max_num_queries(100) as few:
        client.get(url)
    RegistrationFactory.create_batch(18, event=event, state="waiting")
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(url)


def test_the_waiting_list_is_in_the_order_of_its_ranks(client, event, organiser):
    for name in ("Zola", "Aubry"):
        RegistrationFactory(event=event, last_name=name, state="waiting")
    url = reverse("registration:people", args=[event.pk])
    found = [
        [str(row.last_name) for row in client.get(url, sent).context["people"]] for sent in ({"state": "waiting"}, {})
    ]
    assert found == [["Zola", "Aubry"], ["Aubry", "Zola"]]


def test_people_are_found_by_state_and_words_with_their_rank(client, event, organiser):
    RegistrationFactory(event=event, first_name="Léa", last_name="Martin", state="waiting")
    RegistrationFactory(event=event, last_name="Œuvrard", state="waiting")
    RegistrationFactory(last_name="Durand", event=EventFactory())
    url = reverse("registration:people", args=[event.pk])
    text = client.get(url, {"state": "waiting", "q": "martin léa"}).text
    assert "Martin" in text
    assert "rang 1" in text
    assert "Œuvrard" not in text
    assert "Œuvrard" in client.get(url, {"q": "OEUVRARD"}).text
    assert "1 inscription" in client.get(url, {"q": "lea"}).text
    assert client.get(url, {"state": "x", "q": "a\0", "p": "x"}).status_code == 200


def test_a_whole_convention_is_listed_at_once_and_what_is_not_invoiced_says_nothing_of_its_payment(
    client, event, organiser
):
    category = CategoryFactory(event=event, label_fr="Visiteur", net_price=120)
    RegistrationFactory.create_batch(120, event=event, category=category)
    text = client.get(reverse("registration:people", args=[event.pk])).text
    assert text.count('name="chosen"') == 120
    assert 'data-w-bulk-target="all"' in text
    assert "<td>None</td>" not in text


def test_several_are_cancelled_at_once_and_what_is_refused_for_one_is_done_for_the_others(client, event, organiser):
    rows = RegistrationFactory.create_batch(2, event=event, state="waiting")
    response = people(client, event, "confirm", *rows)
    assert sorted(event.registrations.values_list("state", flat=True)) == ["confirmed", "waiting"]
    assert "Aucune place n’est libre" in said(response)
    people(client, event, "cancel", *rows)
    assert set(event.registrations.values_list("state", flat=True)) == {"cancelled"}


def test_what_is_not_for_somebody_s_state_is_not_said_to_be_done(client, event, organiser):
    waiting = RegistrationFactory(event=event, state="waiting")
    others = [RegistrationFactory(event=event, state=state) for state in ("cancelled", "pending")]
    told = said(people(client, event, "confirm", waiting, *others))
    assert "Fait pour 1 inscription" in told
    assert "Pas fait pour 2 inscriptions" in told
    assert "Fait pour" not in said(people(client, event, "absent", *others))


def test_what_takes_too_long_for_one_request_leaves_the_rest_ticked(client, event, organiser, monkeypatch):
    monkeypatch.setattr(desk, "PATIENCE", 0)
    rows = RegistrationFactory.create_batch(3, event=event)
    response = people(client, event, "cancel", *rows)
    assert "1 inscription" in said(response)
    assert "2 personnes restent cochées" in said(response)
    assert response.text.count(" checked>") == 2
    assert event.registrations.confirmed().count() == 2


def test_nothing_ticked_a_stranger_of_another_event_or_an_unknown_deed_changes_nothing(client, event, organiser):
    elsewhere = RegistrationFactory(event=EventFactory())
    assert "Rien n’est fait" in said(people(client, event, "cancel", elsewhere))
    assert "Rien n’est fait" in said(people(client, event, "x", RegistrationFactory(event=event)))
    elsewhere.refresh_from_db()
    assert elsewhere.state == "confirmed"


def test_someone_is_added_and_what_is_refused_keeps_what_was_typed(client, event, organiser):
    url = reverse("registration:by_hand", args=[event.pk])
    typed = {"first_name": "Zoë", "last_name": "Œuvrard", "email": "ZOE@exemple.fr", "language": "fr"}
    client.post(url, typed)
    assert event.registrations.get().email == "zoe@exemple.fr"
    again = client.post(url, typed)
    assert "déjà inscrite à l’événement" in again.text
    assert "Œuvrard" in again.text
    assert len(mail.outbox) == 1


def test_a_name_is_corrected_and_somebody_moved(client, event, organiser):
    row, there = RegistrationFactory(event=event), EventFactory()
    typed = {"first_name": "Zoë", "last_name": "Œuvrard", "email": row.email, "organisation_name": "Institut"}
    client.post(reverse("registration:correct", args=[row.pk]), typed)
    row.refresh_from_db()
    assert str(row) == "Zoë Œuvrard"
    client.post(reverse("registration:move", args=[row.pk]), {"to": there.pk})
    assert there.registrations.get().organisation_name == "Institut"


def test_the_link_of_who_was_moved_says_so_and_where(client, site, event):
    row, page = RegistrationFactory(event=event), pages.event(site, title="Les assises de Tours")
    move_registration(registration_id=row.pk, to_event_id=page.event.pk, by=None)
    html = client.get(reverse("events:registration", args=[row.token])).text
    assert "ont déplacé votre inscription vers un autre événement" in html
    assert page.url in html
    assert page.event.registrations.get().token not in html
    reinstate(registration_id=row.pk, by=None)
    assert page.url not in client.get(reverse("events:registration", args=[row.token])).text


def test_the_facts_change_the_number_of_places_until_somebody_is_registered(client, event, organiser):
    edit(client, event, capacity=2)
    assert event.capacity == 2
    RegistrationFactory(event=event)
    edit(client, event, venue="Tours", capacity=1)
    assert (event.venue, event.capacity) == ("Tours", 2)
    way = reverse("registration:capacity", args=[event.pk])
    assert way in client.get(reverse("event:edit", args=[event.pk])).text


def test_where_somebody_is_moved_free_places_are_told_and_what_is_refused_stands_there(client, event, organiser):
    full, registration = EventFactory(capacity=0), RegistrationFactory(event=event)
    url = reverse("registration:move", args=[registration.pk])
    assert "(0 place restante)" in client.get(url).text
    form = client.post(url, {"to": full.pk}).context["form"]
    assert "Aucune place n’est libre" in form.errors["to"][0]


def test_who_is_moved_to_an_event_with_categories_comes_as_one_of_them(client, event, organiser):
    there = EventFactory()
    CategoryFactory(event=there, label_fr="Visiteur")
    press = CategoryFactory(event=there, label_fr="Presse", net_price=30)
    url = reverse("registration:move", args=[RegistrationFactory(event=event).pk])
    assert "Choisissez à quel titre" in client.post(url, {"to": there.pk}).context["form"].errors["category"][0]
    foreign = CategoryFactory(event=event)
    assert "category" in client.post(url, {"to": there.pk, "category": foreign.pk}).context["form"].errors
    client.post(url, {"to": there.pk, "category": press.pk})
    assert there.registrations.get().category == press
    assert there.registrations.get().net_price == 30


def test_the_number_of_places_takes_a_reason(client, event, organiser):
    url = reverse("registration:capacity", args=[event.pk])
    assert client.post(url, {"capacity": 5, "reason": ""}).status_code == 200
    event.refresh_from_db()
    assert event.capacity == 1
    raised = client.post(url, {"capacity": 5, "reason": "Plus grande salle"}, follow=True)
    assert "liste d’attente" not in said(raised), "nobody waits"
    event.refresh_from_db()
    assert event.capacity == 5


def test_fewer_places_than_people_are_told_and_taken_from_nobody(client, event, organiser):
    RegistrationFactory(event=event)
    url = reverse("registration:capacity", args=[event.pk])
    lowered = client.post(url, {"capacity": 0, "reason": "Salle plus petite"}, follow=True)
    assert "personne ne perd la sienne" in said(lowered)
    assert event.registrations.confirmed().count() == 1


def test_whoever_is_added_at_a_price_is_said_to_need_billing_details(client, event, organiser):
    category = CategoryFactory(event=event, net_price=120)
    typed = {"first_name": "Zoë", "last_name": "Œuvrard", "email": "zoe@exemple.fr", "language": "fr"}
    added = client.post(
        reverse("registration:by_hand", args=[event.pk]), {**typed, "category": category.pk}, follow=True
    )
    assert "coordonnées de facturation" in said(added)


def test_who_may_not_change_registrations_reads_no_name(client, event):
    user = UserFactory()
    codenames = ["access_admin", "view_event", "change_event"]
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    row = RegistrationFactory(event=event)
    for name, key in (("dashboard", event), ("people", event), ("by_hand", event), ("correct", row), ("move", row)):
        assert client.get(reverse(f"registration:{name}", args=[key.pk])).status_code == 302
