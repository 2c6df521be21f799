"""Follow the changes: keep the search index up to date, publish what is due."""

import logging
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import psycopg
from django.core.management.base import BaseCommand
from django.db import (
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
)

from news.editorial.schedule import publish_due
from news.published.changes import CHANNEL
from search.index import catch_up
from search.storage import IndexBusyError

# One worker at a time; the number is this project's own, and never changes.
LEADER_LOCK = 6_172_022
SCHEDULE_SECONDS = 30
# How soon a worker sees that it should end, or that the first one has.
WAIT_SECONDS = 1.0
LOST_SECONDS = 3.0

logger = logging.getLogger("site_core.worker")


class Command(BaseCommand):
    """A second worker waits, and takes over when the first one ends."""

    help = "Keep the search index up to date and publish what is due."

    _is_stopping = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGTERM or Ctrl-C; what is begun is finished first."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self._is_stopping:
            try:
                self._work()
            except (psycopg.OperationalError, OperationalError, InterfaceError) as lost:
                logger.warning("the database went away, trying again: %s", lost)
                close_old_connections()
                time.sleep(LOST_SECONDS)
        logger.info("worker ended")

    def _stop(self, signal_number: int, frame: FrameType | None) -> None:
        self._is_stopping = True

    def _work(self) -> None:
        """Wait to be the one worker, then follow the changes until asked to stop."""
        with _listening() as listener:
            while not self._is_stopping and not _is_leader(listener):
                time.sleep(WAIT_SECONDS)
            if self._is_stopping:
                return
            logger.info("worker follows the changes")
            # Whatever happened before LISTEN began is found by the first round.
            is_woken, next_schedule = True, 0.0
            while not self._is_stopping:
                if is_woken:
                    is_woken = not _follow()
                if time.monotonic() >= next_schedule:
                    _publish_scheduled()
                    next_schedule = time.monotonic() + SCHEDULE_SECONDS
                notices = listener.notifies(timeout=WAIT_SECONDS, stop_after=1)
                is_woken = bool(list(notices)) or is_woken


@contextmanager
def _listening() -> Iterator[psycopg.Connection[Any]]:
    """Yield a connection of its own, outside the pool, that hears of changes."""
    parameters = connection.get_connection_params()
    with psycopg.connect(**parameters, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        yield listener


def _is_leader(listener: psycopg.Connection[Any]) -> bool:
    """Return whether this worker is the one; the lock ends with its connection."""
    row = listener.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_LOCK]).fetchone()
    return bool(row and row[0])


def _follow() -> bool:
    """Bring the index up to date; return False when it has to be tried again."""
    try:
        applied = catch_up()
    except IndexBusyError:
        logger.info("another process writes the index, trying again")
        return False
    if applied:
        logger.info("search index: %d applied", applied)
    return True


def _publish_scheduled() -> None:
    """Publish and withdraw what is due, each with its document and change."""
    if done := publish_due():
        logger.info("schedule: %d published or withdrawn", done)
    close_old_connections()
