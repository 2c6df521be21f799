"""The index on disk: one folder a generation, a pointer to the one in use.

A rebuild fills a new folder while the old one answers; replacing the pointer file is
the switch. Tantivy's lock keeps a generation to one writer, and readers in any
process see a commit at their next search.
"""

import fcntl
import json
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from tantivy import Index, IndexWriter, Query, Searcher

from search.schema import (
    FORMAT,
    MARK,
    SCHEMA,
    IndexedStory,
    mark_document,
    register_tokens,
    story_document,
)

_POINTER = "current"
_PREFIX = f"format{FORMAT}-"
# How long a writer waits for another one before it gives up.
LOCK_SECONDS = 20.0
_FOLLOWING_MEMORY = 30_000_000
_REBUILDING_MEMORY = 200_000_000


Result = TypeVar("Result")


class SearchUnavailableError(Exception):
    """There is no index to search: not built yet, damaged, or of an older format."""


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
        self._writer.add_document(story_document(story))

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

_readers: dict[Path, tuple[Stamp, Searcher]] = {}
_readers_lock = threading.Lock()


def open_searcher(root: Path) -> Searcher:
    """Return a searcher over the last commit, kept until the index moves.

    Raises SearchUnavailableError when there is none to open.
    """
    try:
        return _with_current(root, partial(_searcher, root))
    except (OSError, ValueError) as error:
        raise SearchUnavailableError(
            f"no search index can be opened in {root}: {error}"
        ) from error


def _searcher(root: Path, folder: Path) -> Searcher:
    # Taken before the index is opened: a commit in between is seen the next time.
    stamp = _stamp(folder)
    kept = _readers.get(root)
    if kept and kept[0] == stamp:
        return kept[1]
    with _readers_lock:
        searcher = _open(folder).searcher()
        _readers[root] = (stamp, searcher)
    return searcher


def _stamp(folder: Path) -> Stamp:
    """Return what changes with every commit, which replaces one file."""
    status = (folder / "meta.json").stat()
    return (folder, status.st_ino, status.st_mtime_ns)


def _with_current(root: Path, use: Callable[[Path], Result]) -> Result:
    """Use the generation in use, and again if a rebuild has switched meanwhile."""
    while True:
        folder = _current(root)
        try:
            return use(folder)
        except (OSError, ValueError):
            if _is_current(root, folder):
                raise


def _current(root: Path) -> Path:
    """Return the folder in use; FileNotFoundError when none is of this format."""
    name = (root / _POINTER).read_text().strip()
    if not name.startswith(_PREFIX):
        raise FileNotFoundError(f"the index '{name}' is of another format")
    return root / name


def _open(folder: Path) -> Index:
    index = Index.open(str(folder))
    register_tokens(index)
    # Tantivy would watch the folder from a thread; looking at each search is enough.
    index.config_reader("manual")
    index.reload()
    return index


# Writing.


@contextmanager
def writing(root: Path) -> Iterator[StoryWriter]:
    """Open the generation in use for its one writer.

    Raises SearchUnavailableError when there is none to write to, and IndexBusyError
    when another process keeps on writing.
    """
    try:
        index, writer = _with_current(root, partial(_open_writer, root))
    except (OSError, ValueError) as error:
        raise SearchUnavailableError(
            f"no search index can be written in {root}: {error}"
        ) from error
    with _finishing(writer):
        yield StoryWriter(index, writer)


def _open_writer(root: Path, folder: Path) -> tuple[Index, IndexWriter]:
    index = _open(folder)
    writer = _acquire(index, _FOLLOWING_MEMORY, threads=1)
    # While this one waited for the lock, a rebuild may have switched.
    if not _is_current(root, folder):
        writer.wait_merging_threads()
        raise FileNotFoundError(f"{folder} is no longer in use")
    return index, writer


def _is_current(root: Path, folder: Path) -> bool:
    try:
        return _current(root) == folder
    except OSError:
        return False


@contextmanager
def rebuilding(root: Path) -> Iterator[StoryWriter]:
    """Fill a new generation; it is put to use when the block ends without an error.

    Raises IndexBusyError when another process rebuilds already.
    """
    root.mkdir(parents=True, exist_ok=True)
    with _rebuild_lock(root):
        folder = root / f"{_PREFIX}{uuid.uuid4().hex[:12]}"
        folder.mkdir()
        try:
            index = Index(SCHEMA, path=str(folder))
            register_tokens(index)
            with _finishing(_acquire(index, _REBUILDING_MEMORY, threads=2)) as writer:
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
        replaced = _open(_current(root))
    except (OSError, ValueError):
        _point(root, folder)
    else:
        # Nobody may be in the middle of writing what is about to be removed.
        with _finishing(_acquire(replaced, _FOLLOWING_MEMORY, threads=1)):
            _point(root, folder)
    for other in root.glob("format*-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def _point(root: Path, folder: Path) -> None:
    pointer = root / f"{_POINTER}.new"
    pointer.write_text(f"{folder.name}\n")
    pointer.replace(root / _POINTER)


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
