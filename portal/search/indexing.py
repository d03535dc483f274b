"""Keeps the index what the pages are: each deed runs in the transaction of what it follows."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from wagtail.models import Page

from portal.core.models import BasePage, Person
from portal.search.entries import Draft, draft_of, drafts_of
from portal.search.models import Entry, TitleWord

AT_ONCE = 100


def index_page(page_id: int) -> None:
    """Bring the entries of one page up to date with what is stored of it; none where it is not published."""
    with transaction.atomic():
        place = _held(Page).filter(pk=page_id).first()
        page = place.specific if place else None
        before = _credited(page_id)
        _entries(page=page_id).delete()
        if isinstance(page, BasePage) and page.live:
            _store(drafts_of(page))
        _index_people(before | _credited(page_id))


def withdraw_page(page_id: int) -> None:
    """Nothing of the page is found from here on, nor who appeared on that page alone."""
    with transaction.atomic():
        credited = _credited(page_id)
        _entries(page=page_id).delete()
        _index_people(credited)


def _index_people(people: Iterable[Person]) -> None:
    """In the same order everywhere, so that no two transactions wait for each other."""
    for person in sorted(people, key=lambda person: person.pk):
        index_person(person)


def index_person(person: Person) -> None:
    """Somebody is found in the languages in which a published page bears their name."""
    with transaction.atomic():
        _held(Person).filter(pk=person.pk).first()
        _entries(person=person).delete()
        languages = Entry.objects.filter(people=person).values_list("language", flat=True).distinct()
        _store([draft_of(person, language) for language in languages])


def rebuild(tell: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Make the index anew, while it is used. `tell` hears how many pages are done, of how many; answers how many."""
    pages = Page.objects.live().filter(depth__gt=1)
    of, done = pages.count(), 0
    for batch in _batches(list(pages.order_by("pk").values_list("pk", flat=True))):
        with transaction.atomic():
            free = list(_held(Page, skip_locked=True).filter(pk__in=batch).values_list("pk", flat=True))
            _entries(page__in=free).delete()
            found = Page.objects.live().filter(pk__in=free).specific()
            _store([draft for page in found if isinstance(page, BasePage) for draft in drafts_of(page)])
        for page_id in set(batch).difference(free):
            index_page(page_id)
        done += len(batch)
        tell(done, of)
    _entries(page__live=False).delete()
    _index_people(Person.objects.all())
    _compact()
    return of


def _compact() -> None:
    """SQLite leaves what was deleted in its full-text index, half as large again, until it is asked to merge it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts(search_fts) VALUES ('optimize')")


def _held(model: type[Model], *, skip_locked: bool = False) -> Any:
    """Nobody else indexes these rows meanwhile; who refers to them doesn't wait."""
    return model._default_manager.select_for_update(no_key=True, skip_locked=skip_locked)


def _entries(**where: Any) -> Any:
    """To be deleted, without their texts being read."""
    return Entry.objects.filter(**where).only("pk")


def _credited(page_id: int) -> set[Person]:
    return set(Person.objects.filter(pk__in=Entry.people.through.objects.filter(entry__page=page_id).values("person")))


def _batches(keys: Iterable[int]) -> Iterator[list[int]]:
    left = iter(keys)
    while batch := list(islice(left, AT_ONCE)):
        yield batch


def _store(drafts: list[Draft]) -> None:
    Entry.objects.bulk_create([draft.entry for draft in drafts])
    person, topic = Entry.people.through, Entry.topics.through
    person.objects.bulk_create(person(entry=draft.entry, person=one) for draft in drafts for one in draft.people)
    topic.objects.bulk_create(topic(entry=draft.entry, topic=one) for draft in drafts for one in draft.topics)
    TitleWord.objects.bulk_create(word for draft in drafts for word in draft.title_words())
