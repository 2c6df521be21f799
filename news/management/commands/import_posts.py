"""Import folders of posts."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from news.importer.history import recorded
from news.importer.media import MediaLibrary
from news.importer.outcome import NoHomePageError
from news.importer.read import PathError, PostFile, open_post_files
from news.importer.report import AllOf, Tally, report_file
from news.importer.run import (
    ImportRunningError,
    Sink,
    WorkerLostError,
    import_posts,
)
from news.models import ImportRun

# The progress bar appears in runs that take longer than this.
_SECONDS_WITHOUT_BAR = 2
_EXPECTED = (PathError, NoHomePageError, ImportRunningError, WorkerLostError)
EXIT_REFUSED = 3
EXIT_STOPPED = 130


class Command(BaseCommand):
    """Turn post files into published stories; a second run changes nothing."""

    help = (
        "Import posts (.md, .markdown, .html) as stories. Safe to stop, and to run "
        f"again. Exit code: 0 all imported, {EXIT_REFUSED} some files were refused, "
        f"1 the import could not run or go on, {EXIT_STOPPED} stopped by Ctrl-C."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read where the posts are and what is wanted."""
        parser.add_argument(
            "paths", nargs="+", type=Path, help="folders of posts, or single files"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="report, but write nothing"
        )
        parser.add_argument(
            "--media",
            type=Path,
            metavar="FOLDER",
            help="where pictures are that do not lie beside the posts",
        )
        parser.add_argument(
            "--report", type=Path, metavar="FILE.json", help="write the whole report"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, then say what was done."""
        is_dry_run, target = options["dry_run"], options["report"]
        if target is not None and not target.absolute().parent.is_dir():
            raise CommandError(f"There is no folder '{target.parent}' for the report.")
        tally = Tally()
        with _explained(), open_post_files(options["paths"]) as files:
            media = MediaLibrary(options["media"])
            try:
                with (
                    report_file(target) as report,
                    _history(options["paths"], files, is_dry_run) as history,
                ):
                    _import(files, [tally, *report, *history], media, is_dry_run)
            except KeyboardInterrupt as stop:
                self.stdout.write(f"Stopped.\n{tally.as_table()}")
                raise CommandError(
                    f"stopped after {tally.count:,} of {len(files):,} file(s). What is "
                    "done stays done; run the same command again to go on.",
                    returncode=EXIT_STOPPED,
                ) from stop
        head = "Dry run, nothing was written." if is_dry_run else "Import done."
        self.stdout.write(f"{head} {tally.count:,} file(s):\n{tally.as_table()}")
        if tally.refused:
            raise CommandError(
                f"{tally.refused:,} of {tally.count:,} file(s) were refused; the table "
                "above and --report say why.",
                returncode=EXIT_REFUSED,
            )


def _import(
    files: Sequence[PostFile],
    sinks: Sequence[Sink],
    media: MediaLibrary,
    is_dry_run: bool,
) -> None:
    """Import before a progress bar with rate and time left."""
    with tqdm(
        total=len(files), disable=None, delay=_SECONDS_WITHOUT_BAR, unit=" post"
    ) as bar:
        import_posts(
            files,
            AllOf(sinks),
            is_dry_run=is_dry_run,
            media=media,
            advance=bar.update,
        )


@contextmanager
def _history(
    paths: Sequence[Path], files: Sequence[PostFile], is_dry_run: bool
) -> Iterator[list[Sink]]:
    """Yield the sink that keeps the run for the admin; a dry run writes nothing."""
    if is_dry_run:
        yield []
        return
    origin = " ".join(map(str, paths))
    with recorded(ImportRun(origin=origin, file_count=len(files))) as record:
        yield [record]


@contextmanager
def _explained() -> Iterator[None]:
    """Say in a sentence why an import cannot run."""
    try:
        yield
    except _EXPECTED as error:
        raise CommandError(str(error)) from error
    except DatabaseError as error:
        first_line = str(error).split("\n")[0]
        raise CommandError(
            f"The database cannot be used (run 'manage.py migrate' if it is new): "
            f"{first_line}"
        ) from error
