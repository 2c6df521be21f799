"""New stories from records, some hundred in one transaction.

What a story gets one by one from `add_child`, `save_revision` and `publish`, here
comes from: `tree` (place, slug, address), `revisions` (revision, log of actions),
`references` (Wagtail's reference index) and `news.published.bulk` (document; the
database itself writes change and listings). The admin's search follows, see
`news.importer.entries`. Those are all that listens to `page_published` and to the
saving of a page; the signals themselves are not sent.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils import timezone
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from news.importer.bulk.names import find_or_create_names
from news.importer.bulk.patience import take_log, with_patience
from news.importer.bulk.references import references_of
from news.importer.bulk.revisions import log_entries, make_revision, take_over
from news.importer.bulk.tree import append_children, lock_categories
from news.importer.record import PostRecord
from news.importer.stories import Names, Prepared, make_story
from news.models import (
    CategoryIndexPage,
    ImportedPost,
    NewsByline,
    NewsPage,
    NewsTag,
)
from news.published.bulk import write_described
from news.rows import copy_rows, reserve_ids


class CategoryChangedError(Exception):
    """A category is not any more what it was when the batch was planned."""


@dataclass(frozen=True, slots=True)
class NewStory:
    """A record that becomes a story of a category, and the slug it would like.

    `is_live` says what the category was when that was decided.
    """

    record: PostRecord
    prepared: Prepared
    fingerprint: str
    slug: str
    category_id: int
    is_live: bool


@dataclass(frozen=True, slots=True)
class _Written:
    """A story with its rows, on their way to the database."""

    new: NewStory
    page: NewsPage
    revision: Revision


def create_stories(stories: Sequence[NewStory]) -> list[int]:
    """Write new stories, all or none, and return the ids of their pages.

    Raises CategoryChangedError, and the database's errors.
    """
    if not stories:
        return []
    names = find_or_create_names([new.record for new in stories])
    return with_patience(partial(_create, stories, names))


def _create(stories: Sequence[NewStory], names: Names) -> list[int]:
    categories = _lock_categories(stories)
    pages = [_make_page(new, names, categories[new.category_id]) for new in stories]
    _place(pages, categories)
    _number(pages)
    now = timezone.now()
    ids = reserve_ids(Revision, len(pages))
    written = [
        _Written(new, page, make_revision(page, pk, now))
        for new, page, pk in zip(stories, pages, ids, strict=True)
    ]
    for story in written:
        is_draft = story.new.record.is_draft
        take_over(story.page, story.revision, publishes=not is_draft)
    _write(written)
    return [page.pk for page in pages]


def _lock_categories(stories: Sequence[NewStory]) -> dict[int, CategoryIndexPage]:
    planned = {new.category_id: new.is_live for new in stories}
    found = lock_categories(planned.keys())
    if planned != {pk: category.live for pk, category in found.items()}:
        raise CategoryChangedError
    return found


def _make_page(new: NewStory, names: Names, category: CategoryIndexPage) -> NewsPage:
    page = make_story(
        new.record,
        new.prepared.body,
        names,
        slug=new.slug,
        locale_id=category.locale_id,
        character_count=new.prepared.character_count,
    )
    page.draft_title = page.title
    page.category = category
    return page


def _place(
    pages: Sequence[NewsPage], categories: Mapping[int, CategoryIndexPage]
) -> None:
    stories: defaultdict[int, list[NewsPage]] = defaultdict(list)
    for page in pages:
        stories[page.category.pk].append(page)
    append_children(stories, categories)


def _number(pages: Sequence[NewsPage]) -> None:
    """Give ids to pages and to the rows below them: revisions and references name them."""
    for page, pk in zip(pages, reserve_ids(NewsPage, len(pages)), strict=True):
        page.pk = pk
        # The same, as the table of all pages calls it.
        page.id = pk  # type: ignore[attr-defined]
    for model, relation in ((NewsByline, "bylines"), (NewsTag, "tagged_items")):
        rows = list(_children(pages, relation))
        for row, pk in zip(rows, reserve_ids(model, len(rows)), strict=True):
            row.pk = pk


def _children(
    pages: Sequence[NewsPage], relation: str
) -> Iterator[NewsByline | NewsTag]:
    for page in pages:
        for row in getattr(page, relation).all():
            # Set when it had none: the page's id came later than the row.
            setattr(row, "page" if relation == "bylines" else "content_object", page)
            yield row


def _write(written: Sequence[_Written]) -> None:
    pages = [story.page for story in written]
    copy_rows(Page, pages)
    copy_rows(NewsPage, pages)
    copy_rows(NewsByline, _children(pages, "bylines"))
    copy_rows(NewsTag, _children(pages, "tagged_items"))
    copy_rows(Revision, [story.revision for story in written])
    copy_rows(PageLogEntry, _log(written))
    copy_rows(ReferenceIndex, _references(written))
    copy_rows(ImportedPost, [_ledger_entry(story) for story in written])
    _publish(written)


def _log(written: Sequence[_Written]) -> Iterator[PageLogEntry]:
    for story in written:
        yield from log_entries(story.page, story.revision.created_at)


def _ledger_entry(story: _Written) -> ImportedPost:
    return ImportedPost(
        code=story.new.record.key,
        fingerprint=story.new.fingerprint,
        page_id=story.page.pk,
        revision_id=story.revision.pk,
        category_slug=story.page.category.slug,
    )


def _references(written: Sequence[_Written]) -> Iterator[ReferenceIndex]:
    for story in written:
        yield from references_of(story.page, body_refers=story.new.prepared.refers)


def _publish(written: Sequence[_Written]) -> None:
    take_log()
    write_described(
        [
            (story.page, story.new.prepared.document)
            for story in written
            if story.new.prepared.document is not None
        ]
    )
