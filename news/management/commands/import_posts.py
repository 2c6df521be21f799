"""Import a folder of posts."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from news.importer.outcome import NoHomePageError
from news.importer.read import PathError, find_post_files
from news.importer.run import import_posts

# The progress bar appears in runs that take longer than this.
_SECONDS_WITHOUT_BAR = 2


class Command(BaseCommand):
    """Turn post files into published stories; a second run changes nothing."""

    help = "Import posts (.md, .markdown, .html) as stories. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read where the posts are and what is wanted."""
        parser.add_argument(
            "paths", nargs="+", type=Path, help="folders of posts, or single files"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="report, but write nothing"
        )
        parser.add_argument(
            "--report", type=Path, metavar="FILE.json", help="write the whole report"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, then say what was done."""
        target: Path | None = options["report"]
        if target is not None and not target.absolute().parent.is_dir():
            raise CommandError(f"There is no folder '{target.parent}' for the report.")
        try:
            files = find_post_files(options["paths"])
            with tqdm(
                total=len(files), disable=None, delay=_SECONDS_WITHOUT_BAR, unit="post"
            ) as bar:
                report = import_posts(
                    files, is_dry_run=options["dry_run"], advance=bar.update
                )
        except (PathError, NoHomePageError) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            first_line = str(error).split("\n")[0]
            raise CommandError(
                f"The database cannot be used (run 'manage.py migrate' if it is new): "
                f"{first_line}"
            ) from error
        if target is not None:
            report.write_json(target)
        self.stdout.write(report.as_table())
