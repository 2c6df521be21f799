"""An archive imported with three kills on the way, and the same without any.

    python -m tests.benchmarks.interrupted_import [--posts 100000] [--messy] [--seed 1]

The kills come at random moments. Ends with an error unless both give the same
documents, both are those that `rebuild_published --check` finds in the pages, and the
page tree is sound.
"""

import argparse
import os
import signal
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter

from tests.benchmarks.archive import write_archive
from tests.benchmarks.scratch import scratch_database

_KILLS = 3
# No kill after this part of the archive: the import could end before it.
_LATEST = 0.7
# About as long as a batch takes.
_LONGEST_REST = 0.5


class FaultError(Exception):
    """What the benchmark looks for, in a sentence."""


@dataclass(frozen=True)
class Kill:
    """So many seconds after so many stories have been written."""

    stories: int
    rest: float


def main() -> None:
    """Import twice, compare, and say what was seen."""
    parser = argparse.ArgumentParser(description="Kill an import, and compare.")
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--messy", action="store_true", help="as archives really are")
    parser.add_argument("--seed", type=int, help="of the moments of the kills")
    given = parser.parse_args()
    seed = Random().getrandbits(32) if given.seed is None else given.seed  # noqa: S311
    _say(f"{given.posts} posts, --seed {seed}")
    try:
        _compare(given.posts, _choose_kills(given.posts, seed), is_messy=given.messy)
    except FaultError as error:
        sys.exit(f"FAILED: {error}")
    _say("PASSED: the same documents with and without kills.")


def _choose_kills(posts: int, seed: int) -> list[Kill]:
    random = Random(seed)  # noqa: S311
    moments = sorted(int(random.random() * _LATEST * posts) for _ in range(_KILLS))
    return [Kill(stories, random.random() * _LONGEST_REST) for stories in moments]


def _compare(posts: int, kills: list[Kill], *, is_messy: bool) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="bench-import-") as folder,
        scratch_database(f"bench_killed_{os.getpid()}"),
    ):
        import django

        django.setup()
        write_archive(Path(folder), posts, is_messy=is_messy)
        whole = _import(Path(folder), [])
        _empty()
        killed = _import(Path(folder), kills)
    if killed != whole:
        raise FaultError(f"the documents differ: {whole} whole, {killed} with kills.")


def _import(folder: Path, kills: list[Kill]) -> tuple[int, str]:
    from django.core.management import call_command

    from news.models import ImportedPost
    from tests.benchmarks.checksum import checksum_of_documents

    call_command("migrate", verbosity=0)
    for kill in kills:
        _kill(kill, folder)
    _finish(folder)
    _check_soundness()
    checksum = checksum_of_documents()
    _say(f"{ImportedPost.objects.count()} stories; documents and checksum: {checksum}")
    return checksum


def _kill(kill: Kill, folder: Path) -> None:
    from news.models import ImportedPost
    from tests.benchmarks.killing import kill_after

    code = kill_after(kill.stories, folder, rest=kill.rest)
    if code != -signal.SIGKILL:
        raise FaultError(f"an import ended with {code} before it was killed.")
    written = ImportedPost.objects.count()
    _say(f"killed {kill.rest:.2f} s after {kill.stories} stories: {written} written")


def _finish(folder: Path) -> None:
    from news.management.commands.import_posts import EXIT_REFUSED
    from tests.benchmarks.killing import start_import

    started = perf_counter()
    code = start_import(folder).wait()
    # A messy archive holds posts that are refused.
    if code not in (0, EXIT_REFUSED):
        raise FaultError(f"an import ended with {code}.")
    _say(f"to the end in {perf_counter() - started:.0f} s")


def _check_soundness() -> None:
    from django.core.management import CommandError, call_command
    from wagtail.models import Page

    try:
        call_command("rebuild_published", check=True)
    except CommandError as error:
        raise FaultError(str(error)) from error
    if any(problems := Page.find_problems()):
        raise FaultError(f"the page tree is broken: {problems}")


def _empty() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
