"""Queries that every page asks: Django builds the SQL of each once, then only their parameters differ."""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.query import ModelIterable

_NUMBER = (1 << 31) - 1
"""What stands for a number while SQL is built, and no row has for its own: the greatest of the smallest kind of key."""


@dataclass(frozen=True)
class _Built:
    """`places` say of each parameter of the SQL which of those given it is; None: its own, as in `parameters`."""

    compiler: Any
    sql: str
    parameters: Sequence[Any]
    places: Sequence[int | None]
    converters: dict

    def filled(self, given: Sequence[int | str]) -> tuple:
        return tuple(
            own if place is None else given[place] for own, place in zip(self.parameters, self.places, strict=True)
        )


class Prepared:
    """`build` makes a `values_list` of numbers and texts that are compared as they are, and depends on nothing else."""

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self._build = build
        self._built: dict[tuple, _Built] = {}

    def __call__(self, *given: int | str) -> list[list]:
        """The rows, as the database knows them now."""
        connection: Any = connections[DEFAULT_DB_ALIAS]
        built = self._for(given)
        with connection.cursor() as cursor:
            cursor.execute(built.sql, built.filled(given))
            rows = [list(row) for row in cursor.fetchall()]
        for row in rows:
            for position, (converters, expression) in built.converters.items():
                for convert in converters:
                    row[position] = convert(row[position], expression, connection)
        return rows

    def _for(self, given: Sequence[int | str]) -> _Built:
        kinds = (connections[DEFAULT_DB_ALIAS].vendor, *map(type, given))
        if kinds not in self._built:
            self._built[kinds] = self._prepare(given)
        return self._built[kinds]

    def _prepare(self, given: Sequence[int | str]) -> _Built:
        marks = [f"<{place}>" if isinstance(one, str) else _NUMBER - place for place, one in enumerate(given)]
        compiler = self._build(*marks).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        places = [marks.index(one) if one in marks else None for one in parameters]
        converters = compiler.get_converters([column for column, *_name in compiler.select])
        return _Built(compiler, sql, parameters, places, converters)


class PreparedRows(Prepared):
    """The same of instances, with what `select_related` brings along and nothing that is fetched apart."""

    def __call__(self, *given: int | str) -> list:
        built = self._for(given)
        compiler = copy.copy(built.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # this thread's
        compiler.as_sql = lambda *args, **options: (built.sql, built.filled(given))
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        asked: Any = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=query, _known_related_objects={})
        return list(ModelIterable(asked))
