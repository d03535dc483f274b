"""The search of the editor's lists: beside any filter and order that they offer, and written by several at once."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from modelsearch.backends.base import FieldError
from wagtail.admin.views.generic.base import BaseListingView

_search = BaseListingView.search_queryset


def _search_beside(view: BaseListingView, queryset: QuerySet) -> Any:
    """Wagtail's search knows no filter or order by what is computed, such as how often a picture is used."""
    try:
        return _search(view, queryset)
    except (FieldError, AttributeError):
        found = _search(view, queryset.model._default_manager.all())
        return queryset.filter(pk__in=[row.pk for row in found])


def _alone(add: Callable[..., None]) -> Callable[..., None]:
    """Whoever saves a file indexes it, and the worker does: neither writes between the other's look and its writing."""

    @wraps(add)
    def add_alone(*args: Any) -> None:
        with transaction.atomic():
            add(*args)

    return add_alone


def put_in_place() -> None:
    """To be called once, when the apps are ready."""
    BaseListingView.search_queryset = _search_beside
    if connection.vendor == "sqlite":  # PostgreSQL's index writes over what is there; SQLite's can't be imported beside
        from modelsearch.backends.database.sqlite.sqlite import SQLiteIndex  # noqa: PLC0415

        SQLiteIndex.add_items = _alone(SQLiteIndex.add_items)
