import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from django.db import connection, connections


def let_go() -> None:
    """Close all connections, the pool's too: a database that is copied has no visitors, a fork shares no socket."""
    connections.close_all()
    if connection.vendor == "postgresql":
        connection.close_pool()


@contextmanager
def lasting_copy(folder: Path) -> Iterator[dict[str, str]]:
    """The environment that leads to a copy of the empty test database, where what is committed stays."""
    name = str(connection.settings_dict["NAME"])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "TEST_DATA_DIR": str(folder)}
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(name)) as tests:
            tests.execute("VACUUM INTO ?", [str(folder / "portal.sqlite3")])
        yield environment
        return
    let_go()
    url, copy = os.environ["DATABASE_URL"], f"{name}_{folder.name}"
    server = url.rpartition("/")[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as admin:
        # A thread of an earlier test may have left one behind, and a database that is copied has no visitors.
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        admin.execute(f'DROP DATABASE IF EXISTS "{copy}"')
        admin.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
        yield {**environment, "DATABASE_URL": f"{server}/{copy}"}
        admin.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')
