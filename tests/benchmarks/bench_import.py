"""How fast an archive is imported, and what that costs.

    python -m tests.benchmarks.bench_import [--posts 2000] [--sample 200] [--messy]

Makes an archive and an empty database, drops both at the end. Compares with
`add_child` and `save_revision().publish()` for each post, on the same machine in the
same run; then looks whether the page tree and the documents are sound.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from time import perf_counter

from tests.benchmarks.archive import posts, write_archive
from tests.benchmarks.memory import peak_memory
from tests.benchmarks.processor import processor_seconds
from tests.benchmarks.scratch import scratch_database

# The sample is of other posts than the archive.
_START_OF_SAMPLE = 1_000_000_000


def main() -> None:
    """Measure, and say what was measured."""
    parser = argparse.ArgumentParser(description="Measure the import of an archive.")
    parser.add_argument("--posts", type=int, default=2000)
    parser.add_argument("--sample", type=int, default=200, help="posts one by one")
    parser.add_argument("--messy", action="store_true", help="as archives really are")
    parser.add_argument("--processes", type=int, help="that parse; default: one a core")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="bench-import-") as folder,
        scratch_database(f"bench_import_{os.getpid()}"),
    ):
        write_archive(Path(folder, "posts"), given.posts, is_messy=given.messy)
        _write_sample(Path(folder, "sample"), given.sample)
        _measure(Path(folder), given.processes)


def _write_sample(folder: Path, count: int) -> None:
    for post in posts(count, start=_START_OF_SAMPLE):
        path = folder / post.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(post.data)


def _measure(folder: Path, processes: int | None) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _say(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    alone = _one_by_one(folder / "sample")
    _say(f"one by one (add_child, publish): {alone:8.1f} posts/s")
    together = _import(folder / "posts", processes, "import:")
    _say(f"times as fast: {together / alone:.1f}")
    _follow()
    _import(folder / "posts", processes, "second run:")
    _check()


def _one_by_one(folder: Path) -> float:
    from news.importer.read import find_post_files
    from news.importer.record import read_record
    from news.importer.write import write_record

    files = find_post_files([folder])
    started = perf_counter()
    for file in files:
        write_record(read_record(file))
    return len(files) / (perf_counter() - started)


def _import(folder: Path, processes: int | None, what: str) -> float:
    from news.importer.read import find_post_files
    from news.importer.report import Tally
    from news.importer.run import import_posts

    tally = Tally()
    started, worked = perf_counter(), processor_seconds()
    with peak_memory() as peak:
        import_posts(find_post_files([folder]), tally, processes=processes)
    seconds = perf_counter() - started
    worked = (processor_seconds() - worked) / tally.count * 1000
    rate = tally.count / seconds
    outcomes = ", ".join(f"{count} {name}" for name, count in tally.outcomes.items())
    _say(
        f"{what:<32} {rate:8.1f} posts/s, {seconds:.1f} s, "
        f"{worked:.1f} ms of a core a post, peak memory {peak.megabytes:.0f} MB "
        f"({outcomes})"
    )
    return rate


def _follow() -> None:
    """Let the admin's search follow, as the worker does."""
    from news.importer.entries import write_missing_entries

    started = perf_counter()
    count = write_missing_entries()
    seconds = perf_counter() - started
    _say(f"{'the admin search follows:':<32} {count / seconds:8.1f} posts/s")


def _check() -> None:
    from django.core.management import call_command
    from wagtail.models import Page

    with _timed("find_problems:") as said:
        problems = Page.find_problems()
        said.write("none" if not any(problems) else f"{problems}")
    with _timed("rebuild_published --check:") as said:
        call_command("rebuild_published", check=True, stdout=said)


@contextmanager
def _timed(what: str) -> Iterator[StringIO]:
    started, said = perf_counter(), StringIO()
    yield said
    seconds = perf_counter() - started
    _say(f"{what:<32} {seconds:8.1f} s, {said.getvalue().strip()}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
