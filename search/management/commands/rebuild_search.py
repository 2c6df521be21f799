"""Make the search index anew; the old one answers until the new one is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from news.published.models import PublishedDocument
from search.index import rebuild
from search.storage import IndexBusyError


class Command(BaseCommand):
    """Rebuild the index of this machine from all published documents."""

    help = "Rebuild this machine's search index from all published stories."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, with a bar when it takes longer than two seconds."""
        total = PublishedDocument.objects.stories().count()
        with tqdm(total=total, delay=2, unit="story", file=self.stderr) as bar:
            try:
                number = rebuild(bar.update)
            except IndexBusyError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"indexed {number} stories")
