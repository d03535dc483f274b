"""What an event's page keeps of itself while the page is published anew: it is made anew with what it shows alone."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.models import Event, EventPartner, EventReading, Session, SessionFile, SessionPerson
from members.models import Organisation
from portal.core.models import Person
from tests.core.conftest import door  # noqa: F401 - the portal behind its cache
from tests.factories import media, pages
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.members import OrganisationFactory


@pytest.fixture
def event_page(site):
    page = pages.event(site)
    session = SessionFactory(event=page.event, title_fr="L’accueil", room="Salle bleue")
    SessionPerson.objects.create(session=session, person=Person.objects.create(name="Awa Sy"), role="moderator")
    EventPartner.objects.create(event=page.event, organisation=OrganisationFactory(name="Bonjour SA"))
    return pages.release(page, everyone_at=timezone.now())


def rename_session(event: Event, site: dict) -> str:
    session = event.sessions.get()
    session.title_fr = "L’attente"
    session.save()
    return "L’attente"


def add_session(event: Event, site: dict) -> str:
    return SessionFactory(event=event, title_fr="La suite").title_fr


def add_somebody(event: Event, site: dict) -> str:
    person = Person.objects.create(name="Zoé Œuvrard")
    SessionPerson.objects.create(session=event.sessions.get(), person=person, role="moderator")
    return person.name


def rename_somebody(event: Event, site: dict) -> str:
    person = Person.objects.get()
    person.name = "Awa Diop"
    person.save()
    return "Awa Diop"


def add_file(event: Event, site: dict) -> str:
    document = media.document()
    return SessionFile.objects.create(
        session=event.sessions.get(), document=document, title_fr="Les diapositives"
    ).title_fr


def add_partner(event: Event, site: dict) -> str:
    return EventPartner.objects.create(event=event, organisation=OrganisationFactory(name="Allô SA")).organisation.name


def rename_partner(event: Event, site: dict) -> str:
    organisation = Organisation.objects.get(name="Bonjour SA")
    organisation.name = "Bonsoir SA"
    organisation.save()
    return "Bonsoir SA"


def add_reading(event: Event, site: dict) -> str:
    return EventReading.objects.create(event=event, page=pages.article(site, title="Un article lu")).page.title


def move_clocks(event: Event, site: dict) -> str:
    event.time_zone = "Indian/Reunion"
    event.save()
    return event.starts_at.astimezone(event.zone).isoformat()


DEEDS: list[Callable[[Event, dict], str]] = [
    rename_session,
    add_session,
    add_somebody,
    rename_somebody,
    add_file,
    add_partner,
    rename_partner,
    add_reading,
    move_clocks,
]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_what_changes_is_shown_at_once(deed, door, event_page, site):  # noqa: F811
    door.get(event_page.url)
    event_page.save_revision().publish()
    before = door.get(event_page.url).text
    told = deed(Event.objects.get(), site)
    assert told not in before
    assert told in door.get(event_page.url).text


def test_another_event_of_the_page_brings_its_own_programme(door, event_page):  # noqa: F811
    door.get(event_page.url)
    event_page.event = EventFactory()
    SessionFactory(event=event_page.event, title_fr="Tout autre chose")
    event_page.save_revision().publish()
    shown = door.get(event_page.url).text
    assert "Tout autre chose" in shown
    assert "L’accueil" not in shown


def test_a_programme_with_files_is_not_shown_once_they_are_closed(door, event_page, site):  # noqa: F811
    told = add_file(Event.objects.get(), site)
    assert told in door.get(event_page.url).text
    pages.release(event_page, members_at=event_page.event.ends_at)
    assert told not in door.get(event_page.url).text


def test_publication_leaves_the_partners_as_they_were_made(door, event_page):  # noqa: F811
    door.get(event_page.url)
    event_page.save_revision().publish()
    with CaptureQueriesContext(connection) as asked:
        assert "Bonjour SA" in door.get(event_page.url).text
    tables = [
        table for table in (EventPartner, EventReading) if any(table._meta.db_table in one["sql"] for one in asked)
    ]
    assert tables == []
    assert any(Session._meta.db_table in one["sql"] for one in asked)
