"""Let stories go through 三审三校 before they are published."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from news.models import CategoryIndexPage, HomePage
from news.review.setup import REVIEWS, set_up


class Command(BaseCommand):
    """May run again at any time; steps and people that editors chose stay."""

    help = "Set up the workflow 三审三校 for all stories, or for some categories."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take categories, and the reviews that a proofreading comes before."""
        parser.add_argument(
            "--category",
            action="append",
            metavar="SLUG",
            help="Only for this category; may be given several times.",
        )
        parser.add_argument(
            "--proofread",
            action="append",
            choices=REVIEWS,
            default=[],
            help="Add a 校对 before this review; may be given several times.",
        )

    def handle(
        self, *args: Any, category: list[str] | None, proofread: list[str], **opts: Any
    ) -> None:
        """Set it up and say where it holds now."""
        pages = _categories(category) if category else list(HomePage.objects.all())
        workflow = set_up(pages, proofread)
        steps = " → ".join(task.name for task in workflow.tasks)
        places = "、".join(page.title for page in pages)
        self.stdout.write(f"{workflow.name}: {steps}; {places}")


def _categories(slugs: list[str]) -> list[CategoryIndexPage]:
    found = list(CategoryIndexPage.objects.filter(slug__in=slugs))
    if unknown := set(slugs) - {page.slug for page in found}:
        raise CommandError(f"no category has the slug '{sorted(unknown)[0]}'.")
    return found
