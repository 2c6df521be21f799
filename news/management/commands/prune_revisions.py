"""Forget drafts of long ago; the worker does it once a day."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from news.trash.revisions import prune_revisions, superseded_revisions


class Command(BaseCommand):
    """Delete superseded revisions, or say how many there are."""

    help = "Delete old revisions that were never published, but each day's last."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let the age be given, and a trial be made."""
        parser.add_argument(
            "--days", type=int, help="keep all of so many days (REVISION_DAYS)"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="only say how many would go"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete them."""
        days = options["days"]
        if options["dry_run"]:
            found = superseded_revisions(days).count()
            self.stdout.write(f"{found} revisions would be deleted.")
            return
        self.stdout.write(f"{prune_revisions(days)} revisions deleted.")
