"""The search of the editor's lists, beside any filter and order that they offer."""

from typing import Any

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


def put_in_place() -> None:
    """To be called once, when the apps are ready."""
    BaseListingView.search_queryset = _search_beside
