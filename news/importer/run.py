"""One run of the importer over many files.

What a run needs from others, and what it promises them:

- `files` are small, picklable `PostFile`s, each readable at any time in any process
  (`read_post(file)`); they are gone through twice, first for the keys, then whole.
- `sink.add_all(batch)` is called in the main thread, outside of any transaction, after
  what the batch tells of has been committed. Every file comes exactly once; the order
  is the same at each run over the same files: groups of copies in the order of their
  first file, in a group the imported one first. Nothing is kept here afterwards: a
  sink that streams keeps memory flat.
- `media.place(records)` is called in the main thread for each batch of new or changed
  records, outside of any transaction, before they are written, never in a dry run; it
  returns as many records in the same order. It must find what it has placed before: a
  run that was killed places the same records again.
- `advance(n)` hears that n more files were handled.
- `ImportRunningError`: another import runs on this database (its sentence is for the
  operator). `WorkerLostError`: a process that parses was killed (the same). They,
  `NoHomePageError`, `OperationalError` and `InterfaceError` end the run.

A batch is one transaction: a run that was stopped at any moment goes on where it was.
The entries of the admin's search follow in the worker.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from itertools import chain, islice
from typing import Protocol, TypeVar

from news.importer.batch import MediaLibrary, bring_batch
from news.importer.copies import find_copies
from news.importer.entries import queue_missing_entries
from news.importer.known import find_home_page
from news.importer.lock import ImportRunningError, only_import
from news.importer.outcome import Handled
from news.importer.parsing import digest_keys, fingerprint_number, parse_groups
from news.importer.read import PostFile
from news.importer.workers import WorkerLostError, choose_processes, start_workers
from news.importer.write import category_names
from news.models import ImportedPost

__all__ = [
    "ImportRunningError",
    "MediaLibrary",
    "Sink",
    "WorkerLostError",
    "import_posts",
]

# So many articles are one transaction.
BATCH = 200
_KEYS_AT_ONCE = 500

Item = TypeVar("Item")


class Sink(Protocol):
    """Where a run tells what became of each file."""

    def add_all(self, batch: Sequence[Handled]) -> None:
        """Note what became of some files."""


def import_posts(
    files: Iterable[PostFile],
    sink: Sink,
    *,
    is_dry_run: bool = False,
    media: MediaLibrary | None = None,
    advance: Callable[[int], object] = lambda _count: None,
    processes: int | None = None,
) -> None:
    """Import post files and tell `sink` what became of each.

    A file that cannot be read or written is reported and the others are imported.
    A dry run only reads the database. Files are parsed in so many `processes` beside
    this one; None takes one a core, 0 parses here. Raises ImportRunningError when
    another import runs, WorkerLostError when one of the processes dies.
    """
    files = files if isinstance(files, Sequence) else list(files)
    processes = choose_processes(len(files), processes)
    find_home_page()
    with (
        nullcontext() if is_dry_run else only_import(),
        start_workers(processes, _known_fingerprints()) as spread,
    ):
        digests = spread(digest_keys, _chunks(files, _KEYS_AT_ONCE))
        copies = find_copies(files, chain.from_iterable(digests))
        names = category_names()
        try:
            for parsed in spread(parse_groups, _chunks(copies.groups(files), BATCH)):
                batch = bring_batch(parsed, names, is_dry_run=is_dry_run, media=media)
                sink.add_all(batch)
                advance(len(batch))
        finally:
            if not is_dry_run:
                queue_missing_entries()


def _known_fingerprints() -> array:
    stored = ImportedPost.objects.values_list("fingerprint", flat=True).order_by()
    return array("Q", sorted(map(fingerprint_number, stored.iterator())))


def _chunks(items: Iterable[Item], size: int) -> Iterable[list[Item]]:
    left = iter(items)
    while chunk := list(islice(left, size)):
        yield chunk
