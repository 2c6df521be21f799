"""Follow the changes: keep the search index up to date.

Beside that, in threads, publish what is due and deliver; in a process of its own, run
background tasks.
"""

import logging
import math
import signal
import time
from collections.abc import Callable, Iterator
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

from news.delivery.threads import delivering
from news.editorial.schedule import schedule_thread
from news.published.changes import CHANNEL
from news.trash.keeping import empty_trash, prune_daily
from search.index import catch_up
from search.storage import IndexBusyError
from search.suggestions.working import suggesting
from site_core.processes import children
from site_core.tasks import TaskProcess, recover_tasks

# One worker of the database looks after lost tasks; the number is ours, and stays.
LEADER_LOCK = 6_172_022
RECOVER_SECONDS = 30
# How soon a worker sees that it should end, or that the one that leads has.
WAIT_SECONDS = 1.0
LOST_SECONDS = 3.0
# How long it waits before it tries again what failed.
RETRY_SECONDS = 10.0
DATABASE_LOST = (psycopg.OperationalError, OperationalError, InterfaceError)

logger = logging.getLogger("site_core.worker")


class Command(BaseCommand):
    """Every worker follows for its own node; one leads, another takes over."""

    help = "Keep the search index up to date, publish what is due, run tasks."

    _is_stopping = False
    _tasks: TaskProcess | None = None

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until SIGTERM or Ctrl-C; what is begun is finished first."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        with children() as group, delivering(schedule_thread()), suggesting():
            self._tasks = TaskProcess(group)
            while not self._is_stopping:
                try:
                    self._work()
                except DATABASE_LOST as lost:
                    logger.warning("the database went away, trying again: %s", lost)
                    close_old_connections()
                    time.sleep(LOST_SECONDS)
        logger.info("worker ended")

    def _stop(self, signal_number: int, frame: FrameType | None) -> None:
        self._is_stopping = True

    def _work(self) -> None:
        """Follow the changes until asked to stop; who leads looks after lost tasks."""
        with _listening() as listener:
            logger.info("worker follows the changes")
            # Whatever happened before LISTEN began is found by the first round.
            next_follow = next_recovery = 0.0
            while not self._is_stopping:
                if self._tasks is not None:
                    self._tasks.keep_running()
                if time.monotonic() >= next_recovery and _is_leader(listener):
                    _try("trash: %d deleted for ever", empty_trash)
                    _try("revisions: %d pruned", prune_daily)
                    _try("tasks: %d put back into the queue", recover_tasks)
                    next_recovery = _after(RECOVER_SECONDS)
                if time.monotonic() >= next_follow:
                    is_done = _try("search index: %d applied", catch_up)
                    next_follow = math.inf if is_done else _after(RETRY_SECONDS)
                close_old_connections()
                if list(listener.notifies(timeout=WAIT_SECONDS, stop_after=1)):
                    next_follow = 0.0


@contextmanager
def _listening() -> Iterator[psycopg.Connection[Any]]:
    """Yield a connection of its own, outside the pool, that hears of changes."""
    parameters = connection.get_connection_params()
    with psycopg.connect(**parameters, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        yield listener


def _is_leader(listener: psycopg.Connection[Any]) -> bool:
    """Return whether this worker leads; the lock ends with its connection."""
    row = listener.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_LOCK]).fetchone()
    return bool(row and row[0])


def _after(seconds: float) -> float:
    return time.monotonic() + seconds


def _try(report: str, work: Callable[[], int]) -> bool:
    """Return whether a part of the work succeeded; one that fails holds no other back.

    `report` is logged with the number that `work` returns, unless that is 0.
    """
    try:
        done = work()
    except DATABASE_LOST:
        raise
    except IndexBusyError:
        logger.info("another process writes the index, trying again")
        return False
    except Exception:
        logger.exception("%s failed, trying again", work.__name__)
        return False
    if done:
        logger.info(report, done)
    return True
