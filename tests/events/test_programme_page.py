"""What visitors see of an event's programme, its partners, and what goes with it."""

import json
import re
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from events.models import EventPartner, EventReading, PrintedProgramme, SessionFile, SessionPerson
from events.services.programme import change_session, save_programme
from events.tasks import print_programmes
from events.timetable import timetable_of
from portal.core.models import Person
from tests.factories import media, pages
from tests.factories.billing import seller
from tests.factories.counting import queries
from tests.factories.events import CategoryFactory, EventFactory, SessionFactory
from tests.factories.members import OrganisationFactory, member
from tests.factories.tasks import QUEUED, work
from tests.factories.visitors import signed_in

NINE = datetime(2099, 3, 11, 9, tzinfo=ZoneInfo("Europe/Paris"))
HOUR = timedelta(hours=1)


@pytest.fixture
def convention(db):
    return EventFactory(kind="convention", starts_at=NINE, ends_at=NINE + timedelta(days=1, hours=8))


@pytest.fixture
def page(site):
    return pages.event(site, facts={"kind": "convention", "starts_at": NINE, "ends_at": NINE + 9 * HOUR})


def spaced(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def held(event, hour: float, room: str, hours: float = 1, **fields):
    start = NINE + hour * HOUR
    return SessionFactory(event=event, starts_at=start, ends_at=start + hours * HOUR, room=room, **fields)


def speaks(session, name: str, role: str = "speaker") -> Person:
    person, _made = Person.objects.get_or_create(name=name)
    SessionPerson.objects.create(session=session, person=person, role=role)
    return person


def columns(event) -> list[list[tuple[str, int]]]:
    (day,) = timetable_of(event, with_files=False).days
    return [[(item.session.room, item.column) for item in slot.items] for slot in day.slots]


class TestTimetable:
    def test_rooms_used_at_once_are_columns_and_what_is_held_alone_has_the_width(self, convention):
        for hour, room in ((0, "Amphi"), (1, "Loire"), (1, "Cher"), (2, "Loire")):
            held(convention, hour, room)
        assert columns(convention) == [[("Amphi", 0)], [("Cher", 1), ("Loire", 2)], [("Loire", 0)]]

    def test_what_begins_while_another_goes_on_stays_in_its_column(self, convention):
        held(convention, 0, "Loire", hours=2)
        held(convention, 0, "Cher")
        held(convention, 1, "Cher")
        assert columns(convention) == [[("Cher", 1), ("Loire", 2)], [("Cher", 1)]]

    @pytest.mark.parametrize("rooms", [("Loire", "Loire"), ("", "Loire"), "ABCDEF"])
    def test_there_are_no_columns_where_rooms_do_not_tell_sessions_apart(self, convention, rooms):
        for room in rooms:
            held(convention, 0, room)
        assert {column for slot in columns(convention) for _room, column in slot} == {0}

    def test_days_are_those_of_the_place(self, convention):
        convention.time_zone = "Pacific/Noumea"
        convention.save()
        for hour in (0, 4, 24):
            held(convention, hour, "")
        days = [day.date.day for day in timetable_of(convention, with_files=False).days]
        assert days == [11, 12]


def test_a_page_shows_sessions_with_hours_rooms_and_people_that_lead_to_theirs(client, page):
    session = held(page.event, 1.5, "Salle Loire", title_fr="Annoncer une durée", description_fr="Trois mesures.")
    speaker, moderator = speaks(session, "Soline Havard"), speaks(session, "Awa Sy", "moderator")
    change_session(session=session, by=None)
    shown = spaced(client.get(page.url).text)
    assert f'id="session-{session.pk}"' in shown
    for words in ("Annoncer une durée", "Trois mesures.", "Salle Loire", "10 h 30", "11 h 30", "Animé par"):
        assert words in shown
    for person in (speaker, moderator):
        assert f"/auteurs/{person.slug}/" in shown
        assert "Annoncer une durée" in client.get(f"/auteurs/{person.slug}/").text


def test_what_has_no_hours_yet_is_announced_and_said_to_be_so(client, page):
    SessionFactory(event=page.event, title_fr="Une surprise", starts_at=None)
    shown = client.get(page.url).text
    assert "Une surprise" in shown
    assert "avant d’être complet" in shown


def test_a_convention_without_a_programme_says_that_it_will_come(client, page):
    assert "Le programme est en préparation" in client.get(page.url).text
    held(page.event, 0, "")
    assert "en préparation" not in client.get(page.url).text


def test_on_an_english_page_french_words_are_marked(client, page):
    page.event.audience_fr = "Tuteurs"
    page.event.save()
    held(page.event, 0, "", title_fr="Ouverture", description_fr="Un mot.")
    shown = client.get(pages.translate(page, title="Convention").url).text
    assert '<span lang="fr">Ouverture</span>' in shown
    assert '<span lang="fr">Tuteurs</span>' in shown
    assert '<div class="session__text" lang="fr">' in shown


def test_files_of_sessions_are_there_for_whom_the_materials_are_and_others_meet_the_wall(client, page):
    pages.release(page, members_at=timezone.now())
    session = held(page.event, 0, "")
    session.files.add(SessionFile(document=media.document(name="diapositives.pdf"), title_fr="Les diapositives"))
    session.save()
    outside = client.get(page.url).text
    assert "diapositives" not in outside
    assert 'class="wall"' in outside
    inside = signed_in(member()).get(page.url).text
    assert "Les diapositives" in inside
    assert 'class="wall"' not in inside


def test_partners_stand_by_tier_and_readings_in_the_language_of_the_page(client, site, page):
    for name, tier in (("Brume", "supporter"), ("Voltaume", "lead")):
        EventPartner.objects.create(event=page.event, organisation=OrganisationFactory(name=name), tier=tier)
    study = pages.study(site, title="Le baromètre")
    for reading in (study, pages.news(site, title="Retirée")):
        EventReading.objects.create(event=page.event, page_id=reading.pk)
    reading.unpublish()
    shown = client.get(page.url).text
    assert shown.index("Partenaires principaux") < shown.index("Voltaume") < shown.index("Brume")
    assert study.url in shown
    assert "Retirée" not in shown
    english = pages.translate(page, title="Convention")
    assert 'lang="fr" hreflang="fr">Le baromètre' in client.get(english.url).text
    translated = pages.translate(study, title="The barometer")
    assert translated.url in client.get(english.url).text


def test_twenty_sessions_cost_what_two_do(client, site, page):
    def add(*numbers: int) -> None:
        for number in numbers:
            session = held(page.event, number % 8, f"Salle {number // 8}", title_fr=f"Séance {number}")
            person = Person.objects.create(name=f"Camille {number}", portrait=media.image(name=f"{number}.png"))
            SessionPerson.objects.create(session=session, person=person)
            session.files.add(SessionFile(document=media.document(name=f"{number}.pdf"), title_fr="Support"))
            session.save()
            organisation = OrganisationFactory(logo=media.image(name=f"logo{number}.png"))
            EventPartner.objects.create(event=page.event, organisation=organisation)
            EventReading.objects.create(event=page.event, page_id=pages.news(site, title=f"Brève {number}").pk)

    add(0, 1)
    two = queries(client, page.url)
    add(*range(2, 20))
    assert queries(client, page.url) == two


def test_a_programme_is_found_by_its_titles_and_its_speakers(client, page):
    session = SessionFactory.build(event=page.event, title_fr="Quand l’automate passe la main", starts_at=None)
    save_programme(
        event_id=page.event_id, sessions={0: session}, speakers={0: ["Yasmine Ferradj"]}, shown=[], removed=[], by=None
    )
    for typed in ("automate", "Ferradj"):
        assert page.url in client.get("/recherche/", {"q": typed}).text
    save_programme(event_id=page.event_id, sessions={}, speakers={}, shown=[session.pk], removed=[session.pk], by=None)
    assert page.url not in client.get("/recherche/", {"q": "automate"}).text


def test_search_engines_read_sessions_speakers_and_places_that_may_be_asked_for(client, page):
    speaks(held(page.event, 0, "Amphi", title_fr="Ouverture"), "Soline Havard")
    held(page.event, 1, "", title_fr="Pause", kind="break")

    def told() -> dict:
        return json.loads(
            re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(page.url).text)[1]
        )

    facts = told()
    assert [(each["name"], each["startDate"]) for each in facts["subEvent"]] == [
        ("Ouverture", "2099-03-11T09:00:00+01:00")
    ]
    assert facts["performer"] == [{"@type": "Person", "name": "Soline Havard"}]
    assert [offer["availability"].rpartition("/")[2] for offer in facts["offers"]] == ["InStock"]
    page.event.members_only = True
    page.event.save()
    assert "offers" not in told()


def test_search_engines_read_the_prices_that_the_page_tells_everybody(client, page):
    seller(vat_number="FR44732829320")
    for label, price, for_members in (("Visiteur", 120, False), ("Étudiant", 0, False), ("Adhérent", 60, True)):
        CategoryFactory(event=page.event, label_fr=label, net_price=price, vat_rate=20, members_only=for_members)

    def told() -> list:
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(page.url).text)
        keys = ("name", "price", "priceCurrency", "availability", "validFrom")
        return [
            [str(offer.get(key, "")).rpartition("/")[2] for key in keys] for offer in json.loads(found[1])["offers"]
        ]

    assert told() == [["Visiteur", "144.00", "EUR", "InStock", ""], ["Étudiant", "0.00", "EUR", "InStock", ""]]
    page.event.capacity = 0
    page.event.save()
    assert [availability for *_told, availability, _from in told()] == ["SoldOut", "SoldOut"]
    page.event.capacity, page.event.members_first_until = 10, NINE - HOUR
    page.event.save()
    assert told()[0][-2:] == ["InStock", "2099-03-11T07:00:00Z"]


def test_a_programme_is_taken_along_as_a_pdf_of_what_all_may_read(client, page):
    url = reverse("events:programme", args=[page.event_id])
    assert client.get(url).status_code == 404
    session = held(page.event, 0, "Amphi", title_fr="Ouverture")
    session.files.add(SessionFile(document=media.document(), title_fr="Les diapositives"))
    session.save()
    awaited = client.get(url)
    assert awaited.status_code == 202
    assert "en cours de préparation" in awaited.text
    assert (awaited["Refresh"], awaited["Cache-Control"]) == ("5", "private, no-store")
    response = client.get(url)
    assert response["Content-Type"] == "application/pdf"
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not here")
    run = subprocess.run(["pdftotext", "-", "-"], input=response.content, capture_output=True, check=True)
    text = run.stdout.decode()
    for words in ("Un atelier", "Ouverture", "Amphi"):
        assert words in text
    assert "diapositives" not in text


@override_settings(TASKS=QUEUED)
def test_a_programme_is_printed_once_for_all_who_ask_and_again_once_it_has_changed(client, page):
    url = reverse("events:programme", args=[page.event_id])
    session = held(page.event, 0, "Amphi", title_fr="Ouverture")
    assert [client.get(url).status_code for _visitor in range(2)] == [202, 202]
    asked = DBTaskResult.objects.filter(task_path=print_programmes.module_path)
    assert asked.count() == 1
    work()
    assert client.get(url).status_code == 200
    session.title_fr = "Clôture"
    change_session(session=session, by=None)
    work(within=timedelta(hours=1))
    assert client.get(url).status_code == 200, "printed before anybody asks for it again"
    page.event.venue = "Ailleurs"
    page.event.save()
    assert client.get(url).status_code == 202, "what is printed says something else"
    PrintedProgramme.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    assert client.get(url).status_code == 202
    assert DBTaskResult.objects.filter(task_path=print_programmes.module_path).count() == 4, (
        "what was lost is asked anew"
    )
    work()
    assert client.get(url).status_code == 200


@override_settings(TASKS=QUEUED)
def test_a_programme_that_cannot_be_printed_says_so_and_is_tried_again_later(client, page, monkeypatch):
    url = reverse("events:programme", args=[page.event_id])
    held(page.event, 0, "Amphi")
    with monkeypatch.context() as without_pango:
        without_pango.setitem(sys.modules, "events.printouts", None)
        assert client.get(url).status_code == 202
        with pytest.raises(ImportError):
            work()
    failed = client.get(url)
    assert (failed.status_code, failed["Cache-Control"]) == (503, "private, no-store")
    assert "Refresh" not in failed
    assert "ne peut pas être préparé" in failed.text
    PrintedProgramme.objects.update(made_at=timezone.now() - timedelta(hours=1))
    assert client.get(url).status_code == 202
    work()
    assert client.get(url).status_code == 200
