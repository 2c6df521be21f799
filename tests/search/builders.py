"""What the tests of search write: stories of an index, and searches of it."""

import datetime
from pathlib import Path
from typing import Any

from search.matching import Sort
from search.query import parse
from search.ranking import SearchResult, find
from search.schema import IndexedStory
from search.storage import open_reader

SITE = 1
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))


def story(page_id: int, text: str = "", **fields: Any) -> IndexedStory:
    """Return a story of 1 June 2022 with this text."""
    defaults: dict[str, Any] = {
        "site_id": SITE,
        "title": "",
        "published_at": datetime.datetime(2022, 6, 1, tzinfo=SHANGHAI),
    }
    return IndexedStory(page_id=page_id, body=text, **{**defaults, **fields})


def on(year: int, month: int, day: int) -> datetime.datetime:
    """Return the first moment of a day."""
    return datetime.datetime(year, month, day, tzinfo=SHANGHAI)


def search_in(
    root: Path,
    text: str,
    *,
    offset: int = 0,
    limit: int = 20,
    sort: Sort = Sort.RELEVANCE,
) -> SearchResult:
    """Return what a query finds in an index."""
    return find(
        open_reader(root),
        parse(text),
        site_id=SITE,
        offset=offset,
        limit=limit,
        sort=sort,
    )
