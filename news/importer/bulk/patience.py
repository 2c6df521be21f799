"""Giving way to editors: a batch that finds a row or the log taken tries again.

The importer waits for nobody while it holds a lock, so that it is in no deadlock; it
lets go of everything, rests, and begins the batch anew.
"""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection, transaction
from psycopg import errors

from news.published.changes import try_lock_log

Result = TypeVar("Result")

logger = logging.getLogger(__name__)

_REST_SECONDS = 0.05
# About five minutes; an editor's request takes a second at most.
_TRIES = 6000
# The log is held for the end of a publication only.
_LOG_TRIES = 40
_TAKEN = (errors.LockNotAvailable, errors.DeadlockDetected)


class LogBusyError(Exception):
    """Somebody else is writing documents, and does not come to an end."""


def with_patience(write: Callable[[], Result]) -> Result:
    """Return what `write` returns, from a transaction of its own.

    Begun again as often as somebody else holds what it needs. Raises OperationalError
    when that goes on for minutes.
    """
    for _try in range(_TRIES):
        try:
            with transaction.atomic():
                _wait_only_shortly()
                return write()
        except LogBusyError:
            logger.debug("somebody is writing documents")
        except OperationalError as error:
            if not isinstance(error.__cause__, _TAKEN):
                raise
            logger.debug("somebody holds a category: %s", error)
        time.sleep(_REST_SECONDS)
    raise OperationalError("Another transaction has held a category for minutes.")


def _wait_only_shortly() -> None:
    # Shorter than deadlock_timeout (1 s): of two who wait for each other, it is the
    # importer who gives way.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '500ms'")


def take_log() -> None:
    """Take the lock of the log of changes, or raise LogBusyError.

    Asked for again and again rather than waited for: who holds it may be waiting for
    a category that this transaction has locked.
    """
    for _try in range(_LOG_TRIES):
        if try_lock_log():
            return
        time.sleep(_REST_SECONDS)
    raise LogBusyError
