"""What a visitor without a cookie gets from the cache is what the portal would say at that moment."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test.signals import template_rendered
from django.utils import timezone
from wagtail.models import Page, Site

from events.models import EventPartner, SessionPerson
from events.states import RegistrationState
from members.models import Organisation
from portal.core.cache.store import store
from portal.core.models import Person, SiteSettings
from tests.factories import media, pages
from tests.factories.events import RegistrationFactory, SessionFactory
from tests.factories.members import OrganisationFactory


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """At midnight every page is made anew, since pages tell days."""
    with time_machine.travel(timezone.localtime().replace(hour=12, minute=0)):
        yield


@pytest.fixture
def garden(site, door) -> dict[str, Page]:
    """One page of each kind, and what they show."""
    portrait = media.image()
    camille = Person.objects.create(name="Camille", portrait=portrait)
    issue = pages.issue(site, cover=media.image())
    article = pages.article(site, parent=issue, title="Printed", cover=media.image())
    article.bylines.create(person=camille)
    article.save_revision().publish()  # which has the portrait drawn
    other = pages.article(site, title="Other", web_date=timezone.localdate() - timedelta(days=9))
    news = pages.news(site, title="News", body=[("page_link", {"page": other, "label": ""})])
    event = pages.event(site, facts={"capacity": 3})
    session = SessionFactory(event=event.event)
    SessionPerson.objects.create(session=session, person=Person.objects.create(name="Awa"))
    study = pages.study(site)
    brume = OrganisationFactory(name="Brume", tier="founder")
    EventPartner.objects.create(event=event.event, organisation=brume)
    return {**site, "issue": issue, "article": article, "other": other, "piece": news, "event": event, "study": study}


def paths(garden: dict[str, Page]) -> dict[str, str]:
    return {name: page.url for name, page in garden.items() if name != "contact"}


def stale(door, garden) -> set[str]:
    """What is given out from the cache and would look different if it were made now."""
    given = {name: door.get(path) for name, path in paths(garden).items()}
    return {name for name, path in paths(garden).items() if door.afresh(path).body != given[name].body}


def kept(door, garden) -> set[str]:
    return {name for name, path in paths(garden).items() if door.is_kept(path)}


# Each: a deed, then the pages of the garden that show its outcome; all others are given out as before.


def publish_news(garden):
    pages.news(garden, title="Brand new")


def publish_article(garden):
    pages.article(garden, title="Brand new")


def publish_article_in_issue(garden):
    pages.article(garden, title="In print", parent=garden["issue"])


def publish_event(garden):
    pages.event(garden, title="Another workshop")


def publish_study(garden):
    pages.study(garden, title="Another study")


def correct_article(garden):
    garden["other"].title = "Corrected"
    garden["other"].save_revision().publish()


def save_draft(garden):
    garden["other"].title = "Not yet"
    garden["other"].save_revision()


def unpublish_news(garden):
    garden["piece"].unpublish()


def delete_news(garden):
    garden["piece"].delete()


def move_article(garden):
    garden["other"].move(garden["issue"], pos="last-child")


def rename_article(garden):
    garden["other"].slug = "elsewhere"
    garden["other"].save_revision().publish()


def close_article(garden):
    pages.release(garden["article"])


def open_study(garden):
    pages.release(garden["study"], everyone_at=timezone.now())


def register(garden):
    RegistrationFactory.create_batch(2, event=garden["event"].event)


def fill_event(garden):
    RegistrationFactory.create_batch(3, event=garden["event"].event)


def move_event(garden):
    garden["event"].event.venue = "Nantes"
    garden["event"].event.save()


def rename_session(garden):
    session = garden["event"].event.sessions.get()
    session.title_fr = "Ouverture"
    session.save()


def add_session(garden):
    SessionFactory(event=garden["event"].event)


def rename_speaker(garden):
    person = Person.objects.get(name="Awa")
    person.name = "Awa Sy"
    person.save()


def rename_person(garden):
    person = Person.objects.get(name="Camille")
    person.name = "Camille Roux"
    person.save()


def describe_cover(garden):
    cover = garden["article"].cover
    cover.description = "Une rue sous la pluie"
    cover.save()


def rename_association(garden):
    settings = SiteSettings.for_site(Site.objects.get())
    settings.name = "Autrement"
    settings.save()


def add_to_menu(garden):
    pages.publish(garden["home"], type(garden["about"])(title="New section", show_in_menus=True))


def rename_organisation(garden):
    organisation = Organisation.objects.get(name="Brume")
    organisation.name = "Brume et fils"
    organisation.save()


ALL = None
SHOWN_BY = {
    publish_news: {"home", "news"},
    publish_article: {"home"},
    publish_article_in_issue: {"home", "issue", "article", "magazine"},
    publish_event: {"home", "events"},
    publish_study: {"home", "studies"},
    correct_article: {"home", "other", "piece"},
    save_draft: set(),
    move_article: {"home", "issue", "article", "other", "piece", "magazine"},
    rename_article: {"home", "other", "piece"},
    close_article: {"home", "issue", "article", "magazine"},
    open_study: {"home", "studies", "study"},
    register: {"home", "events", "event"},
    fill_event: {"home", "events", "event"},
    move_event: {"home", "events", "event"},
    rename_session: {"home", "events", "event"},
    add_session: {"home", "events", "event"},
    rename_speaker: {"event"},
    rename_person: {"home", "article"},
    describe_cover: {"home", "article"},
    rename_association: ALL,
    add_to_menu: ALL,
    rename_organisation: {"home", "event"},
}


@pytest.mark.parametrize("deed", SHOWN_BY, ids=lambda deed: deed.__name__)
def test_a_change_clears_what_shows_it_and_leaves_the_rest(deed, door, garden):
    for path in paths(garden).values():
        assert door.get(path).status == 200
    everything = set(paths(garden))
    assert kept(door, garden) == everything

    deed(garden)

    for name, page in garden.items():
        if isinstance(page, Page):
            garden[name] = type(page).objects.get(pk=page.pk)
    cleared = everything - kept(door, garden)
    assert cleared == (everything if SHOWN_BY[deed] is ALL else SHOWN_BY[deed])
    assert stale(door, garden) == set()


def test_the_foot_is_made_once_for_all_pages_of_a_language(door, garden):
    store().forget()
    made: list[str] = []
    hear = lambda template, **kwargs: made.append(template.name)  # noqa: E731
    template_rendered.connect(hear)
    try:
        pages_given = [door.get(path).text for path in ("/", garden["article"].url, garden["event"].url)]
    finally:
        template_rendered.disconnect(hear)
    assert all('<footer class="footer' in page for page in pages_given)
    assert made.count("components/footer.html") == 1


@pytest.mark.parametrize("deed", [unpublish_news, delete_news])
def test_what_is_withdrawn_is_gone_at_once(deed, door, garden):
    url = garden["piece"].url
    assert door.get(url).status == door.get(url).status == 200

    deed(garden)

    assert door.get(url).status == 404
    assert "News" not in door.get("/actualites/").text


def test_a_cancelled_event_and_a_freed_place_show_at_once(door, garden):
    places = RegistrationFactory.create_batch(3, event=garden["event"].event)
    full = door.get(garden["event"].url).body
    assert door.is_kept(garden["event"].url)

    places[0].state = RegistrationState.CANCELLED
    places[0].save()
    assert door.get(garden["event"].url).body != full

    garden["event"].event.cancelled_at = timezone.now()
    garden["event"].event.save()
    assert "annulé" in door.get(garden["event"].url).text.lower()


def test_an_organisation_that_is_suspended_leaves_the_partners(door, garden):
    assert "Brume" in door.get("/").text
    organisation = Organisation.objects.get(name="Brume")
    organisation.suspended_at = timezone.now()
    organisation.save()
    assert "Brume" not in door.get("/").text


def test_a_release_ends_the_entry_at_its_second(door, site):
    article = pages.article(site, body=pages.text("Le mot de la fin."))
    step = timezone.now() + timedelta(minutes=20)
    pages.release(article, members_at=timezone.now(), everyone_at=step)
    walled, listed = door.get(article.url), door.get("/")
    assert "mot de la fin" not in walled.text

    with time_machine.travel(step - timedelta(seconds=1), tick=False):
        assert door.is_kept(article.url)
        assert door.get(article.url).body == walled.body
    with time_machine.travel(step, tick=False):
        assert "mot de la fin" in door.get(article.url).text
        assert door.get("/").body != listed.body


MINUTES = {
    "registration_opens_at": {"registration_opens_at": 10, "starts_at": 20, "ends_at": 30},
    "registration_closes_at": {"registration_closes_at": 10, "starts_at": 20, "ends_at": 30},
    "starts_at": {"starts_at": 10, "ends_at": 20},
    "ends_at": {"starts_at": -10, "ends_at": 10},
}


@pytest.mark.parametrize("facts", MINUTES.values(), ids=MINUTES)
def test_an_events_state_turns_in_pages_and_lists_at_its_second(facts, door, site):
    now = timezone.now()
    event = pages.event(site, facts={name: now + timedelta(minutes=minutes) for name, minutes in facts.items()})
    before = {path: door.get(path).body for path in (event.url, "/evenements/", "/")}
    assert all(door.is_kept(path) for path in before)

    with time_machine.travel(now + timedelta(minutes=10), tick=False):
        for path, body in before.items():
            assert door.get(path).body != body, path
