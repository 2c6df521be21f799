"""How much memory a process and those it has started need at most."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SECONDS = 0.5
_PROC = Path("/proc")


@dataclass
class Peak:
    """The highest sum over all processes; shared pages count once (PSS)."""

    megabytes: float = 0.0


@contextmanager
def peak_memory() -> Iterator[Peak]:
    """Watch this process and its children until the end of the block (Linux only)."""
    peak, is_over = Peak(), threading.Event()

    def watch() -> None:
        while not is_over.wait(_SECONDS):
            peak.megabytes = max(peak.megabytes, _megabytes_of_all())

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        is_over.set()
        watcher.join()


def _megabytes_of_all() -> float:
    return sum(map(_megabytes, [os.getpid(), *_children(os.getpid())])) / 1024


def _children(pid: int) -> Iterator[int]:
    for task in (_PROC / str(pid) / "task").iterdir():
        for child in _read(task / "children").split():
            yield int(child)
            yield from _children(int(child))


def _megabytes(pid: int) -> float:
    lines = _read(_PROC / str(pid) / "smaps_rollup").splitlines()
    return sum(float(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        # The process has ended meanwhile.
        return ""
