"""A collection as published stories: pages and documents by COPY, without revisions.

Some thousand stories a second: a hundred thousand take less than a minute.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from taggit.models import Tag
from wagtail.models import Locale, Page, Site

from news.models import (
    CategoryIndexPage,
    HomePage,
    NewsByline,
    NewsPage,
    NewsTag,
    Person,
    PublishedDocument,
    Source,
)
from news.published.bulk import write_described
from news.published.documents import build_document
from news.rows import copy_rows, reserve_ids
from tests.evaluation.collection import Story

BATCH = 1000
UNNAMED_CATEGORY = "评测"
_LONGEST_TITLE, _LONGEST_SOURCE, _LONGEST_NAME = 255, 100, 60
_SLUG = re.compile(r"[a-zA-Z0-9_-]{1,100}")
_BLOCKS = UUID("6a1c5f0e-4b57-5b0a-8e3c-0d5b2f1f7c11")


def slug_of(story_id: str) -> str:
    """Return the last step of a story's address: its id, or a digest of it.

    An id that is itself such an address part stays readable.
    """
    if _SLUG.fullmatch(story_id):
        return story_id
    return f"id-{hashlib.sha256(story_id.encode()).hexdigest()[:40]}"


def published_at(story: Story) -> dt.datetime:
    """Return when a story appeared, with a zone: the paper's if it names none."""
    if timezone.is_aware(story.date):
        return story.date
    return timezone.make_aware(story.date)


def load_collection(
    stories: Sequence[Story], advance: Callable[[int], Any] = lambda _number: None
) -> None:
    """Publish the stories of a collection; `advance` hears of each batch's size."""
    categories = _make_categories(stories)
    sources = _make_sources(stories)
    for start in range(0, len(stories), BATCH):
        batch = stories[start : start + BATCH]
        _load(batch, categories, sources)
        advance(len(batch))


def _make_categories(stories: Sequence[Story]) -> dict[str, CategoryIndexPage]:
    home = HomePage.objects.get()
    found: dict[str, CategoryIndexPage] = {}
    for name in dict.fromkeys(map(_category_of, stories)):
        category = CategoryIndexPage(title=name, slug=f"category-{len(found) + 1}")
        found[name] = home.add_child(instance=category)
        category.save_revision().publish()
        home.refresh_from_db()
    return found


def _category_of(story: Story) -> str:
    return (story.category or UNNAMED_CATEGORY)[:_LONGEST_TITLE]


def _make_sources(stories: Sequence[Story]) -> dict[str, Source]:
    names = {story.source[:_LONGEST_SOURCE] for story in stories} - {""}
    Source.objects.bulk_create(Source(name=name) for name in sorted(names))
    return {source.name: source for source in Source.objects.filter(name__in=names)}


@transaction.atomic
def _load(
    stories: Sequence[Story],
    categories: Mapping[str, CategoryIndexPage],
    sources: Mapping[str, Source],
) -> None:
    locale = Locale.get_default()
    ids = reserve_ids(NewsPage, len(stories))
    pages = []
    for story, pk in zip(stories, ids, strict=True):
        page = _make_page(story, sources, locale)
        page.pk = page.id = pk
        _append(page, categories[_category_of(story)])
        pages.append(page)
    for category in {page.category for page in pages}:
        Page.objects.filter(pk=category.pk).update(numchild=category.numchild)
    copy_rows(Page, pages)
    copy_rows(NewsPage, pages)
    described: list[tuple[NewsPage, PublishedDocument]] = [
        (page, build_document(page, Site())) for page in pages
    ]
    write_described(described)


def _append(page: NewsPage, category: CategoryIndexPage) -> None:
    """Give a page the place behind the last one of a category that nobody else fills."""
    category.numchild += 1
    page.category = category
    page.depth, page.numchild = category.depth + 1, 0
    page.path = NewsPage._get_path(category.path, page.depth, category.numchild)
    page.set_url_path(category)


def _make_page(story: Story, sources: Mapping[str, Source], locale: Locale) -> NewsPage:
    published = published_at(story)
    title = story.title[:_LONGEST_TITLE] or story.body[:_LONGEST_NAME]
    page = NewsPage(
        title=title,
        draft_title=title,
        slug=slug_of(story.id),
        locale=locale,
        live=True,
        published_at=published,
        first_published_at=published,
        last_published_at=published,
        source=sources.get(story.source[:_LONGEST_SOURCE]),
    )
    page.body = NewsPage.body.field.to_python(list(_blocks(story)))
    page.bylines = [
        NewsByline(person=Person(name=name[:_LONGEST_NAME]), sort_order=place)
        for place, name in enumerate(story.byline)
    ]
    page.tagged_items = [NewsTag(tag=Tag(name=name)) for name in story.tags]
    return page


def _blocks(story: Story) -> Iterator[dict[str, Any]]:
    """Yield a paragraph a line; what a title has no room for comes first."""
    lines = [story.title[_LONGEST_TITLE:], *story.body.splitlines()]
    for number, line in enumerate(line.strip() for line in lines):
        if line:
            yield {
                "type": "paragraph",
                "value": f"<p>{escape(line, quote=False)}</p>",
                "id": str(uuid5(_BLOCKS, f"{story.id}/{number}")),
            }
