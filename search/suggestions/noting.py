"""What readers search for, counted by day, and nothing about the readers.

A search only adds to a table in memory. Every few seconds a thread of the process
writes what has gathered in one statement, outside any request: a search is never
slower for it, nor fails when the database refuses. A process that is killed loses the
searches of these seconds, which no report misses.
"""

import atexit
import datetime
import logging
import re
import threading
import time
from collections import Counter

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from search.models import SearchCount, searched
from search.query import SearchQuery

MAX_LENGTH = 60
# What is searched for beyond this many texts between two writings is not counted.
MAX_WAITING = 2000
_DATE = re.compile(r"(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?!\d)")
# Telephone, identity and account numbers, also written in groups; addresses of mail.
_PERSONAL = re.compile(r"\d(?:[-./ _]?\d){6}|\S@\S")

logger = logging.getLogger(__name__)

_Key = tuple[int, datetime.date, str]


def note_search(query: SearchQuery, site_id: int, total: int) -> None:
    """Count a search and how much it found.

    To be called for the first page of a search that the reader has sent off (not for
    each key pressed). Searches narrowed by filters or dates are left out, as what
    they find says nothing of their words; so is what looks like a person's number or
    address, or is too long to be a search.
    """
    written = " ".join(query.spans)
    text = searched(written)
    if query.is_narrowed or not text or is_private(written):
        return
    _waiting.add((site_id, timezone.localdate(), text), total)


def is_private(text: str) -> bool:
    """Return whether a folded text is none of our business, or too long to keep."""
    bare = _DATE.sub(" ", text)
    return len(text) > MAX_LENGTH or _PERSONAL.search(bare) is not None


def write_counts() -> int:
    """Write what this process has counted; return how many rows.

    What cannot be written is dropped: counting must not fill the memory.
    """
    counted = _waiting.take()
    if not counted:
        return 0
    # In one order everywhere: two processes must not wait for each other.
    rows = [
        SearchCount(site_id=site, day=day, query=text, count=count, hits=hits)
        for (site, day, text), (count, hits) in sorted(counted.items())
    ]
    try:
        _add(rows)
    except DatabaseError:
        logger.warning("%d counted searches were lost", len(rows), exc_info=True)
        return 0
    return len(rows)


def _add(rows: list[SearchCount]) -> None:
    """Add to the counts of the day; a site that is gone meanwhile has none."""
    table = connection.ops.quote_name(SearchCount._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} AS kept (site_id, day, query, count, hits) "  # noqa: S608
            "SELECT new.* FROM unnest(%s::int[], %s::date[], %s::text[], %s::int[], "
            "%s::int[]) AS new (site_id, day, query, count, hits) "
            "JOIN wagtailcore_site ON wagtailcore_site.id = new.site_id "
            "ON CONFLICT (site_id, day, query) DO UPDATE SET "
            "count = kept.count + excluded.count, hits = excluded.hits",
            [
                [row.site_id for row in rows],
                [row.day for row in rows],
                [row.query for row in rows],
                [row.count for row in rows],
                [row.hits for row in rows],
            ],
        )


def forget_searches() -> int:
    """Delete counts older than the paper keeps them, and return how many."""
    oldest = timezone.localdate() - datetime.timedelta(days=settings.SEARCH_LOG_DAYS)
    number, _ = SearchCount.objects.filter(day__lt=oldest).delete()
    return number


class _Waiting:
    """Searches of this process that are not written yet."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[_Key] = Counter()
        self._hits: dict[_Key, int] = {}
        self._thread: threading.Thread | None = None

    def add(self, key: _Key, hits: int) -> None:
        """Count one."""
        with self._lock:
            if key not in self._counts and len(self._counts) >= MAX_WAITING:
                return
            self._counts[key] += 1
            self._hits[key] = hits
            self._start()

    def take(self) -> dict[_Key, tuple[int, int]]:
        """Return all counts with the hits of the last search, and forget them."""
        with self._lock:
            taken = {
                key: (count, self._hits[key]) for key, count in self._counts.items()
            }
            self._counts.clear()
            self._hits.clear()
        return taken

    def _start(self) -> None:
        """Start the thread that writes, in this process: a fork has none of its own."""
        if settings.SEARCH_LOG_SECONDS and not (
            self._thread and self._thread.is_alive()
        ):
            self._thread = threading.Thread(
                target=_keep_writing, name="search-counts", daemon=True
            )
            self._thread.start()


def _keep_writing() -> None:
    """Write again and again; the connection is held only for the moment."""
    while True:
        time.sleep(settings.SEARCH_LOG_SECONDS)
        _write_and_let_go()
        if not settings.SEARCH_LOG_SECONDS:
            return


def _write_and_let_go() -> None:
    try:
        write_counts()
    finally:
        connection.close()


_waiting = _Waiting()


@atexit.register
def _write_at_the_end() -> None:
    """Write what a process that ends in order still holds."""
    if settings.configured and settings.SEARCH_LOG_SECONDS:
        _write_and_let_go()
