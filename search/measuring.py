"""How long searches take and what comes of them, counted for Prometheus.

Each process counts for itself; site_core.metrics tells what all of a server counted.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import Histogram

from search.storage import SearchUnavailableError

FOUND, NOTHING, UNAVAILABLE = "found", "nothing", "unavailable"
# Seconds; what takes longer than the last has something wrong with it.
BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

SEARCHES = Histogram(
    "baoguan_search_seconds",
    "How long answers to searches took, documents included, by what came of them.",
    ["outcome"],
    buckets=BUCKETS,
)


class Search:
    """A search that goes on; without an outcome it is not counted."""

    outcome = ""

    def found(self, total: int) -> None:
        """Say how many stories were found."""
        self.outcome = FOUND if total else NOTHING


@contextmanager
def searching() -> Iterator[Search]:
    """Count one search, however it ends; one that is refused was none."""
    started = time.perf_counter()
    search = Search()
    try:
        yield search
    except SearchUnavailableError:
        search.outcome = UNAVAILABLE
        raise
    finally:
        if search.outcome:
            SEARCHES.labels(search.outcome).observe(time.perf_counter() - started)
