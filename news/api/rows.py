"""Running a statement, and rows with names."""

from collections import namedtuple
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection


@lru_cache(maxsize=50)
def row_type(columns: tuple[str, ...]) -> type[Any]:
    """Return the class of rows with these columns as attributes."""
    return namedtuple("Row", columns)


def select(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
