"""Work spread over the cores, in processes that never touch the database.

The module is imported in each of them before Django is set up: no models here.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol

import django
from django.conf import settings

# Fewer files are read before a process has started.
_FEW_FILES = 500
# So many chunks a process wait for their turn, so that none is idle.
_AHEAD = 2


class WorkerLostError(Exception):
    """A process that parses has ended before its work was done."""


class Spread(Protocol):
    """What works through chunks, in their order, a few of them ahead."""

    def __call__(
        self, function: Callable[[Any], Any], chunks: Iterable[Any], /
    ) -> Iterator[Any]:
        """Yield `function(chunk)` for each chunk."""


def choose_processes(files: int, processes: int | None) -> int:
    """Return how many processes parse so many files: one a core, none for few."""
    if processes is not None:
        return processes
    return (os.cpu_count() or 1) if files > _FEW_FILES else 0


@contextmanager
def start_workers(processes: int, fingerprints: Sequence[int]) -> Iterator[Spread]:
    """Start processes that parse, and yield what spreads work over them.

    Without any, the work is done here. `fingerprints` are those of
    `news.importer.parsing.remember_fingerprints`. Raises WorkerLostError when one of
    the processes is killed.
    """
    if processes == 0:
        _remember(fingerprints)
        yield map
        return
    pool = ProcessPoolExecutor(
        processes,
        # A forked process would share the parent's database connection.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(settings.SETTINGS_MODULE, fingerprints),
    )
    try:
        yield partial(spread_over, pool, processes * _AHEAD)
    except BrokenProcessPool as error:
        raise WorkerLostError(
            "A process that reads posts has died; most often the system has killed it "
            "because memory ran out. What is done stays done; run the same import "
            "again to go on."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def spread_over(
    pool: ProcessPoolExecutor,
    ahead: int,
    function: Callable[[Any], Any],
    chunks: Iterable[Any],
) -> Iterator[Any]:
    """Yield `function(chunk)` for each chunk in order, at most `ahead` at work."""
    pending: deque[Future[Any]] = deque()
    for chunk in chunks:
        pending.append(pool.submit(function, chunk))
        if len(pending) > ahead:
            yield pending.popleft().result()
    while pending:
        yield pending.popleft().result()


def _begin(settings_module: str, fingerprints: Sequence[int]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module
    # The parent hears Ctrl-C and ends the processes in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    django.setup()
    _remember(fingerprints)


def end_with_parent() -> None:
    """End this process when its parent was killed: the pool would wait for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def _remember(fingerprints: Sequence[int]) -> None:
    from news.importer.parsing import remember_fingerprints

    remember_fingerprints(fingerprints)
