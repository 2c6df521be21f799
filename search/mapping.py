"""Keeping the index in memory: Tantivy maps its files, and the system forgets pages.

Where a page is not in memory, a search waits for the disk, and one search needs some
hundred pages. Linux only; the machine must allow so much locked memory (ulimit -l).
"""

import ctypes
import logging
import os
import threading
from pathlib import Path

from django.conf import settings

from search.storage import Reader

_MAPS = Path("/proc/self/maps")
_library = ctypes.CDLL(None, use_errno=True)
_at_work = threading.Lock()
# The version of the index that was held last.
_held: set[str] = set()

logger = logging.getLogger(__name__)


def hold_if_wanted(reader: Reader) -> None:
    """Hold the index of a reader in memory where the settings say so; once for each."""
    # Not kept with the reader, which forgets: to hold what is held takes as long again.
    if settings.SEARCH_HOLD_INDEX and reader.version not in _held:
        _held.clear()
        _held.add(reader.version)
        hold(Path(settings.SEARCH_INDEX_DIR))


def hold(root: Path) -> threading.Thread:
    """Read the mapped files under `root` into memory and keep them, in a thread.

    What the index no longer maps is let go of with it.
    """
    thread = threading.Thread(target=_hold, args=[root], daemon=True, name="hold-index")
    thread.start()
    return thread


def _hold(root: Path) -> None:
    folder = f"{root.resolve()}{os.sep}"
    with _at_work:
        for place, path in _mapped():
            if path.startswith(folder) and not _lock(place):
                reason = os.strerror(ctypes.get_errno())
                # What was merged meanwhile is mapped no more, and needs no memory.
                if (place, path) in _mapped():
                    logger.warning("the search index is not held in memory: %s", reason)
                    return


def _mapped() -> list[tuple[str, str]]:
    """Return where in memory files are mapped, and which."""
    lines = _MAPS.read_text().splitlines() if _MAPS.exists() else []
    fields = (line.split(maxsplit=5) for line in lines)
    return [(one[0], one[5]) for one in fields if len(one) == 6]


def _lock(place: str) -> bool:
    start, end = (int(one, 16) for one in place.split("-"))
    result: int = _library.mlock(ctypes.c_void_p(start), ctypes.c_size_t(end - start))
    return result == 0
