"""What the reader site lists: navigation, cards, sections of the front page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Left, NullIf, Replace
from wagtail.models import Site

from news.published.models import (
    CATEGORY_TYPE,
    HOME_TYPE,
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
    categories: Sequence[Mapping[str, object]] = ()

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
    # A category without stories would lead readers to an empty page.
    has_stories = Exists(stories_of(OuterRef("page_id")))
    shown = documents.filter(Q(type=HOME_TYPE) | has_stories).order_by("position")
    rows = list(shown.values("type", "title", "path"))
    papers = [row["title"] for row in rows if row["type"] == HOME_TYPE]
    return Navigation(
        paper=papers[0] if papers else settings.WAGTAIL_SITE_NAME,
        current_path=current_path,
        categories=[row for row in rows if row["type"] == CATEGORY_TYPE],
    )


def stories_of(category_page_id: int | OuterRef | None) -> QuerySet:
    """Return the stories of a category, newest first.

    Only stories have a category: without the type, the category's index answers
    counts and offsets alone.
    """
    stories = PublishedDocument.objects.in_category(category_page_id)
    return stories.order_by("-published_at", "-page_id")


def as_cards(stories: QuerySet) -> QuerySet:
    """Load only what a card shows, not whole bodies.

    Rows are `{"page_id", "path", "title", "published_at", "category_id", "kicker",
    "opening", "lead_image": IMAGE | None, "source": str | None}`; the opening is the
    summary, or the first words of the body.
    """
    line_break, nothing = (Value(text, TextField()) for text in ("\n", ""))
    summary = NullIf(KT("data__summary"), nothing)
    first_words = Left(Replace("text", line_break, nothing), OPENING_LENGTH)
    return stories.values(
        "page_id",
        "path",
        "title",
        "published_at",
        "category_id",
        kicker=KT("data__kicker"),
        opening=Coalesce(summary, first_words, output_field=TextField()),
        lead_image=F("data__lead_image"),
        source=KT("data__source__name"),
    )


def front_page_sections(site_id: int, number: int) -> list[Section]:
    """Return every category with its `number` newest stories, in two queries.

    The first finds the ids through the index of each category (a window function
    would read the whole archive), the second loads the cards.
    """
    newest = stories_of(OuterRef("page_id")).values("page_id")[:number]
    categories = list(
        PublishedDocument.objects.filter(site_id=site_id, type=CATEGORY_TYPE)
        .order_by("position")
        .values("title", "path", story_ids=ArraySubquery(newest))
    )
    story_ids = [pk for category in categories for pk in category["story_ids"]]
    stories = as_cards(PublishedDocument.objects.filter(pk__in=story_ids))
    cards = {card["page_id"]: card for card in stories}
    return [
        Section(
            title=category["title"],
            path=category["path"],
            cards=[cards[pk] for pk in category["story_ids"] if pk in cards],
        )
        for category in categories
    ]
