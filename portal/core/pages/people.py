"""Who wrote a text, who speaks at an event: the rows of a page that each point at a person."""

from functools import cache
from typing import Any

from modelcluster.queryset import FakeQuerySet

from portal.access.prepared import PreparedRows
from portal.core.files.pictures import read_drawings


def people_of(rows: Any) -> list:
    """The rows that a page's manager leads to, in order, each with its person, portrait and what is drawn of that."""
    found = rows.get_queryset()
    if not isinstance(found, FakeQuerySet):  # as it is of a draft
        found = _stored(rows.model)(rows.instance.pk) if rows.instance.pk else []
    found = list(found)
    read_drawings(row.person.portrait for row in found)
    return found


@cache
def _stored(model: Any) -> PreparedRows:
    rows = model._default_manager.select_related("person__portrait").order_by("sort_order", "pk")
    return PreparedRows(lambda page: rows.filter(page=page))
