"""The order of publication, newest first.

To put stories in an order Tantivy looks at every one that matches. They are therefore
looked for in the weeks next to where a page begins, and in more of them only where
these have too few.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tantivy import DocAddress, Order, Query

from search.clauses import every, number_range, some, token_clause
from search.matching import Hit, count_matching, narrowing
from search.query import SearchQuery
from search.schema import SCHEMA, place_of, second_of, week_of
from search.storage import Reader

# So many weeks at a time, with the one in which a page begins.
WINDOWS = (2, 9, 53)
# Fewer stories than this are faster looked at than chosen from.
FEW = 5000
_END_OF_TIME = place_of(2**32, 0)


def newest_beyond(
    reader: Reader,
    clause: Query,
    *,
    place: int | None,
    limit: int,
    is_newer: bool = False,
    are_few: bool = False,
) -> list[Hit]:
    """Return the stories next to a place in the order of publication, newest first.

    Without a place, the newest of all. Where there are few, all are looked at.
    """
    if limit < 1:
        return []
    addresses = _next(reader, _Way(clause, place, limit, is_newer, are_few))
    return _hits(reader, addresses[::-1] if is_newer else addresses)


def titles_first(
    reader: Reader, query: SearchQuery, site_id: int, *, offset: int, limit: int
) -> list[Hit]:
    """Find lone characters: stories with them in the title, then the others."""
    limits = narrowing(reader, query, site_id)
    in_title = every(token_clause(token, "title") for token in query.tokens)
    titled = limits.among([in_title])
    first = newest(reader, titled, offset=offset, limit=limit)
    if len(first) == limit:
        return _hits(reader, first)
    number = count_matching(reader.searcher, titled)
    in_text = [token_clause(token) for token in query.tokens]
    others = every([*limits.wanted, *in_text], unwanted=[*limits.unwanted, in_title])
    before = max(0, offset - number)
    rest = newest(reader, others, offset=before, limit=limit - len(first))
    return _hits(reader, [*first, *rest])


def newest(
    reader: Reader, clause: Query, *, offset: int, limit: int
) -> list[DocAddress]:
    """Return a page of the stories that match, newest first."""
    if limit < 1:
        return []
    return _next(reader, _Way(clause, None, offset + limit))[offset:]


class _Way(NamedTuple):
    """Which stories to go through, from where, to which side, and how far."""

    clause: Query
    place: int | None
    limit: int
    is_newer: bool = False
    are_few: bool = False

    def search(self, reader: Reader, clause: Query) -> list[DocAddress]:
        found = reader.searcher.search(
            clause,
            self.limit,
            count=False,
            order_by_field="place",
            order=Order.Asc if self.is_newer else Order.Desc,
        )
        return [address for _, address in found.hits]


def _next(reader: Reader, way: _Way) -> list[DocAddress]:
    if way.are_few and way.place is None:
        return way.search(reader, way.clause)
    place = _newest_place(reader) + 1 if way.place is None else way.place
    ends = (place + 1, None) if way.is_newer else (None, place - 1)
    # From the newest of all on, there is nothing to leave out.
    beyond = [] if way.place is None else [number_range("place", *ends)]
    found: list[DocAddress] = []
    for weeks in _stretches(place, way):
        found = way.search(reader, every([way.clause, *weeks, *beyond]))
        if len(found) == way.limit:
            break
    return found


def _stretches(place: int, way: _Way) -> Iterator[list[Query]]:
    """Yield the clauses for more and more weeks from a place on, at last for all."""
    week = week_of(second_of(place))
    for number in () if way.are_few else WINDOWS:
        first = week if way.is_newer else week - number + 1
        # Terms and no range: that would be looked up for each story that matches.
        yield [
            some(
                Query.term_query(SCHEMA, "week", one, "basic")
                for one in range(first, first + number)
            )
        ]
    yield []


def _newest_place(reader: Reader) -> int:
    """Return the place of the newest story, or one after it in the same second."""

    def look() -> int:
        wanted = {"newest": {"max": {"field": "published_at"}}}
        found = reader.searcher.aggregate(Query.all_query(), wanted)
        second = found["newest"]["value"]
        return _END_OF_TIME if second is None else place_of(int(second) + 1, 0)

    return reader.once("newest place", look)


def _hits(reader: Reader, addresses: Sequence[DocAddress]) -> list[Hit]:
    searcher, found = reader.searcher, list(addresses)
    page_ids = searcher.fast_field_values("page_id", found)
    places = searcher.fast_field_values("place", found)
    return [
        Hit(int(page_id), address, place=int(place))
        for address, page_id, place in zip(found, page_ids, places, strict=True)
        if page_id is not None and place is not None
    ]
