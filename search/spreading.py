"""What a rebuild takes of the machine: processes that make tokens, and memory.

Nothing here needs Django, which they do not set up.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial

from news.importer.workers import Spread, end_with_parent, spread_over

# Fewer stories are indexed before a process has started.
_FEW = 20_000
# More cannot be handed stories as fast as they are done.
_MOST = 4
# The more memory, the fewer and larger the parts of the index: a search costs what it
# does in each of them. A share of all, from the least up to the most that is useful.
_MEMORY_SHARE = 1 / 16
_MEMORY = (200_000_000, 1_000_000_000)
# So many batches a process wait for their turn, so that none is idle.
_AHEAD = 2


def choose_processes(stories: int) -> int:
    """Return how many processes help to index so many stories, none for few."""
    if stories < _FEW:
        return 0
    return max(1, min((os.cpu_count() or 1) - 1, _MOST))


def choose_memory() -> int:
    """Return how many bytes a rebuild may fill before it writes them down."""
    least, most = _MEMORY
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(least, min(most, int(physical * _MEMORY_SHARE)))


@contextmanager
def start_processes(number: int) -> Iterator[Spread]:
    """Start processes and yield what spreads work over them; without any, `map`."""
    if number == 0:
        yield map
        return
    pool = ProcessPoolExecutor(
        number,
        # A forked process would share the parent's database connection.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
    )
    try:
        yield partial(spread_over, pool, number * _AHEAD)
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    # The parent hears Ctrl-C and ends the processes in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
