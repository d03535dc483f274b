"""Queries that every page asks: Django builds the SQL of each once, then only their parameters differ.

PostgreSQL plans each once a connection: to plan one took longer than to answer it, up to ten times.
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.query import ModelIterable

_NUMBER = (1 << 31) - 1
"""What stands for a number while SQL is built, and no row has for its own: the greatest of the smallest kind of key."""
_MOMENT = datetime(1, 1, 2, tzinfo=UTC)
"""The same for a moment."""

Given = int | str | datetime | UUID


@dataclass(frozen=True)
class _Built:
    """`places` say of each parameter of the SQL which of those given it is; None: its own, as in `parameters`."""

    compiler: Any
    sql: str
    parameters: Sequence[Any]
    places: Sequence[int | None]
    converters: dict

    def filled(self, given: Sequence[Given]) -> tuple:
        given = _adapted(given)
        return tuple(
            own if place is None else given[place] for own, place in zip(self.parameters, self.places, strict=True)
        )


class Prepared:
    """`build` makes a `values_list` of numbers, texts, moments and keys that are compared as they are, and depends on
    nothing else."""

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self._build = build
        self._built: dict[tuple, _Built] = {}

    def __call__(self, *given: Given) -> list[list]:
        """The rows, as the database knows them now."""
        connection: Any = connections[DEFAULT_DB_ALIAS]
        built = self._for(given)
        with _planned_once(connection), connection.cursor() as cursor:
            cursor.execute(built.sql, built.filled(given))
            rows = [list(row) for row in cursor.fetchall()]
        for row in rows:
            for position, (converters, expression) in built.converters.items():
                for convert in converters:
                    row[position] = convert(row[position], expression, connection)
        return rows

    def _for(self, given: Sequence[Given]) -> _Built:
        kinds = (connections[DEFAULT_DB_ALIAS].vendor, *map(type, given))
        if kinds not in self._built:
            self._built[kinds] = self._prepare(given)
        return self._built[kinds]

    def _prepare(self, given: Sequence[Given]) -> _Built:
        marks = [_mark(place, one) for place, one in enumerate(given)]
        compiler = self._build(*marks).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        told = _adapted(marks)
        places = [told.index(one) if one in told else None for one in parameters]
        converters = compiler.get_converters([column for column, *_name in compiler.select])
        return _Built(compiler, sql, parameters, places, converters)


def _mark(place: int, given: Given) -> Given:
    if isinstance(given, datetime):
        return _MOMENT + timedelta(microseconds=place)
    if isinstance(given, UUID):
        return UUID(int=place)
    return f"<{place}>" if isinstance(given, str) else _NUMBER - place


def _adapted(given: Sequence[Given]) -> list[Any]:
    """Moments and keys as the database is told them."""
    connection = connections[DEFAULT_DB_ALIAS]
    moment, is_known = connection.ops.adapt_datetimefield_value, connection.features.has_native_uuid_field
    told = (one.hex if isinstance(one, UUID) and not is_known else one for one in given)
    return [moment(one) if isinstance(one, datetime) else one for one in told]


@contextmanager
def _planned_once(connection: Any) -> Iterator[None]:
    """By cursors that send the parameters apart from the SQL, which Django's do for all queries or for none; for all,
    no statement could have more than 65,535 of them."""
    if connection.vendor != "postgresql":
        yield
        return
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415 - needs the driver

    connection.ensure_connection()
    psycopg, features = connection.connection, connection.features
    usual, psycopg.cursor_factory = psycopg.cursor_factory, ServerBindingCursor
    features.uses_server_side_binding = True  # for the log of queries
    try:
        yield
    finally:
        psycopg.cursor_factory, features.uses_server_side_binding = usual, False


class PreparedRows(Prepared):
    """The same of instances, with what `select_related` brings along and nothing that is fetched apart."""

    def __call__(self, *given: Given) -> list:
        built = self._for(given)
        compiler = copy.copy(built.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # this thread's
        compiler.as_sql = lambda *args, **options: (built.sql, built.filled(given))
        compiler.get_converters = lambda expressions: built.converters
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        asked: Any = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=query, _known_related_objects={})
        with _planned_once(compiler.connection):
            return list(ModelIterable(asked))
