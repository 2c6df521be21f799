"""What the reader site lists: navigation and cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import (
    Exists,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Left, Replace
from wagtail.models import Site

from news.models.site import SiteSettings
from news.published.keys import ALL, NAVIGATION, category_key, type_key
from news.published.models import (
    CATEGORY_TYPE,
    HOME_TYPE,
    Listing,
    PublishedDocument,
    listing_name,
)
from news.published.tags import cache_tags

# Characters of the body that stand in for a missing summary.
OPENING_LENGTH = 120

Card = dict[str, Any]


@dataclass(frozen=True)
class Navigation:
    """The paper's name, and what surrounds its stories, as every page shows it.

    `links`, `footer`, `notices` and `social` are in the form of the API
    (`SiteSettings.describe`).
    """

    paper: str
    home_path: str = "/"
    current_path: str = ""
    home: PublishedDocument | None = None
    links: Sequence[Mapping[str, Any]] = ()
    footer: Mapping[str, Any] = field(default_factory=dict)
    notices: Sequence[Mapping[str, Any]] = ()
    social: Sequence[Mapping[str, Any]] = ()
    # The last change to any document of the site.
    version: int = 0
    # Categories that are not listed as they have no stories; None where editors
    # have chosen what is listed.
    empty: Sequence[int] | None = None

    @property
    def section_path(self) -> str:
        """Return the first step of the current path: the category a story is in."""
        first = self.current_path.strip("/").partition("/")[0]
        return f"/{first}/"

    @property
    def tags(self) -> list[str]:
        """Return the tags by which caches drop the pages that show it.

        A category appears with its first story, and goes with its last
        (`NAVIGATION`).
        """
        if self.home is None:
            return []
        keys: list[str] = []
        if self.empty is not None:
            keys = [type_key(CATEGORY_TYPE), NAVIGATION, *map(category_key, self.empty)]
        return cache_tags(self.home.site_id, pages=[self.home.page_id], keys=keys)


def navigation_of(site: Site | None, current_path: str = "") -> Navigation:
    """Return the navigation of a site in one query; without a site, only a name.

    Unless editors have made one, it lists the categories.
    """
    if site is None:
        return Navigation(settings.WAGTAIL_SITE_NAME, current_path=current_path)
    rows = _heads_of(site)
    home = next((row for row in rows if row.type == HOME_TYPE), None)
    furniture = home.data["furniture"] if home else SiteSettings().describe()
    categories = [row for row in rows if row.type == CATEGORY_TYPE]
    # A category without stories would lead readers to an empty page.
    filled = [_category_link(row) for row in categories if row.has_stories]
    empty = [row.page_id for row in categories if not row.has_stories]
    chosen = furniture["navigation"]
    return Navigation(
        paper=home.title if home else settings.WAGTAIL_SITE_NAME,
        current_path=current_path,
        home=home,
        links=chosen or filled,
        footer=furniture["footer"],
        notices=furniture["notices"],
        social=furniture["social"],
        version=max((row.last_change or 0 for row in rows), default=0),
        empty=None if chosen else empty,
    )


def _heads_of(site: Site) -> list[Any]:
    """Return front page and categories, with `has_stories` and the `last_change`."""
    everything = Listing.objects.filter(name=listing_name(site.pk, ALL))
    heads = PublishedDocument.objects.filter(
        site=site, type__in=[HOME_TYPE, CATEGORY_TYPE]
    ).annotate(
        has_stories=Exists(stories_of(OuterRef("page_id"))),
        last_change=Subquery(everything.values("version")),
    )
    return list(heads.defer("body_html", "text").order_by("position"))


def _category_link(category: PublishedDocument) -> dict[str, Any]:
    return {
        "title": category.title,
        "path": category.path,
        "url": None,
        "children": [],
    }


def stories_of(category_page_id: int | OuterRef | None) -> QuerySet:
    """Return the stories of a category, newest first.

    Below a category there are only stories: without the type, the category's index
    answers counts and offsets alone.
    """
    stories = PublishedDocument.objects.in_category(category_page_id)
    return stories.order_by("-published_at", "-page_id")


def card_documents() -> QuerySet:
    """Return the documents without what no card shows: bodies."""
    return PublishedDocument.objects.defer("rest", "body_html", "text")


def with_opening(documents: QuerySet) -> QuerySet:
    """Add `opening`: the first words of the body."""
    one_line = Replace("text", Value("\n", TextField()), Value("", TextField()))
    return documents.annotate(opening=Left(one_line, OPENING_LENGTH))


def as_cards(stories: QuerySet) -> list[Card]:
    """Return what a card shows of stories, in one query, without whole bodies."""
    documents = with_opening(stories.defer("rest", "body_html", "text"))
    return [as_card(document) for document in documents]


def as_card(story: PublishedDocument) -> Card:
    """Return what the reader site's card shows of a story loaded `with_opening`.

    `{"page_id", "path", "title", "published_at", "category_id", "kicker", "opening",
    "lead_image": IMAGE | None, "source": str}`; the opening is the summary, or the
    first words of the body.
    """
    members = story.card_members
    return {
        "page_id": story.page_id,
        "path": story.path,
        "title": story.title,
        "published_at": story.published_at,
        "category_id": story.parent_id,
        "source": story.source_name,
        "kicker": members["kicker"],
        "opening": members["summary"] or getattr(story, "opening", ""),
        "lead_image": members["lead_image"],
    }
