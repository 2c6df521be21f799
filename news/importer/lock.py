"""One import at a time on one database."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection

# Any constant of this project's own (pg_try_advisory_lock takes 64 bits).
_IMPORT_LOCK = 0x62616F696D70


class ImportRunningError(Exception):
    """Another import is running on the same database."""


@contextmanager
def only_import() -> Iterator[None]:
    """Keep other imports from running, or raise ImportRunningError.

    The lock belongs to the connection: PostgreSQL drops it however the process ends.
    """
    if not _ask("pg_try_advisory_lock"):
        raise ImportRunningError(
            "Another import is running on this database; wait until it has ended."
        )
    try:
        yield
    finally:
        # A pooled connection lives on and would keep the lock.
        with suppress(Error):
            _ask("pg_advisory_unlock")


def _ask(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_IMPORT_LOCK])
        (answer,) = cursor.fetchone()
    return bool(answer)
