"""What a process reads before it can search, so that no reader waits for it."""

import threading
from contextlib import suppress

from search.highlight import Marker
from search.index import current_reader
from search.mapping import hold_if_wanted
from search.query import parse
from search.storage import SearchUnavailableError

_ANY_WORDS = "搜索"


def warm() -> threading.Thread:
    """Read dictionary and tables, and the index where it is held, in a thread."""
    thread = threading.Thread(target=_warm, daemon=True, name="warm-search")
    thread.start()
    return thread


def _warm() -> None:
    with suppress(SearchUnavailableError):
        hold_if_wanted(current_reader())
    Marker(parse(_ANY_WORDS).terms)
