"""The programme of an event: what a session may be, how an organiser makes many, what follows the event."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from events.models import Event, EventPartner, Session, SessionKind, SessionPerson
from events.services.organising import change_event
from portal.core.models import Person
from tests.events.test_admin import edit, organiser, said
from tests.factories import pages
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.members import OrganisationFactory

__all__ = ["organiser"]

PARIS = ZoneInfo("Europe/Paris")
NINE = datetime(2027, 3, 11, 9, tzinfo=PARIS)


@pytest.fixture
def convention(db):
    return EventFactory(kind="convention", starts_at=NINE, ends_at=NINE + timedelta(days=1, hours=8), capacity=400)


def row(number: int, **fields) -> dict[str, object]:
    values = {"id": "", "day": "2027-03-11", "starts_at": "9h30", "ends_at": "10:30", "kind": "plenary", **fields}
    return {f"sessions-{number}-{name}": value for name, value in values.items()}


def save(client, event, *rows, initial: int = 0):
    counts = {"sessions-TOTAL_FORMS": len(rows), "sessions-INITIAL_FORMS": initial}
    data = counts | {name: value for each in rows for name, value in each.items()}
    return client.post(reverse("event:programme", args=[event.pk]), data, follow=True)


@pytest.mark.parametrize(
    "hours",
    [
        (NINE, None),
        (NINE, NINE),
        (NINE - timedelta(days=1), NINE),
        (NINE + timedelta(days=2), NINE + timedelta(days=2, hours=1)),
    ],
)
def test_a_session_takes_place_on_a_day_of_its_event_and_ends_after_it_starts(convention, hours):
    with pytest.raises(ValidationError):
        Session(event=convention, title_fr="Ouverture", starts_at=hours[0], ends_at=hours[1]).full_clean()


def test_a_session_is_announced_without_hours_and_comes_last(convention):
    SessionFactory(event=convention, title_fr="À préciser", starts_at=None)
    SessionFactory(event=convention, title_fr="Ouverture")
    Session(event=convention, title_fr="À préciser").full_clean()
    assert [str(each) for each in convention.sessions.in_order()] == ["Ouverture", "À préciser"]


def test_many_sessions_are_saved_at_once_with_their_speakers(client, organiser, convention):
    known = Person.objects.create(name="Soline Marchetti")
    rows = [row(number, title_fr=f"Atelier {number}", kind="workshop", capacity=30) for number in range(20)]
    rows.append(row(20, title_fr="Ouverture", speakers="soline marchetti ; Hugo Ferrand", room="Amphi"))
    response = save(client, convention, *rows, row(21, day="", starts_at="", ends_at=""))
    assert "enregistré" in said(response)
    assert convention.sessions.count() == 21
    opening = convention.sessions.get(title_fr="Ouverture")
    assert (opening.starts_at, opening.room) == (NINE + timedelta(minutes=30), "Amphi")
    people = list(opening.people.values_list("person__name", flat=True))
    assert people == [known.name, "Hugo Ferrand"]


def test_a_table_sent_twice_adds_its_new_rows_once(client, organiser, convention):
    there = SessionFactory(event=convention, title_fr="Pause")
    new = [row(number, title_fr="Pause", kind="break", day="", starts_at="", ends_at="") for number in (1, 2)]
    for _time in range(2):
        response = save(client, convention, row(0, id=there.pk, title_fr="Pause"), *new, initial=1)
        assert "enregistré" in said(response)
    assert convention.sessions.count() == 3
    save(client, convention, row(0, title_fr="Pause", kind="break", day="", starts_at="", ends_at="", room="Hall"))
    assert convention.sessions.count() == 4


def test_a_name_that_is_nearly_somebodys_is_asked_about_before_it_makes_a_new_person(client, organiser, convention):
    known = Person.objects.create(name="Soline Marchetti")
    typed = row(0, title_fr="Ouverture", speakers="Soline Marcheti, Hugo Ferrand")
    response = save(client, convention, typed)
    assert "Voulez-vous dire Soline Marchetti" in response.text
    assert list(Person.objects.all()) == [known]
    assert convention.sessions.count() == 0
    save(client, convention, {**typed, "sessions-0-other_people": "on"})
    assert set(convention.sessions.get().people.values_list("person__name", flat=True)) == {
        "Soline Marcheti",
        "Hugo Ferrand",
    }


def test_a_name_is_asked_about_too_where_it_is_nearly_another_of_the_same_table(client, organiser, convention):
    rows = [row(n, title_fr=name, speakers=name) for n, name in enumerate(("Soline Marchetti", "Soline Marcheti"))]
    assert "Voulez-vous dire Soline Marchetti" in save(client, convention, *rows).text


@pytest.mark.parametrize("name", ["helene dupre-lévy", "HÉLÈNE  DUPRÉ-LEVY"])
def test_a_name_typed_without_its_accents_or_capitals_is_the_same_persons(client, organiser, convention, name):
    known = Person.objects.create(name="Hélène Dupré-Lévy")
    save(client, convention, row(0, title_fr="Ouverture", speakers=name))
    assert convention.sessions.get().people.get().person == known


def test_names_the_other_way_round_are_asked_about_and_others_are_not(client, organiser, convention):
    for name in ("Soline Marchetti", "Léa Roy", "Anne Petit"):
        Person.objects.create(name=name)
    assert "Voulez-vous dire" in save(client, convention, row(0, title_fr="A", speakers="Marchetti Soline")).text
    for name in ("Léo Ray", "Anna Petitjean", "Sol Marchand"):
        save(client, convention, row(0, title_fr=name, speakers=name))
        assert Person.objects.filter(name=name).exists()


def test_of_a_table_with_a_fault_nothing_is_saved_and_all_that_was_typed_stays(client, organiser, convention):
    response = save(client, convention, row(0, title_fr="Ouverture"), row(1, title_fr="Atelier", ends_at="midi"))
    assert convention.sessions.count() == 0
    assert "Ouverture" in response.text
    assert "midi" in response.text
    assert "corrigez" in said(response)


def test_sessions_are_changed_and_removed_in_the_same_table(client, organiser, convention):
    kept, gone = SessionFactory.create_batch(2, event=convention)
    guest = SessionPerson.objects.create(session=kept, person=Person.objects.create(name="Awa Sy"), role="moderator")
    SessionPerson.objects.create(session=kept, person=Person.objects.create(name="Nils Roy"))
    changed = row(0, id=kept.pk, title_fr="Autre titre", starts_at="23:00", ends_at="1:00")
    removed = row(1, id=gone.pk, title_fr=gone.title_fr, DELETE="on")
    save(client, convention, changed, removed, initial=2)
    assert [str(each) for each in convention.sessions.all()] == ["Autre titre"]
    kept.refresh_from_db()
    assert kept.ends_at - kept.starts_at == timedelta(hours=2)
    assert list(kept.people.all()) == [guest]


def test_what_is_pasted_is_looked_over_before_it_is_saved(client, organiser, convention):
    pasted = "Titre\tDébut\tJour\tGenre\nÉcouter\t9h30\t12/03/2027\tAtelier\nTenir\t25h\t2\t?"
    url = reverse("event:programme", args=[convention.pk])
    response = client.post(url, {"paste": "1", "pasted": pasted})
    assert convention.sessions.count() == 0
    first, second, *_empty = response.context["table"].forms
    shown = {name: first[name].value() for name in ("title_fr", "starts_at", "day", "kind")}
    assert shown == {"title_fr": "Écouter", "starts_at": "9h30", "day": "2027-03-12", "kind": "workshop"}
    assert (second["starts_at"].value(), second["day"].value()) == ("25h", "2027-03-12")


def test_what_is_typed_in_the_table_stays_when_rows_are_pasted_behind_it(client, organiser, convention):
    there = SessionFactory(event=convention)
    typed = (
        row(0, id=there.pk, title_fr="Corrigée") | row(1, title_fr="Ajoutée") | row(2, day="", starts_at="", ends_at="")
    )
    counts = {"sessions-TOTAL_FORMS": 3, "sessions-INITIAL_FORMS": 1}
    url = reverse("event:programme", args=[convention.pk])
    response = client.post(url, typed | counts | {"pasted": "1\t14h\t15h\t\t\tCollée"})
    table = response.context["table"]
    assert [each["title_fr"].value() for each in table.forms] == ["Corrigée", "Ajoutée", "Collée", "", "", ""]
    again = {each.html_name: each.value() or "" for form in table.forms for each in form}
    client.post(url, again | {"sessions-TOTAL_FORMS": 6, "sessions-INITIAL_FORMS": 1})
    assert [str(each) for each in convention.sessions.in_order()] == ["Corrigée", "Ajoutée", "Collée"]


def test_a_session_that_somebody_else_removed_meanwhile_is_said_to_be_gone(client, organiser, convention):
    gone = SessionFactory(event=convention)
    key = gone.pk
    gone.delete()
    response = save(client, convention, row(0, id=key, title_fr="Disparue"), initial=1)
    assert response.status_code == 200
    assert "Quelqu’un a retiré cette séance entre-temps" in response.text
    assert "Disparue" in response.text
    save(client, convention, row(0, id=key, DELETE="on"), row(1, title_fr="Reste"), initial=1)
    assert [str(each) for each in convention.sessions.all()] == ["Reste"]


@pytest.mark.parametrize("pasted", ["", "\t\n", "\0", "a\tb" * 40])
def test_whatever_is_pasted_is_no_error(client, organiser, convention, pasted):
    url = reverse("event:programme", args=[convention.pk])
    assert client.post(url, {"paste": "1", "pasted": pasted}).status_code == 200


def test_a_forged_row_of_another_event_changes_nothing(client, organiser, convention):
    other = SessionFactory(event=EventFactory())
    response = save(client, convention, row(0, id=other.pk, title_fr="À moi"), initial=1)
    other.refresh_from_db()
    assert response.status_code == 200
    assert other.title_fr != "À moi"


def test_sessions_keep_their_hours_when_the_event_moves_to_another_day(convention):
    session = SessionFactory(event=convention, starts_at=NINE + timedelta(hours=5))
    convention.starts_at, convention.ends_at = (
        moment + timedelta(days=17) for moment in (convention.starts_at, convention.ends_at)
    )
    change_event(event=convention, by=None)
    session.refresh_from_db()
    # The clocks changed on the 28th: fourteen o'clock all the same.
    assert session.starts_at == datetime(2027, 3, 28, 14, tzinfo=PARIS)
    assert session.starts_at.astimezone(UTC).hour == 12


def test_an_event_that_starts_an_hour_later_leaves_its_sessions(convention):
    session = SessionFactory(event=convention)
    convention.starts_at += timedelta(hours=1)
    change_event(event=convention, by=None)
    session.refresh_from_db()
    assert session.starts_at == NINE


def test_hours_are_typed_and_shown_by_the_clocks_of_the_place(client, organiser, convention):
    edit(client, convention, time_zone="America/Toronto")
    assert timezone.localtime(convention.starts_at, ZoneInfo("America/Toronto")).hour == 9
    shown = client.get(reverse("event:edit", args=[convention.pk])).text
    assert "11/03/2027 09:00" in shown


def test_a_session_s_hours_are_typed_by_the_clocks_of_the_place(client, organiser, convention):
    Event.objects.filter(pk=convention.pk).update(time_zone="America/Toronto")
    save(client, convention, row(0, title_fr="Ouverture"))
    assert convention.sessions.get().starts_at == datetime(2027, 3, 11, 14, 30, tzinfo=UTC)


def test_a_copy_has_the_programme_and_the_partners_of_its_event(site):
    event = pages.event(site).event
    session = SessionFactory(event=event, kind=SessionKind.WORKSHOP)
    SessionPerson.objects.create(session=session, person=Person.objects.create(name="Awa Sy"), role="moderator")
    EventPartner.objects.create(event=event, organisation=OrganisationFactory())
    copy = Event.objects.get(pk=event.page().copy(update_attrs={"slug": "copie"}).event_id)
    assert copy.pk != event.pk
    assert copy.sessions.get().people.get().person.name == "Awa Sy"
    assert copy.partners.count() == event.partners.count() == event.sessions.count() == 1
