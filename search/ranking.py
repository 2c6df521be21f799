"""Which stories answer a query, and in which order.

First stage: any token matches, scored by BM25; stories with all required tokens get
a bonus that outweighs what any token is worth. Second stage, over the first 200: a
bonus for each stretch that stands there as typed, more in the title, and a little
for being recent. A bonus for all required tokens does more for the order than any
weight of tokens or fields; recency is small enough never to outweigh a word.
"""

import datetime
import time
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from django.utils import timezone
from tantivy import DocAddress, FieldType, Occur, Query, Searcher
from tantivy import SearchResult as FoundDocuments

from search.query import Filter, SearchQuery
from search.schema import SCHEMA, STORY
from search.text import phrase_tokens, runs
from search.words import QueryToken

SECOND_STAGE = 200
ALL_REQUIRED_BONUS = 30.0
SPAN_BONUS = 5.0
SPAN_IN_TITLE_BONUS = 10.0
RECENCY_BONUS = 2.0
RECENCY_HALF_LIFE = 365 * 24 * 3600.0

_FILTER_FIELDS = {
    "category": ("category", "category_title"),
    "source": ("source",),
    "author": ("author",),
}


class Sort(StrEnum):
    """The order of the stories found."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


class Hit(NamedTuple):
    """A story found; without a score when the order does not come from one."""

    page_id: int
    score: float | None


class SearchResult(NamedTuple):
    """How many stories match, exactly, and those of one page of results."""

    total: int
    hits: list[Hit]


def find(
    searcher: Searcher,
    query: SearchQuery,
    *,
    site_id: int,
    offset: int,
    limit: int,
    sort: Sort,
) -> SearchResult:
    """Return the stories of a site that answer `query`.

    By relevance any word of the query is enough. Newest first, a story must have
    all of them: else yesterday's stories with some common word would stand on top.
    """
    conditions = _conditions(query, site_id)
    lone = [token for token in query.tokens if token.is_prefix]
    if sort is Sort.RELEVANCE and lone == list(query.tokens) and lone:
        return _title_first(searcher, conditions, lone, offset, limit)
    if sort is Sort.NEWEST or not query.tokens:
        every = [_token_query(token) for token in query.required]
        return _newest(searcher, _all([*conditions, *every]), offset, limit)
    return _most_relevant(searcher, query, conditions, offset, limit)


# The orders.


def _newest(searcher: Searcher, query: Query, offset: int, limit: int) -> SearchResult:
    found = searcher.search(
        query, max(limit, 1), order_by_field="published_at", offset=offset
    )
    addresses = [address for _, address in found.hits][:limit]
    page_ids = searcher.fast_field_values("page_id", addresses)
    return SearchResult(_total(found), [Hit(int(pk), None) for pk in page_ids if pk])


def _title_first(
    searcher: Searcher,
    conditions: list[Query],
    characters: list[QueryToken],
    offset: int,
    limit: int,
) -> SearchResult:
    """Find lone characters: stories with them in the title, then the others."""
    in_title = _all([_token_query(token, "title") for token in characters])
    in_text = _all([_token_query(token) for token in characters])
    titled = _newest(searcher, _all([*conditions, in_title]), offset, limit)
    others = _newest(
        searcher,
        _all([*conditions, in_text], unwanted=[in_title]),
        max(0, offset - titled.total),
        limit - len(titled.hits),
    )
    return SearchResult(titled.total + others.total, [*titled.hits, *others.hits])


def _most_relevant(
    searcher: Searcher,
    query: SearchQuery,
    conditions: list[Query],
    offset: int,
    limit: int,
) -> SearchResult:
    depth = max(SECOND_STAGE, offset + limit)
    found = searcher.search(_all([*conditions, _scored(query)]), depth)
    first, rest = found.hits[:SECOND_STAGE], found.hits[SECOND_STAGE:]
    ranked = [*_second_stage(searcher, query, first), *rest][offset : offset + limit]
    page_ids = searcher.fast_field_values("page_id", [hit[1] for hit in ranked])
    return SearchResult(
        _total(found),
        [
            Hit(int(page_id), score)
            for (score, _), page_id in zip(ranked, page_ids, strict=True)
            if page_id is not None
        ],
    )


def _second_stage(
    searcher: Searcher, query: SearchQuery, hits: Sequence[tuple[float, DocAddress]]
) -> list[tuple[float, DocAddress]]:
    addresses = [address for _, address in hits]
    page_ids = searcher.fast_field_values("page_id", addresses)
    seconds = searcher.fast_field_values("published_at", addresses)
    bonuses = _span_bonuses(searcher, query, [int(pk) for pk in page_ids if pk])
    now = time.time()
    ranked = [
        (
            score
            + bonuses.get((address.segment_ord, address.doc), 0.0)
            + _recency(now - float(published or 0)),
            address,
        )
        for (score, address), published in zip(hits, seconds, strict=True)
    ]
    return sorted(ranked, key=lambda hit: hit[0], reverse=True)


def _recency(age: float) -> float:
    return RECENCY_BONUS * 0.5 ** (max(age, 0.0) / RECENCY_HALF_LIFE)


def _span_bonuses(
    searcher: Searcher, query: SearchQuery, page_ids: list[int]
) -> dict[tuple[int, int], float]:
    """Return what the typed stretches add to the score of each of these stories."""
    among = Query.term_set_query(SCHEMA, "page_id", page_ids)
    spans = [
        (Occur.Should, Query.const_score_query(_literal(field, span), bonus))
        for span in query.spans
        for field, bonus in (("text", SPAN_BONUS), ("title", SPAN_IN_TITLE_BONUS))
    ]
    must = (Occur.Must, Query.const_score_query(among, 0.0))
    found = searcher.search(
        Query.boolean_query([must, *spans]), max(len(page_ids), 1), count=False
    )
    return {(address.segment_ord, address.doc): score for score, address in found.hits}


# Queries of the engine.


def _scored(query: SearchQuery) -> Query:
    """Return the clause that any token fulfils and that gives the score."""
    any_of = [
        Query.boost_query(_token_query(token), token.weight) for token in query.tokens
    ]
    every = _all([_token_query(token) for token in query.required])
    any_of.append(Query.const_score_query(every, ALL_REQUIRED_BONUS))
    return Query.boolean_query([(Occur.Should, part) for part in any_of])


def _conditions(query: SearchQuery, site_id: int) -> list[Query]:
    """Return what every story found fulfils; conditions add nothing to a score."""
    filters = [(_filter(one), one.is_excluded) for one in query.filters]
    wanted = [
        # The one entry that is no story, the mark, is of no site.
        Query.term_query(SCHEMA, "site_id", site_id),
        *(_literal("text", phrase) for phrase in query.phrases),
        *(clause for clause, is_excluded in filters if not is_excluded),
        *_published(query.after, query.before),
    ]
    unwanted = [
        *(_literal("text", text) for text in query.excluded),
        *(clause for clause, is_excluded in filters if is_excluded),
    ]
    return [Query.const_score_query(_all(wanted, unwanted=unwanted), 0.0)]


def _filter(condition: Filter) -> Query:
    """Return the clause for any of a filter's values."""
    return _any(
        Query.term_query(SCHEMA, field, value, "basic")
        for field in _FILTER_FIELDS[condition.key]
        for value in condition.values
    )


def _published(
    after: datetime.date | None, before: datetime.date | None
) -> list[Query]:
    if after is None and before is None:
        return []
    return [
        Query.range_query(
            SCHEMA,
            "published_at",
            FieldType.Integer,
            lower_bound=None if after is None else _first_second(after),
            upper_bound=None if before is None else _first_second(before) - 1,
        )
    ]


def _first_second(day: datetime.date) -> int:
    """Return the first second of a day in the paper's time zone."""
    midnight = datetime.datetime.combine(day, datetime.time.min)
    return int(timezone.make_aware(midnight).timestamp())


def _token_query(token: QueryToken, field: str = "text") -> Query:
    if token.is_prefix:
        return Query.regex_query(SCHEMA, field, f"{token.text}.*")
    return Query.term_query(SCHEMA, field, token.text, "freq")


def _literal(field: str, text: str) -> Query:
    """Return the clause for a text as written, punctuation and spaces aside."""
    words = phrase_tokens(text)
    if len(words) > 1:
        return Query.phrase_query(SCHEMA, field, list(words))
    if words:
        return Query.term_query(SCHEMA, field, words[0], "freq")
    return _all(
        [
            _token_query(QueryToken(run.text, is_prefix=True), field)
            for run in runs(text)
        ]
    )


def _all(wanted: Iterable[Query], *, unwanted: Iterable[Query] = ()) -> Query:
    return Query.boolean_query(
        [
            *((Occur.Must, part) for part in wanted),
            *((Occur.MustNot, part) for part in unwanted),
        ]
    )


def _any(parts: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Should, part) for part in parts])


def count_stories(searcher: Searcher) -> int:
    """Return how many stories the index holds."""
    # Not doc_freq: it counts what is deleted until the next merge.
    query = Query.term_query(SCHEMA, "kind", STORY, "basic")
    return _total(searcher.search(query, 1))


def _total(found: FoundDocuments) -> int:
    return found.count  # type: ignore[attr-defined]  # missing from Tantivy's stub
