"""The index on disk: who writes it and who reads it.

A rebuild fills a new folder while the old one answers. Tantivy's lock keeps a
generation to one writer, and readers in any process see a commit at their next search.
"""

import fcntl
import json
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from tantivy import Index, IndexWriter, Query, Searcher

from search.folders import (
    PREFIX,
    SearchUnavailableError,
    current_folder,
    is_current,
    open_index,
    point_to,
    with_current,
)
from search.schema import (
    MARK,
    SCHEMA,
    Entry,
    IndexedStory,
    entry_document,
    mark_document,
    register_tokens,
    story_entry,
)
from search.spreading import choose_memory

# How long a writer waits for another one before it gives up.
LOCK_SECONDS = 20.0
# So many parts of an index Tantivy merges, when they are of about one size.
PARTS = 8
_FOLLOWING_MEMORY = 30_000_000
# What is kept for one state of the index is forgotten beyond this number.
_KEPT = 1000

Value = TypeVar("Value")


class IndexBusyError(Exception):
    """Another process is writing the index."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The last change an index has applied; the time tells logs apart."""

    change_id: int = 0
    changed_at: str = ""


class StoryWriter:
    """The one writer of a generation."""

    def __init__(self, index: Index, writer: IndexWriter) -> None:
        self._index = index
        self._writer = writer

    @property
    def mark(self) -> Mark:
        """How far the generation has followed the changes."""
        self._index.reload()
        return read_mark(self._index.searcher())

    def replace(self, stories: Iterable[IndexedStory]) -> None:
        """Put stories in, instead of what stood there under their page ids."""
        for story in stories:
            self.remove([story.page_id])
            self.add(story)

    def remove(self, page_ids: Iterable[int]) -> None:
        """Take stories out; one that is not there is no error."""
        for page_id in page_ids:
            self._writer.delete_documents_by_term("page_id", page_id)

    def add(self, story: IndexedStory) -> None:
        """Put a story in that is not there yet."""
        self.add_entry(story_entry(story))

    def add_entry(self, entry: Entry) -> None:
        """Put the entry of a story in that is not there yet."""
        self._writer.add_document(entry_document(entry))

    def end_part(self) -> None:
        """Write down what was added; PARTS of about one size are merged into one.

        A search costs what it does in each part of the index.
        """
        self._writer.commit()

    def commit(self, mark: Mark) -> None:
        """Let readers see all that was written, and how far it goes, at once."""
        self._writer.delete_documents_by_term("kind", MARK)
        self._writer.add_document(mark_document(json.dumps(asdict(mark))))
        self._writer.commit()


def read_mark(searcher: Searcher) -> Mark:
    """Return how far the index behind a searcher has followed the changes."""
    query = Query.term_query(SCHEMA, "kind", MARK, "basic")
    hits = searcher.search(query, 1).hits
    if not hits:
        return Mark()
    return Mark(**json.loads(searcher.doc(hits[0][1])["mark"][0]))


# Reading.

Stamp = tuple[Path, int, int]


@dataclass(frozen=True, slots=True)
class Reader:
    """An index as it was at one commit.

    `version` tells commits apart: two readers with the same one give the same
    answers. `kept` is for what was counted once and holds as long as the reader does.
    """

    searcher: Searcher
    mark: Mark
    version: str
    kept: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return what `make` made the first time that it was asked for by `key`."""
        try:
            return self.kept[key]
        except KeyError:
            value = make()
        if len(self.kept) >= _KEPT:
            self.kept.clear()
        self.kept[key] = value
        return value


_readers: dict[Path, tuple[Stamp, Reader]] = {}
_readers_lock = threading.Lock()


def open_searcher(root: Path) -> Searcher:
    """Return a searcher over the last commit; raises as `open_reader` does."""
    return open_reader(root).searcher


def open_reader(root: Path) -> Reader:
    """Return a reader of the last commit, kept until the index moves.

    Raises SearchUnavailableError when there is none to open.
    """
    try:
        return with_current(root, partial(_reader, root))
    except (OSError, ValueError) as error:
        raise SearchUnavailableError(
            f"no search index can be opened in {root}: {error}"
        ) from error


def _reader(root: Path, folder: Path) -> Reader:
    # Taken before the index is opened: a commit in between is seen the next time.
    stamp = _stamp(folder)
    kept = _readers.get(root)
    if kept and kept[0] == stamp:
        return kept[1]
    with _readers_lock:
        searcher = open_index(folder).searcher()
        mark = read_mark(searcher)
        reader = Reader(searcher, mark, _version(mark, stamp))
        _readers[root] = (stamp, reader)
    return reader


def _version(mark: Mark, stamp: Stamp) -> str:
    """Return a name for a commit: how far it follows, and which of this machine's."""
    folder, *status = stamp
    digest = blake2b(repr((folder.name, status)).encode(), digest_size=6)
    return f"{mark.change_id}-{digest.hexdigest()}"


def _stamp(folder: Path) -> Stamp:
    """Return what changes with every commit, which replaces one file."""
    status = (folder / "meta.json").stat()
    return (folder, status.st_ino, status.st_mtime_ns)


# Writing.


@contextmanager
def writing(root: Path) -> Iterator[StoryWriter]:
    """Open the generation in use for its one writer.

    Raises SearchUnavailableError when there is none to write to, and IndexBusyError
    when another process keeps on writing.
    """
    try:
        index, writer = with_current(root, partial(_open_writer, root))
    except (OSError, ValueError) as error:
        raise SearchUnavailableError(
            f"no search index can be written in {root}: {error}"
        ) from error
    with _finishing(writer):
        yield StoryWriter(index, writer)


def _open_writer(root: Path, folder: Path) -> tuple[Index, IndexWriter]:
    index = open_index(folder)
    writer = _acquire(index, _FOLLOWING_MEMORY, threads=1)
    # While this one waited for the lock, a rebuild may have switched.
    if not is_current(root, folder):
        writer.wait_merging_threads()
        raise FileNotFoundError(f"{folder} is no longer in use")
    return index, writer


@contextmanager
def rebuilding(root: Path) -> Iterator[StoryWriter]:
    """Fill a new generation; it is put to use when the block ends without an error.

    Raises IndexBusyError when another process rebuilds already.
    """
    root.mkdir(parents=True, exist_ok=True)
    with _rebuild_lock(root):
        folder = root / f"{PREFIX}{uuid.uuid4().hex[:12]}"
        folder.mkdir()
        try:
            index = Index(SCHEMA, path=str(folder))
            register_tokens(index)
            # Two threads would fill twice as many segments.
            writer = _acquire(index, choose_memory(), threads=1)
            with _finishing(writer):
                yield StoryWriter(index, writer)
            _switch(root, folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise


@contextmanager
def _rebuild_lock(root: Path) -> Iterator[None]:
    with (root / "rebuild.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise IndexBusyError("another process is rebuilding the index") from error
        yield


def _switch(root: Path, folder: Path) -> None:
    """Point to `folder` and remove every other generation."""
    try:
        replaced = open_index(current_folder(root))
    except (OSError, ValueError):
        point_to(root, folder)
    else:
        # Nobody may be in the middle of writing what is about to be removed.
        with _finishing(_acquire(replaced, _FOLLOWING_MEMORY, threads=1)):
            point_to(root, folder)
    for other in root.glob("format*-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def _finishing(writer: IndexWriter) -> Iterator[IndexWriter]:
    """Give the lock back at the end; what was not committed is dropped."""
    try:
        yield writer
    finally:
        # Merges run in threads; the lock is theirs as well until they end.
        writer.wait_merging_threads()


def _acquire(index: Index, memory: int, *, threads: int) -> IndexWriter:
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return index.writer(heap_size=memory, num_threads=threads)
        except ValueError as error:
            if "LockBusy" not in str(error):
                raise
            if time.monotonic() > deadline:
                raise IndexBusyError(
                    "another process is writing the search index"
                ) from error
        time.sleep(0.05)
