"""What the reader site lists: navigation, cards, sections of the front page."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Left, NullIf, Replace
from wagtail.models import Site

from news.published.models import (
    CATEGORY_TYPE,
    HOME_TYPE,
    STORY_TYPE,
    PublishedDocument,
)

# Characters of the body that stand in for a missing summary.
OPENING_LENGTH = 120

Card = dict[str, Any]


@dataclass(frozen=True)
class Navigation:
    """The paper's name and its categories, as header and footer show them."""

    paper: str
    home_path: str = "/"
    current_path: str = ""
    categories: list[dict[str, str]] = field(default_factory=list)

    @property
    def section_path(self) -> str:
        """Return the first step of the current path: the category a story is in."""
        first = self.current_path.strip("/").partition("/")[0]
        return f"/{first}/"


@dataclass(frozen=True)
class Section:
    """A category on the front page, and its newest stories."""

    title: str
    path: str
    cards: list[Card]


def navigation_of(site: Site | None, current_path: str) -> Navigation:
    """Return the navigation of a site in one query; without a site, only a name."""
    if site is None:
        return Navigation(settings.WAGTAIL_SITE_NAME, current_path=current_path)
    documents = PublishedDocument.objects.filter(
        site=site, type__in=[HOME_TYPE, CATEGORY_TYPE]
    )
    rows = list(documents.order_by("page_id").values("type", "title", "path"))
    papers = [row["title"] for row in rows if row["type"] == HOME_TYPE]
    return Navigation(
        paper=papers[0] if papers else settings.WAGTAIL_SITE_NAME,
        current_path=current_path,
        categories=[row for row in rows if row["type"] == CATEGORY_TYPE],
    )


def as_cards(stories: QuerySet) -> QuerySet:
    """Load only what a card shows, not whole bodies.

    Rows are `{"page_id", "path", "title", "published_at", "category_id", "kicker",
    "opening", "lead_image": IMAGE | None, "source": str | None}`; the opening is the
    summary, or the first words of the body.
    """
    first_words = Left(Replace("text", Value("\n"), Value("")), OPENING_LENGTH)
    return stories.values(
        "page_id",
        "path",
        "title",
        "published_at",
        "category_id",
        kicker=KT("data__kicker"),
        opening=Coalesce(NullIf(KT("data__summary"), Value("")), first_words),
        lead_image=F("data__lead_image"),
        source=KT("data__source__name"),
    )


def front_page_sections(site: Site, number: int) -> list[Section]:
    """Return every category with its `number` newest stories, in two queries.

    The first finds the ids through the index of each category (a window function
    would read the whole archive), the second loads the cards.
    """
    newest = (
        PublishedDocument.objects.stories()
        .in_category(OuterRef("page_id"))
        .values("page_id")[:number]
    )
    categories = list(
        PublishedDocument.objects.filter(site=site, type=CATEGORY_TYPE)
        .order_by("page_id")
        .values("title", "path", story_ids=ArraySubquery(newest))
    )
    story_ids = [pk for category in categories for pk in category["story_ids"]]
    stories = PublishedDocument.objects.filter(type=STORY_TYPE, pk__in=story_ids)
    cards = {card["page_id"]: card for card in as_cards(stories)}
    return [
        Section(
            title=category["title"],
            path=category["path"],
            cards=[cards[pk] for pk in category["story_ids"] if pk in cards],
        )
        for category in categories
    ]
