"""What modelcluster looks for in all the fields of a class whenever one of its rows is read: found once a class."""

from collections.abc import Callable
from functools import cache

from django.db.models import Model
from modelcluster import models


def put_in_place() -> None:
    models.get_all_child_relations = _once(models.get_all_child_relations)
    models.get_all_child_m2m_relations = _once(models.get_all_child_m2m_relations)


def _once(find: Callable[[type[Model]], list]) -> Callable[[Model | type[Model]], list]:
    found = cache(find)
    return lambda model: found(model if isinstance(model, type) else type(model))
