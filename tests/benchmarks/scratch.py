"""A database of its own for a benchmark, on the server that the project uses."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from site_core.database import database_settings

SETTINGS = "tests.benchmarks.import_settings"
_DATA = Path(__file__).parents[2] / "var"


@contextmanager
def scratch_database(
    name: str, *, settings: str = SETTINGS, is_kept: bool = False
) -> Iterator[None]:
    """Let this process and those it starts use an empty database, dropped at the end.

    Entered before Django is set up. One that is kept stays for the next time, and is
    then found as it was left.
    """
    server = database_settings(_DATA)
    if not is_kept:
        _run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
    with suppress(psycopg.errors.DuplicateDatabase):
        _run(server, "CREATE DATABASE {}", name)
    before = os.environ.get("DATABASE_URL")
    os.environ["DATABASE_URL"] = database_url(server, name)
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    try:
        yield
    finally:
        if before is None:
            del os.environ["DATABASE_URL"]
        else:
            os.environ["DATABASE_URL"] = before
        if not is_kept:
            _run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def database_url(server: Mapping[str, Any], name: str) -> str:
    """Return DATABASE_URL for a database of a server, given as in DATABASES."""
    user, password, host = (
        quote(str(server[key]), safe="") for key in ("USER", "PASSWORD", "HOST")
    )
    login = f"{user}:{password}" if password else user
    return f"postgres://{login}@{host}:{server['PORT']}/{name}"


def _run(server: Mapping[str, Any], statement: str, name: str) -> None:
    with psycopg.connect(
        dbname=server["NAME"],
        user=server["USER"],
        password=server["PASSWORD"] or None,
        host=server["HOST"],
        port=server["PORT"],
        autocommit=True,
    ) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
