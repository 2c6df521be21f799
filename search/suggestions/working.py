"""The worker's thread for suggestions and the record of searches: one worker has it.

It has a connection of its own and the lock of its own: whatever fails here holds back
neither the search index nor the deliveries.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from news.delivery.threads import FollowerThread
from search.suggestions.following import catch_up
from search.suggestions.learning import learn_searches
from search.suggestions.noting import forget_searches

# Whoever holds the number does the work; the number is this project's own, and stays.
SUGGESTIONS_LOCK = 6_172_033
LEARN_EVERY = timedelta(hours=1).total_seconds()
STOP_SECONDS = 5.0

logger = logging.getLogger(__name__)


class SuggestionWork:
    """Following the log; once an hour, learning from searches and forgetting old ones."""

    def __init__(self) -> None:
        self._next_learning = 0.0

    def follow(self) -> None:
        """Count the phrases of what has changed."""
        if done := catch_up():
            logger.info("suggestions: %d changes counted", done)

    def tick(self) -> None:
        """Learn and forget, when it is time."""
        if time.monotonic() < self._next_learning:
            return
        self._next_learning = time.monotonic() + LEARN_EVERY
        forgotten = forget_searches()
        learnt = learn_searches()
        logger.info("searches: %d suggested, %d rows cleared", learnt, forgotten)

    def stop(self) -> None:
        """Nothing is held."""


@contextmanager
def suggesting() -> Iterator[None]:
    """Keep suggestions up to date beside what the block does."""
    thread = FollowerThread("suggestions", SUGGESTIONS_LOCK, SuggestionWork)
    thread.start()
    try:
        yield
    finally:
        thread.stop()
        thread.join(STOP_SECONDS)
