"""Running a statement, and rows with names."""

from collections import namedtuple
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor
from psycopg.types.datetime import TimestamptzLoader


@lru_cache(maxsize=50)
def row_type(columns: tuple[str, ...]) -> type[Any]:
    """Return the class of rows with these columns as attributes."""
    return namedtuple("Row", columns)


def select(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement and return its rows; each run is planned for its values."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def select_prepared(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement that one plan fits, whatever the values; return its rows.

    The server keeps the plan of a statement that comes often: planning takes longer
    than reading a page. Django's own cursors put values into the text, so that no
    statement comes twice.
    """
    if connection.queries_logged:
        # Django can show the text of its own cursors' statements only.
        return select(sql, values)
    connection.ensure_connection()
    with CursorWrapper(Cursor(connection.connection), connection) as cursor:
        # Compiled, as Django's is not; a listing reads twenty times and more.
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        cursor.execute(sql, values)
        return cursor.fetchall()
