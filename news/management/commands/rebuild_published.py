"""Make the read side again from the pages, or only compare."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm
from wagtail.models import Page

from news.published.rebuild import forget_progress
from news.published.refresh import BATCH, find_difference, refresh_documents


class Command(BaseCommand):
    """Rebuilds documents; pages that are unchanged cost no write."""

    help = "Rebuild the published documents from the pages."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer the comparison without writing."""
        parser.add_argument(
            "--check",
            action="store_true",
            help="Only compare; ends with an error when a document differs.",
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Go through all pages in the order of the tree."""
        page_ids = list(Page.objects.order_by("path").values_list("pk", flat=True))
        differences = 0
        for start in tqdm(
            range(0, len(page_ids), BATCH), unit="batch", delay=2, disable=None
        ):
            batch = page_ids[start : start + BATCH]
            differences += (
                len(find_difference(batch)) if check else refresh_documents(batch)
            )
        if not check:
            forget_progress()
        if check and differences:
            raise CommandError(
                f"{differences} of the documents differ from their pages: "
                "run rebuild_published."
            )
        self.stdout.write(
            f"{len(page_ids)} pages compared, {differences} documents "
            f"{'differ' if check else 'written'}."
        )
