"""Queries that every page asks: Django builds the SQL of each once, then only their parameters differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

_NUMBER = 1 << 62
"""What stands for a number while SQL is built, and no row has for its own."""


@dataclass(frozen=True)
class _Built:
    """`places` say of each parameter of the SQL which of those given it is; None: its own, as in `parameters`."""

    sql: str
    parameters: Sequence[Any]
    places: Sequence[int | None]
    converters: dict


class Prepared:
    """`build` makes a `values_list` of numbers and texts that are compared as they are, and depends on nothing else."""

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self._build = build
        self._built: dict[tuple, _Built] = {}

    def __call__(self, *given: int | str) -> list[list]:
        """The rows, as the database knows them now."""
        connection: Any = connections[DEFAULT_DB_ALIAS]
        kinds = (connection.vendor, *map(type, given))
        built = self._built.get(kinds)
        if built is None:
            built = self._built[kinds] = self._prepare(given)
        parameters = [
            own if place is None else given[place] for own, place in zip(built.parameters, built.places, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(built.sql, parameters)
            rows = [list(row) for row in cursor.fetchall()]
        for row in rows:
            for position, (converters, expression) in built.converters.items():
                for convert in converters:
                    row[position] = convert(row[position], expression, connection)
        return rows

    def _prepare(self, given: Sequence[int | str]) -> _Built:
        marks = [f"<{place}>" if isinstance(one, str) else _NUMBER + place for place, one in enumerate(given)]
        compiler = self._build(*marks).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        places = [marks.index(one) if one in marks else None for one in parameters]
        return _Built(sql, parameters, places, compiler.get_converters([column for column, *_name in compiler.select]))
