"""Every reusable query over pages."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db.models import Prefetch
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from news.api.images import image_specs

if TYPE_CHECKING:
    from news.models import NewsPage


class NewsQuerySet(PageQuerySet):
    """Stories."""

    def under_embargo(self) -> Self:
        """Keep those that may not be seen outside of the house yet."""
        return self.filter(embargo_until__gt=timezone.now())

    def with_card_relations(self) -> Self:
        """Load what a card or a full story shows, in a fixed number of queries."""
        images = get_image_model().objects.prefetch_renditions(*image_specs())
        return self.select_related("source").prefetch_related(
            Prefetch("lead_image", queryset=images),
            "bylines__person",
            "tags",
            "locale",
            "corrections",
        )


NewsManager = PageManager.from_queryset(NewsQuerySet)


def attach_categories(stories: Iterable["NewsPage"]) -> None:
    """Load the categories of all `stories` in one query and hang them on."""
    stories = list(stories)
    category_model = apps.get_model("news", "CategoryIndexPage")
    paths = {story.path[: -story.steplen] for story in stories}
    by_path = {
        category.path: category
        for category in category_model.objects.filter(path__in=paths)
    }
    for story in stories:
        story.category = by_path[story.path[: -story.steplen]]
