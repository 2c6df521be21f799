"""Make the suggestions anew; the old ones answer until the new ones are whole."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from news.published.models import PublishedDocument
from search.suggestions.following import rebuild


class Command(BaseCommand):
    """Count the phrases of all published stories again."""

    help = "Rebuild the search suggestions from all published stories."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, with a bar when it takes longer than two seconds."""
        total = PublishedDocument.objects.stories().count()
        with tqdm(total=total, delay=2, unit="story", file=self.stderr) as bar:
            number = rebuild(bar.update)
        self.stdout.write(f"counted the phrases of {number} stories")
