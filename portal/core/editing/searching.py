"""The search of the editor's lists: beside any filter and order that they offer, and written by several at once."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from modelsearch.backends.base import FieldError
from modelsearch.backends.database.sqlite.sqlite import SQLiteIndex
from wagtail.admin.views.generic.base import BaseListingView

_search = BaseListingView.search_queryset
_add = SQLiteIndex.add_items


def _search_beside(view: BaseListingView, queryset: QuerySet) -> Any:
    """Wagtail's search knows no filter or order by what is computed, such as how often a picture is used."""
    try:
        return _search(view, queryset)
    except (FieldError, AttributeError):
        found = _search(view, queryset.model._default_manager.all())
        return queryset.filter(pk__in=[row.pk for row in found])


def _add_alone(index: SQLiteIndex, model: Any, rows: Any) -> None:
    """Whoever saves a file indexes it, and the worker does: neither writes between the other's look and its writing."""
    with transaction.atomic():
        _add(index, model, rows)


def put_in_place() -> None:
    """To be called once, when the apps are ready."""
    BaseListingView.search_queryset = _search_beside
    SQLiteIndex.add_items = _add_alone
