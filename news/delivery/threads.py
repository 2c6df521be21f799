"""Threads of the worker that follow the log: one worker of all runs each of them.

They have connections of their own and wait for nobody: a receiver or a cache that is
slow or dead holds back neither the search index nor the schedule, nor each other.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Protocol

import psycopg
from django.db import InterfaceError, OperationalError, close_old_connections
from django.db import connection as database
from django.utils import timezone
from wagtail.contrib.frontend_cache.utils import get_backends

from news.delivery.following import position_of
from news.delivery.log import prune_deliveries
from news.delivery.purging import (
    FOLLOWER,
    purge_between,
    purge_by_tag,
    purge_changes,
    purge_pending,
)
from news.delivery.queueing import queue_changes
from news.delivery.sending import Sender
from news.published.changes import CHANNEL

# Whoever holds the number does the work; the numbers are this project's own, and stay.
WEBHOOKS_LOCK = 6_172_031
PURGING_LOCK = 6_172_032
WAIT_SECONDS = 1.0
RETRY_SECONDS = 10.0
PRUNE_EVERY = timedelta(hours=1).total_seconds()
# Longer than any answer of ours takes.
AGAIN_SECONDS = 5.0
STOP_SECONDS = 5.0
DATABASE_LOST = (psycopg.OperationalError, OperationalError, InterfaceError)

logger = logging.getLogger("news.delivery")


class Work(Protocol):
    """What a thread does again and again."""

    def follow(self) -> None:
        """Handle what has changed."""

    def tick(self) -> None:
        """Do what is due by the clock."""

    def stop(self) -> None:
        """Let go of everything."""


class WebhookWork:
    """Making messages of changes, handing them to those who send, pruning the log."""

    def __init__(self) -> None:
        self._sender = Sender()
        self._next_prune = 0.0

    def follow(self) -> None:
        """Make messages of what has changed."""
        if made := queue_changes():
            logger.info("webhooks: %d messages", made)

    def tick(self) -> None:
        """Send what is due."""
        self._sender.dispatch()
        if time.monotonic() >= self._next_prune:
            prune_deliveries(timezone.now())
            self._next_prune = time.monotonic() + PRUNE_EVERY

    def stop(self) -> None:
        """Wait for the messages that are on their way."""
        self._sender.stop()


class PurgeWork:
    """Telling caches what they must forget, twice.

    An answer that was being made while the change was committed may reach a cache
    after the purge, and is old.
    """

    def __init__(self) -> None:
        self._again: deque[tuple[float, int, int, set[str]]] = deque()

    def follow(self) -> None:
        """Purge what has changed."""
        before = position_of(FOLLOWER)
        done, tags = purge_changes(), purge_pending()
        if done or tags:
            logger.info("caches: %d changes and %d tags purged", done, len(tags))
            until = position_of(FOLLOWER)
            self._again.append((_after(AGAIN_SECONDS), before, until, tags))

    def tick(self) -> None:
        """Purge again what was purged a moment ago."""
        while self._again and time.monotonic() >= self._again[0][0]:
            _, after, until, tags = self._again[0]
            purge_between(after, until)
            purge_by_tag(tags, get_backends())
            self._again.popleft()

    def stop(self) -> None:
        """Nothing is held."""


class FollowerThread(threading.Thread):
    """Does some work whenever the log grows, while no other worker does it."""

    def __init__(self, name: str, lock: int, make_work: Callable[[], Work]) -> None:
        super().__init__(name=name, daemon=True)
        self._lock = lock
        self._make_work = make_work
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ask it to end, and do not wait."""
        self._stopping.set()

    def run(self) -> None:
        """Work until asked to stop; a lost database is tried again."""
        work = self._make_work()
        while not self._stopping.is_set():
            try:
                with _listening() as listener:
                    self._work(work, listener)
            except DATABASE_LOST as lost:
                logger.warning("%s: the database went away: %s", self.name, lost)
                close_old_connections()
                self._stopping.wait(WAIT_SECONDS)
        work.stop()
        database.close()

    def _work(self, work: Work, listener: psycopg.Connection[Any]) -> None:
        while not self._is_mine(listener):
            if self._stopping.wait(WAIT_SECONDS):
                return
        next_follow = 0.0
        while not self._stopping.is_set():
            if time.monotonic() >= next_follow:
                is_done = self._try(work.follow)
                next_follow = float("inf") if is_done else _after(RETRY_SECONDS)
            self._try(work.tick)
            close_old_connections()
            if list(listener.notifies(timeout=WAIT_SECONDS, stop_after=1)):
                next_follow = 0.0

    def _is_mine(self, listener: psycopg.Connection[Any]) -> bool:
        """Return whether this thread does the work; the lock ends with its connection."""
        row = listener.execute(
            "SELECT pg_try_advisory_lock(%s)", [self._lock]
        ).fetchone()
        return bool(row and row[0])

    def _try(self, part: Callable[[], None]) -> bool:
        """Return whether a part of the work succeeded."""
        try:
            part()
        except DATABASE_LOST:
            raise
        except Exception:
            logger.exception("%s failed, trying again", self.name)
            return False
        return True


@contextmanager
def _listening() -> Iterator[psycopg.Connection[Any]]:
    """Yield a connection of its own, outside the pool, that hears of changes."""
    parameters = database.get_connection_params()
    with psycopg.connect(**parameters, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        yield listener


def _after(seconds: float) -> float:
    return time.monotonic() + seconds


@contextmanager
def delivering(*others: FollowerThread) -> Iterator[None]:
    """Send webhooks and purge caches beside what the block does; run others as well."""
    threads = [
        FollowerThread("webhooks", WEBHOOKS_LOCK, WebhookWork),
        FollowerThread("purging", PURGING_LOCK, PurgeWork),
        *others,
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.stop()
        deadline = _after(STOP_SECONDS)
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
