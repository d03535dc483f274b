"""Who may choose what: rows, pages and files that a form names, and that an address in the editor's interface names."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy


@dataclass(frozen=True)
class Choice:
    """`known_to(user)`: what somebody may know of at all; `allows(user, row)`: and choose, of what they know of."""

    known_to: Callable[[Any], QuerySet]
    allows: Callable[[Any, Any], bool] = lambda user, row: True


_rules: dict[type[Model], Choice] = {}


def register_choice(model: type[Model], choice: Choice) -> None:
    """Let a room say who may choose its rows; those of other models are for everybody whom Wagtail lets in."""
    _rules[model] = choice


def ruled(model: type[Model]) -> type[Model] | None:
    """The model whose rule holds for this one: a page's is that of all pages; None: everybody may choose its rows."""
    return next((base for base in model.__mro__ if base in _rules), None)


def known_to(user: Any, model: type[Model]) -> QuerySet:
    """Of a model with a rule, the rows that `user` may know of."""
    return _rules[model].known_to(user)


def may_choose(user: Any, model: type[Model], pk: object) -> bool:
    row = known_to(user, model).filter(pk=pk).first() if user is not None else None
    return row is not None and _rules[model].allows(user, row)


def pages_known_to(user: Any) -> QuerySet[Page]:
    """The published ones, and those of one's own sections."""
    explorable = page_permission_policy.explorable_instances(user)
    return Page.objects.filter(Q(live=True) | Q(pk__in=explorable.order_by().values("pk")))


register_choice(Page, Choice(pages_known_to))
