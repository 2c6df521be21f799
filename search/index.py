"""The search index of this machine: it follows the log of changes and answers queries.

All that the rest of the project knows of the engine is here: `catch_up` and `rebuild`
write, `search` and `count` read. The index holds nothing that PostgreSQL does not;
a folder that is lost or damaged is made again by the next `catch_up`.
"""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import localtime

from news.published.models import STORY_TYPE, Change, PublishedDocument
from search.matching import Sort, count_stories
from search.query import SearchQuery
from search.ranking import SearchResult, find
from search.schema import Entry, IndexedStory, story_entries
from search.spreading import choose_processes, start_processes
from search.storage import (
    PARTS,
    Mark,
    Reader,
    SearchUnavailableError,
    open_reader,
    rebuilding,
    writing,
)

BATCH = 500
# Results beyond this depth are not paged through, but searched for more narrowly.
MAX_DEPTH = 10_000

_FIELDS = (
    "page_id",
    "site_id",
    "title",
    "published_at",
    "updated_at",
    "path",
    "parent_id",
    "text",
    "version",
    "parent_title",
    "source_name",
    "card",
)

logger = logging.getLogger(__name__)


def _root() -> Path:
    return Path(settings.SEARCH_INDEX_DIR)


# Reading.


def search(
    query: SearchQuery,
    *,
    site_id: int,
    offset: int = 0,
    limit: int = 20,
    sort: Sort = Sort.RELEVANCE,
) -> SearchResult:
    """Return the stories of a site that answer `query`, and how many there are.

    `offset` and `limit` together reach to MAX_DEPTH. Raises SearchUnavailableError
    when there is no index.
    """
    return find(
        current_reader(),
        query,
        site_id=site_id,
        offset=offset,
        limit=limit,
        sort=sort,
    )


def count() -> int:
    """Return how many stories the index holds."""
    return count_stories(current_reader().searcher)


def current_mark() -> Mark:
    """Return the last change that the index has applied."""
    return current_reader().mark


def current_reader() -> Reader:
    """Return a reader of the index; raises SearchUnavailableError."""
    return open_reader(_root())


# Writing.


def catch_up() -> int:
    """Apply every change that the index has not seen; return how many.

    An index that is missing, damaged, or of another database's log is rebuilt, and
    the number is that of its stories. Raises IndexBusyError when another process
    keeps on writing; nothing is lost then.
    """
    try:
        if _is_of_this_log(current_mark()):
            return sum(iter(_apply_batch, 0))
        reason = "it follows another log of changes"
    except SearchUnavailableError as error:
        reason = str(error)
    logger.warning("rebuilding the search index: %s", reason)
    return rebuild()


def rebuild(advance: Callable[[int], Any] | None = None) -> int:
    """Make the index anew from all documents; return how many stories it has.

    The old one answers until the new one is whole. `advance` is told the size of
    each batch that was added.
    """
    # Taken first: what changes during the rebuild is applied once more after it.
    newest = Change.objects.order_by("-id").first()
    documents = PublishedDocument.objects.filter(type=STORY_TYPE).order_by("pk")
    total, number = documents.count(), 0
    part = max(total // PARTS, BATCH)
    with rebuilding(_root()) as writer:
        for entries in _entries(documents, total):
            for entry in entries:
                writer.add_entry(entry)
            before, number = number, number + len(entries)
            if number // part > before // part:
                writer.end_part()
            if advance:
                advance(len(entries))
        writer.commit(_mark(newest.id, newest.at) if newest else Mark())
    return number


def _mark(change_id: int, changed_at: Any) -> Mark:
    return Mark(change_id, changed_at.isoformat())


def _is_of_this_log(mark: Mark) -> bool:
    """Return whether the log still holds the change a mark was set at.

    It does not when the database was replaced or restored from a backup, nor when
    the log was cut while the index stood still.
    """
    if mark.change_id == 0:
        return True
    change = Change.objects.filter(id=mark.change_id).first()
    return change is not None and _mark(change.id, change.at) == mark


def _apply_batch() -> int:
    """Apply the next changes in one commit; return how many, 0 at the end."""
    if not Change.objects.filter(id__gt=current_mark().change_id).exists():
        return 0
    with writing(_root()) as writer:
        # Read again behind the lock: another writer may have come first.
        changes = list(
            Change.objects.filter(id__gt=writer.mark.change_id).order_by("id")[:BATCH]
        )
        if not changes:
            return 0
        # The documents as they are now: what a change said is overtaken by the next.
        page_ids = {change.page_id for change in changes}
        documents = PublishedDocument.objects.filter(type=STORY_TYPE, pk__in=page_ids)
        stories = [_indexed(document) for document in documents.only(*_FIELDS)]
        writer.remove(page_ids - {story.page_id for story in stories})
        writer.replace(stories)
        writer.commit(_mark(changes[-1].id, changes[-1].at))
    return len(changes)


def _entries(
    documents: QuerySet[PublishedDocument], total: int
) -> Iterator[list[Entry]]:
    """Yield the entries of so many stories in batches, by ascending page id."""
    with start_processes(choose_processes(total)) as spread:
        yield from spread(story_entries, _batches(documents))


def _batches(documents: QuerySet[PublishedDocument]) -> Iterator[list[IndexedStory]]:
    last = 0
    while batch := list(documents.filter(pk__gt=last).only(*_FIELDS)[:BATCH]):
        yield [_indexed(document) for document in batch]
        last = batch[-1].pk


def _indexed(document: PublishedDocument) -> IndexedStory:
    """Return what the index keeps of a story."""
    members = document.card_members
    authors = tuple(line["name"] for line in members["byline"])
    return IndexedStory(
        page_id=document.page_id,
        site_id=document.site_id,
        title=document.title,
        body=document.text,
        version=document.version,
        texts=(
            members["kicker"],
            members["subtitle"],
            members["summary"],
            " ".join(authors),
            " ".join(members["tags"]),
        ),
        # Only pages that are no stories have none.
        published_at=localtime(document.published_at or document.updated_at),
        category=document.category["slug"],
        category_title=document.parent_title,
        source=document.source_name,
        authors=authors,
        tags=tuple(members["tags"]),
    )
