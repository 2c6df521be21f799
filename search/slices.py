"""One page out of all the stories found, and the cursors that lead on from it."""

import datetime
from typing import NamedTuple

from search.index import MAX_DEPTH
from search.matching import Hit, Sort, Words, in_sample, is_lone, matching
from search.newest import FEW, newest_beyond, titles_first
from search.paging import BACK, FORWARD, Cursor
from search.ranking import best
from search.schema import SHARDS
from search.storage import Reader
from search.wanted import Wanted


class Slice(NamedTuple):
    """The stories of a page in their order, and the pages before and after it."""

    hits: list[Hit]
    previous: Cursor | None
    next: Cursor | None


def cut_slice(
    reader: Reader, wanted: Wanted, site_id: int, words: Words, cursor: Cursor | None
) -> Slice:
    """Return the page that a cursor leads to; without one, the first."""
    is_by_date = words is Words.INSIDE and not _titles_come_first(wanted)
    cut = _newest_slice if is_by_date else _best_slice
    return cut(reader, wanted, site_id, words, cursor)


def _titles_come_first(wanted: Wanted) -> bool:
    return wanted.sort is Sort.RELEVANCE and is_lone(wanted.query)


def _newest_slice(
    reader: Reader, wanted: Wanted, site_id: int, words: Words, cursor: Cursor | None
) -> Slice:
    """Return the stories next to a place in the order of publication."""
    query = wanted.narrowed()
    in_all = in_sample(reader, query, site_id, words) * SHARDS
    is_newer = cursor is not None and cursor.direction == BACK
    hits = newest_beyond(
        reader,
        matching(reader, query, site_id, words),
        place=cursor.anchor if cursor else None,
        limit=wanted.limit + 1,
        is_newer=is_newer,
        are_few=in_all < FEW,
    )
    is_more = len(hits) > wanted.limit
    hits = hits[1:] if is_newer and is_more else hits[: wanted.limit]
    if not hits:
        return Slice([], None, None)
    has_previous = is_more if is_newer else cursor is not None
    has_next = is_newer or is_more
    return Slice(
        hits,
        Cursor(BACK, hits[0].place) if has_previous else None,
        Cursor(FORWARD, hits[-1].place) if has_next else None,
    )


def _best_slice(
    reader: Reader, wanted: Wanted, site_id: int, words: Words, cursor: Cursor | None
) -> Slice:
    """Return the stories behind, or before, one in the order of relevance."""
    number = cursor.number if cursor else 0
    depth = min(max(number, 0) + 2 * wanted.limit + 1, MAX_DEPTH + 1)
    ranked = _ranked(reader, wanted, site_id, words, depth)
    start = _start(ranked, cursor, wanted.limit)
    end = start + wanted.limit
    if cursor and cursor.direction == BACK:
        end = min(end, _place_in(ranked, cursor))
    hits = ranked[start:end]
    if not hits:
        return Slice([], None, None)
    has_next = len(ranked) > end and end + wanted.limit <= MAX_DEPTH
    return Slice(
        hits,
        Cursor(BACK, hits[0].page_id, start) if start else None,
        Cursor(FORWARD, hits[-1].page_id, end - 1) if has_next else None,
    )


def _ranked(
    reader: Reader, wanted: Wanted, site_id: int, words: Words, depth: int
) -> list[Hit]:
    query = wanted.narrowed()
    if _titles_come_first(wanted):
        return titles_first(reader, query, site_id, offset=0, limit=depth)
    return best(reader, query, site_id, words, depth=depth, now=_moment(reader))


def _start(ranked: list[Hit], cursor: Cursor | None, limit: int) -> int:
    if cursor is None:
        return 0
    place = _place_in(ranked, cursor)
    return max(0, place - limit) if cursor.direction == BACK else place + 1


def _place_in(ranked: list[Hit], cursor: Cursor) -> int:
    """Return where the story of a cursor stands now; where it stood, if it is gone."""
    for place, hit in enumerate(ranked):
        if hit.page_id == cursor.anchor:
            return place
    return cursor.number


def _moment(reader: Reader) -> float | None:
    """Return when the index last moved: by it stories are recent.

    By the clock, the same search of the same index would change its scores.
    """
    at = reader.mark.changed_at
    return datetime.datetime.fromisoformat(at).timestamp() if at else None
