"""Export stories as posts."""

from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_date
from tqdm import tqdm

from news.importer.export_files import ExportFolderError, export_to
from news.models import CategoryIndexPage, NewsPage


class Command(BaseCommand):
    """Writes each story as a file that import_posts reads back exactly."""

    help = "Export stories as posts: front matter, HTML body, and their pictures."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read where to, and which stories."""
        parser.add_argument("folder", type=Path, help="a new or empty folder")
        parser.add_argument(
            "--since", metavar="DATE", help="stories published on this day or later"
        )
        parser.add_argument(
            "--category", metavar="SLUG", help="stories of this category only"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Export, then say how much."""
        stories = NewsPage.objects.all()
        if since := options["since"]:
            stories = stories.filter(published_at__gte=_read_day(since))
        if slug := options["category"]:
            category = CategoryIndexPage.objects.filter(slug=slug).first()
            if category is None:
                raise CommandError(f"No category has the slug '{slug}'.")
            stories = stories.child_of(category)
        try:
            with tqdm(
                total=stories.count(), disable=None, delay=2, unit="story"
            ) as bar:
                count, pictures = export_to(
                    options["folder"],
                    stories,
                    is_whole=not (since or slug),
                    advance=bar.update,
                )
        except (ExportFolderError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{count} stories and {pictures} pictures are in '{options['folder']}'."
        )


def _read_day(text: str) -> datetime:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(f"'{text}' is no date; write it like 2024-04-09.")
    return datetime.combine(day, time.min, timezone.get_current_timezone())
