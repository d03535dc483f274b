"""Content for measuring: as many news, articles, studies and events as wanted, and the way to take them away again."""

from collections.abc import Callable
from itertools import islice

from django.db import connection, models, transaction
from wagtail.models import Page

from articles.models import IssuePage
from demo.people import DOMAIN
from demo.seed.plan import Plan
from demo.seed.rows import give_releases_their_page, insert
from demo.seed.tree import LISTS, count_children
from events.models import Event, EventPage, Registration
from members.models import User
from portal.access.models import Release
from portal.core.cache.store import store
from portal.core.models import BasePage
from studies.models import Study, StudyPage

OWNER = f"mesures@{DOMAIN}"
AT_ONCE = 400


class AlreadySeeded(Exception):
    """What was seeded has to be removed before more is."""


class InTheWay(Exception):
    """Somebody else's pages stand below seeded ones, or need their rows."""


def seed(count: int, say: Callable[[int], None] = lambda done: None) -> int:
    """Add `count` pages, or none; `say` hears how many there are. They belong to an account nobody signs in to.

    Written straight into the tables: no revision, no message, no task, and nothing in Wagtail's own search.
    """
    with transaction.atomic():
        owner, created = User.objects.get_or_create(email=OWNER, defaults={"is_active": False, "password": "!"})
        if not created:
            raise AlreadySeeded
        things, done = Plan(owner, count).things(), 0
        while batch := list(islice(things, AT_ONCE)):
            insert(batch)
            done += sum(len(thing.pages) for thing in batch)
            say(done)
        count_children(owner)
        give_releases_their_page(LISTS, owner)
        transaction.on_commit(store().forget)
    if connection.vendor == "postgresql":  # which plans by what it knows of the tables, and learns it by and by
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return done


def remove_seed(say: Callable[[int], None] = lambda done: None) -> int:
    """Delete every seeded page and its rows, or nothing; answers how many pages there were."""
    owner = User.objects.filter(email=OWNER).first()
    if owner is None:
        return 0
    with transaction.atomic():
        _refuse_others_below(owner)
        attending = Registration.objects.filter(event__in=EventPage.objects.filter(owner=owner).values("event"))
        registrations = list(attending.values_list("pk", flat=True))
        releases = [key for model in LISTS for key in _rows_of(model, "release", owner)]
        events, studies = _rows_of(EventPage, "event", owner), _rows_of(StudyPage, "study", owner)
        pages = list(Page.objects.filter(owner=owner).values_list("pk", flat=True))
        Page.objects.filter(owner=owner).update(live=False)  # else Wagtail unpublishes each before it deletes it
        try:
            _delete(Page, pages, say)
            _delete(Release, releases)
            _delete(Registration, registrations)
            _delete(Event, events)
            _delete(Study, studies)
        except models.ProtectedError as error:
            raise InTheWay from error
        count_children(owner)
        owner.delete()
        transaction.on_commit(store().forget)
    return len(pages)


def _refuse_others_below(owner: User) -> None:
    issues = IssuePage.objects.filter(owner=owner)
    if any(Page.objects.descendant_of(issue).exclude(owner=owner).exists() for issue in issues):
        raise InTheWay


def _rows_of(model: type[BasePage], name: str, owner: User) -> list[int]:
    return list(model.objects.filter(owner=owner).values_list(f"{name}_id", flat=True).distinct())


def _delete(model: type[models.Model], keys: list[int], say: Callable[[int], None] = lambda done: None) -> None:
    """By Django's own means, which treebeard replaces by one page at a time."""
    for start in range(0, len(keys), AT_ONCE):
        models.QuerySet(model).filter(pk__in=keys[start : start + AT_ONCE]).delete()
        say(start + AT_ONCE)
