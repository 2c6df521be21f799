"""Make the sizes and formats that pictures of the library lack."""

from typing import Any

from django.core.management.base import BaseCommand

from news.editorial.pictures import make_renditions
from news.models import NewsImage


class Command(BaseCommand):
    """For pictures that came with another version, or by other ways than the admin.

    Safe to run again: what is there is left alone.
    """

    help = "Make the sizes, formats and placeholders that pictures lack."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work through the library, the newest picture first."""
        made = sum(
            make_renditions.call(image_id)
            for image_id in NewsImage.objects.order_by("-pk").values_list(
                "pk", flat=True
            )
        )
        self.stdout.write(f"Made {made} renditions.")
