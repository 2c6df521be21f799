"""The sections of a front page: what editors chose, with the stories there are now.

The front page's document says what was chosen, by ids; two queries find the stories,
however many sections there are. What readers may not see has no document, and so is
in no section.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Value

from news.published.keys import tag_key
from news.published.listing import stories_of
from news.published.models import (
    CATEGORY_TYPE,
    STORY_TYPE,
    PublishedDocument,
    PublishedDocumentQuerySet,
)

HEADLINES, LATEST, CATEGORY, PICTURES = "headlines", "latest", "category", "pictures"
HEADLINES_TITLE = "头条"
_NAMES = {HEADLINES: HEADLINES_TITLE}
# The automatic front page: stories of a category, stories in 最新, and of how many
# newest stories the first with a picture leads.
CATEGORY_SIZE = 4
LATEST_SIZE = 8
LEAD_CANDIDATES = 10
# So many newest stories are looked through for pictures.
PICTURE_CANDIDATES = 60
# Sorts a story without a time behind all others.
NEVER = datetime.min.replace(tzinfo=UTC)
_WITHOUT_PICTURE = '"lead_image":null'


@dataclass(frozen=True)
class Section:
    """A section with its stories; `path` leads to more of them, where there is more."""

    type: str
    title: str
    path: str | None
    stories: list[PublishedDocument]


@dataclass(frozen=True)
class _Plan:
    """What an editor asked of a section; see `SectionBlock.get_api_representation`."""

    type: str
    title: str = ""
    category: int | None = None
    tag: str = ""
    page: int | None = None
    number: int = 0
    stories: list[int] = field(default_factory=list)

    @property
    def leads_to(self) -> int | None:
        return self.category or self.page

    @property
    def is_automatic(self) -> bool:
        return bool(self.number) and not self.stories


def front_page_sections(home: PublishedDocument, cards: QuerySet) -> list[Section]:
    """Return the sections of a front page that have stories, in two queries.

    `home` is the front page's document, published or of a draft; `cards` is the query
    that documents shown as cards are loaded with.
    """
    if home.data["sections"]:
        return package_sections(home, cards)
    sections = _automatic(home.site_id, cards.filter(site_id=home.site_id))
    return [section for section in sections if section.stories]


def package_sections(document: PublishedDocument, cards: QuerySet) -> list[Section]:
    """Return the sections with stories that an editor has made, in two queries."""
    plans = [
        _Plan(type=section["type"], **section["value"])
        for section in document.data["sections"]
    ]
    cards = cards.filter(site_id=document.site_id)
    sections = _curated(plans, document.site_id, cards)
    return [section for section in sections if section.stories]


def _curated(plans: list[_Plan], site_id: int, cards: QuerySet) -> list[Section]:
    found = _find_newest(plans, site_id)
    wanted = {pk for plan in plans for pk in plan.stories}
    wanted.update(pk for ids in found.values() for pk in ids)
    wanted.update(plan.leads_to for plan in plans if plan.leads_to)
    documents = cards.in_bulk(wanted)
    return list(_fill(plans, found, documents))


def _find_newest(plans: list[_Plan], site_id: int) -> dict[int, set[int]]:
    """Return the ids of the stories that fill each section by itself, in one query.

    A story that an editor chose for one section is not repeated by another.
    """
    chosen = {pk for plan in plans for pk in plan.stories}
    stories = PublishedDocument.objects.filter(site_id=site_id).exclude(pk__in=chosen)
    newest = stories.order_by("-published_at", "-page_id")
    parts = [
        _newest(plan, newest).values_list(Value(place), "page_id")
        for place, plan in enumerate(plans)
        if plan.is_automatic
    ]
    found: dict[int, set[int]] = {}
    for place, page_id in parts[0].union(*parts[1:], all=True) if parts else ():
        found.setdefault(place, set()).add(page_id)
    return found


def _newest(plan: _Plan, newest: PublishedDocumentQuerySet) -> QuerySet:
    if plan.category:
        newest = newest.in_category(plan.category)
    else:
        newest = newest.filter(type=STORY_TYPE)
    if plan.tag:
        newest = newest.filter(keys__contains=[tag_key(plan.tag)])
    if plan.type == PICTURES:
        recent = newest.values("page_id")[:PICTURE_CANDIDATES]
        newest = newest.filter(pk__in=recent).exclude(card__contains=_WITHOUT_PICTURE)
    return newest[: plan.number]


def _fill(
    plans: list[_Plan],
    found: dict[int, set[int]],
    documents: dict[int, PublishedDocument],
) -> Iterator[Section]:
    for place, plan in enumerate(plans):
        more = documents.get(plan.leads_to) if plan.leads_to else None
        if plan.category and more is None:
            continue
        ids: Iterable[int] = found.get(place, set()) or plan.stories
        stories = [documents[pk] for pk in ids if pk in documents]
        if plan.is_automatic:
            stories = newest_first(stories)
        if plan.type == PICTURES:
            stories = [story for story in stories if has_picture(story)]
        title = plan.title or (more.title if more else _NAMES.get(plan.type, ""))
        yield Section(plan.type, title, more.path if more else None, stories)


def _automatic(site_id: int, cards: QuerySet) -> list[Section]:
    """Return the front page that nobody curated: each category with its newest.

    The first query finds the ids through the index of each category (a window
    function would read the whole archive).
    """
    newest = stories_of(OuterRef("page_id")).values("page_id")[: CATEGORY_SIZE + 1]
    categories = list(
        PublishedDocument.objects.filter(site_id=site_id, type=CATEGORY_TYPE)
        .order_by("position")
        .values("title", "path", story_ids=ArraySubquery(newest))
    )
    documents = cards.in_bulk([pk for row in categories for pk in row["story_ids"]])
    stories = newest_first(documents.values())
    lead = _choose_lead(stories[:LEAD_CANDIDATES])
    latest = [story for story in stories if story is not lead][:LATEST_SIZE]
    return [
        Section(HEADLINES, HEADLINES_TITLE, None, [lead] if lead else []),
        Section(LATEST, "最新", None, latest),
        *(_category_section(row, documents, lead) for row in categories),
    ]


def _category_section(
    row: Mapping[str, Any],
    documents: dict[int, PublishedDocument],
    lead: PublishedDocument | None,
) -> Section:
    stories = [documents[pk] for pk in row["story_ids"] if pk in documents]
    others = [story for story in stories if story is not lead][:CATEGORY_SIZE]
    return Section(CATEGORY, row["title"], row["path"], others)


def _choose_lead(candidates: list[PublishedDocument]) -> PublishedDocument | None:
    illustrated = filter(has_picture, candidates)
    return next(illustrated, candidates[0] if candidates else None)


def newest_first(stories: Iterable[PublishedDocument]) -> list[PublishedDocument]:
    """Sort stories as listings do."""
    return sorted(
        stories,
        key=lambda story: (story.published_at or NEVER, story.page_id),
        reverse=True,
    )


def has_picture(story: PublishedDocument) -> bool:
    """Return whether a card of the story shows a picture."""
    return bool(story.card_members.get("lead_image"))
