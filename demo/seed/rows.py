"""Pages and the rows around them, written many at once: Django itself refuses that for models in two tables."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.models import OuterRef, Subquery
from wagtail.models import Page, ReferenceIndex

from articles.models import ArticleByline, ArticlePage, NewsByline, NewsPage
from demo.seed.plan import Thing, registrations
from events.models import EventPage, Speaker
from members.models import User
from portal.access.models import Release
from portal.core.models import BasePage

PEOPLE: dict[type, tuple[str, Any]] = {
    ArticlePage: ("bylines", ArticleByline),
    NewsPage: ("bylines", NewsByline),
    EventPage: ("speakers", Speaker),
}


def insert(things: Sequence[Thing]) -> None:
    _create(row for thing in things for row in thing.rows.values())
    for thing in things:
        for page in thing.pages:
            for name, row in thing.rows.items():
                setattr(page, name, row)
    _insert_pages([page for thing in things for page in thing.pages])
    people = {page: list(_people(page, thing)) for thing in things for page in thing.pages}
    _create(person for rows in people.values() for person in rows)
    _create(topic for thing in things for page in thing.pages for topic in _topics(page, thing))
    _create(row for thing in things if "event" in thing.rows for row in registrations(thing.rows["event"]))  # type: ignore[arg-type]
    _create(
        entry
        for thing in things
        for page, bodies in zip(thing.pages, thing.bodies, strict=True)
        for entry in _references(page, bodies, people[page])
    )


def give_releases_their_page(models_of_pages: Iterable[type[BasePage]], owner: User) -> None:
    """The one a release was made for: the first of its pages, the French one."""
    for model in models_of_pages:
        own = model._base_manager.filter(owner=owner)
        first = own.filter(release=OuterRef("pk")).order_by("pk").values("pk")[:1]
        Release.objects.filter(pk__in=own.values("release")).update(page_id=Subquery(first))


def _create(rows: Iterable[models.Model]) -> None:
    by_model: dict[type[models.Model], list[Any]] = defaultdict(list)
    for row in rows:
        by_model[type(row)].append(row)
    for model, instances in by_model.items():
        model._base_manager.bulk_create(instances)


def _insert_pages(pages: list[BasePage]) -> None:
    fields = [field for field in Page._meta.concrete_fields if not field.primary_key]
    bases = [Page(**{field.attname: getattr(page, field.attname) for field in fields}) for page in pages]
    by_model: dict[type[BasePage], list[BasePage]] = defaultdict(list)
    models.QuerySet(Page).bulk_create(bases)
    for page, base in zip(pages, bases, strict=True):
        page.pk = page.id = base.pk
        by_model[type(page)].append(page)
    for model, instances in by_model.items():
        own = model._meta.local_concrete_fields
        size = connection.ops.bulk_batch_size([field.attname for field in own], instances)
        for start in range(0, len(instances), size):
            model._base_manager._insert(instances[start : start + size], fields=own)  # type: ignore[attr-defined]


def _people(page: BasePage, thing: Thing) -> Iterator[models.Model]:
    if type(page) in PEOPLE:
        _relation, model = PEOPLE[type(page)]
        for place, person in enumerate(thing.people):
            yield model(page_id=page.pk, person=person, sort_order=place)


def _topics(page: BasePage, thing: Thing) -> Iterator[models.Model]:
    if thing.topics:
        field: Any = page._meta.get_field("topics")  # type: ignore[misc]
        for topic in thing.topics:
            yield field.remote_field.through(**{f"{field.m2m_field_name()}_id": page.pk, "topic": topic})


def _references(page: BasePage, bodies: dict, people: Sequence[Any]) -> Iterator[ReferenceIndex]:
    """What the page points at, as Wagtail's index has it of a page that was saved."""
    for name in ("release", "event", "study", "cover"):
        if (row := getattr(page, name, None)) is not None:
            yield _reference(page, type(row), str(row.pk), name, name)
    for name, body in bodies.items():
        for model, key, model_path, content_path in body.references:
            yield _reference(page, model, key, f"{name}.{model_path}", f"{name}.{content_path}")
    for row in people:
        relation = PEOPLE[type(page)][0]
        yield _reference(
            page, type(row.person), str(row.person_id), f"{relation}.item.person", f"{relation}.{row.pk}.person"
        )


def _reference(page: BasePage, model: type, key: str, model_path: str, content_path: str) -> ReferenceIndex:
    of_model = ContentType.objects.get_for_model
    return ReferenceIndex(
        content_type=of_model(page),
        base_content_type=of_model(Page),
        object_id=str(page.pk),
        to_content_type=of_model(Page if issubclass(model, Page) else model),
        to_object_id=key,
        model_path=model_path,
        content_path=content_path,
        content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
    )
