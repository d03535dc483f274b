"""Which model holds what of whom. Each room registers its own in `holdings.py`; a test finds those that nobody did."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from portal.core.personal_data.table import BY_KEY, Processing


@dataclass(frozen=True)
class Subject:
    """A person, by their account and the addresses they proved; `key` is the account's number."""

    key: int
    emails: frozenset[str]
    """Lower-cased."""

    def by_address(self, field: str) -> Q:
        found = Q(pk__in=())
        for email in self.emails:
            found |= Q(**{f"{field}__iexact": email})
        return found


def told(email: str) -> re.Pattern[str]:
    """The address where a text, or JSON with its line breaks escaped, tells it: not as a part of somebody else's."""
    return re.compile(rf"(?:(?<![\w.+-])|(?<=\\[nrt])){re.escape(email)}(?![\w-]|\.\w)", re.IGNORECASE)


Find = Callable[[Subject], QuerySet]
Erase = Callable[[QuerySet, Subject], None]


@dataclass(frozen=True)
class Holding:
    """What one model holds of people. `erase` None: the database does it, as the account's row goes.

    Rows that are `theirs` are about one person: what is logged of them, and written about them, goes with them.
    """

    under: Processing
    find: Find
    export: tuple[str, ...]
    erase: Erase | None
    theirs: bool


HOLDINGS: dict[type[Model], Holding] = {}
NOBODYS: dict[type[Model], str] = {}


def register(
    model: type[Model],
    *,
    under: str,
    find: Find | str,
    export: Iterable[str] = (),
    erase: Erase | None = None,
    theirs: bool = False,
) -> None:
    """Say of a model which rows are a person's, which of their fields they get a copy of, and how they are erased.

    `under` is a line of `table.py`; `find` a function, or the name of a key to the account. `erase` of None is for
    rows that go, or lose their key, with the account's.
    """
    by = (lambda subject: model._base_manager.filter(**{find: subject.key})) if isinstance(find, str) else find
    HOLDINGS[model] = Holding(BY_KEY[under], by, tuple(export), erase, theirs)


def without_account(model: type[Model], *, under: str) -> None:
    """Say of a model that it names people, none of whom is known by an account: staff take them off when asked."""
    register(model, under=under, find=lambda subject: model._base_manager.none())


def about_nobody(why: str, *models: type[Model]) -> None:
    """Say of models that look as if they held something of people why they don't."""
    for model in models:
        NOBODYS[model] = why


def delete(rows: QuerySet, subject: Subject) -> None:
    rows.delete()


def overwrite(**values: Any) -> Erase:
    """Erasure that leaves the row, with these values."""

    def erase(rows: QuerySet, subject: Subject) -> None:
        rows.update(**values)

    return erase


Forget = Callable[[datetime], int]
STEPS: dict[str, Forget] = {}


def forgets(key: str) -> Callable[[Forget], Forget]:
    """The step of one line of the table: given the moment before which nothing is kept, it answers how many rows it
    erased, so that done twice it answers 0."""

    def add(step: Forget) -> Forget:
        STEPS[key] = step
        return step

    return add


def exported(subject: Subject) -> Mapping[str, list[dict[str, Any]]]:
    """What a person gets a copy of, by model: numbers of keys beside the words for what they point to."""
    found = {}
    for model, holding in HOLDINGS.items():
        if holding.export:
            rows = holding.find(subject).order_by("pk")
            found[model._meta.label] = [{name: _plain(row, name) for name in holding.export} for row in rows]
    return {label: rows for label, rows in found.items() if rows}


def _plain(row: Model, name: str) -> Any:
    value = getattr(row, name)
    return {"id": value.pk, "name": str(value)} if isinstance(value, Model) else value
