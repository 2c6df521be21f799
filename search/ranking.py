"""In which order the stories stand that a query finds.

First stage: BM25 over the words; stories with all required ones get a bonus that
outweighs what any word is worth. Second stage, over the first 200: a bonus for each
stretch that stands there as typed, more in the title, and a little for being recent.
A bonus for all required words does more for the order than any weight of words or
fields; recency is small enough never to outweigh a word.

Stories with every word and stories with some are two searches, and each is of terms
alone where no condition holds: only then Tantivy skips blocks of stories that cannot
be among the best.
"""

import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tantivy import DocAddress, Occur, Query, Searcher

from search.clauses import Conditions, every, literal, some, token_clause
from search.matching import (
    Hit,
    Sort,
    Words,
    count_matching,
    has_all_words,
    is_lone,
    matching,
    narrowing,
    words_of,
)
from search.newest import FEW, newest_beyond, titles_first
from search.query import SearchQuery
from search.schema import SCHEMA
from search.storage import Reader
from search.words import QueryToken

SECOND_STAGE = 200
ALL_REQUIRED_BONUS = 30.0
SPAN_BONUS = 5.0
SPAN_IN_TITLE_BONUS = 10.0
RECENCY_BONUS = 2.0
RECENCY_HALF_LIFE = 365 * 24 * 3600.0
# Of what was typed with many breaks, the first stretches tell the stories apart.
_MAX_SPANS = 8

Ranked = list[tuple[float, DocAddress]]


class SearchResult(NamedTuple):
    """How many stories match, exactly, and those of one page of results."""

    total: int
    hits: list[Hit]


def find(
    reader: Reader,
    query: SearchQuery,
    *,
    site_id: int,
    offset: int,
    limit: int,
    sort: Sort,
) -> SearchResult:
    """Return the stories of a site that answer `query`, and how many there are."""
    words = words_of(reader, query, site_id, sort)
    clause = matching(reader, query, site_id, words)
    total = reader.once(
        ("exact total", query, site_id, words),
        lambda: count_matching(reader.searcher, clause),
    )
    if sort is Sort.RELEVANCE and not has_all_words(query, sort):
        hits = best(reader, query, site_id, words, depth=offset + limit)[offset:]
    elif sort is Sort.RELEVANCE and is_lone(query):
        hits = titles_first(reader, query, site_id, offset=offset, limit=limit)
    else:
        hits = newest_beyond(
            reader, clause, place=None, limit=offset + limit, are_few=total < FEW
        )[offset:]
    return SearchResult(total, hits)


def best(
    reader: Reader,
    query: SearchQuery,
    site_id: int,
    words: Words,
    *,
    depth: int,
    now: float | None = None,
) -> list[Hit]:
    """Return the best stories by relevance; `now` is what they are recent by."""
    limits = narrowing(reader, query, site_id)
    first = _first_stage(
        reader.searcher, query, limits, words, max(SECOND_STAGE, depth)
    )
    at = time.time() if now is None else now
    head, rest = first[:SECOND_STAGE], first[SECOND_STAGE:]
    ranked = [*_second_stage(reader.searcher, query, head, at), *rest]
    return _scored_hits(reader.searcher, ranked[:depth])


def _scored_hits(searcher: Searcher, ranked: Ranked) -> list[Hit]:
    page_ids = searcher.fast_field_values("page_id", [hit[1] for hit in ranked])
    return [
        Hit(int(page_id), score)
        for (score, _), page_id in zip(ranked, page_ids, strict=True)
        if page_id is not None
    ]


# The first stage.


def _first_stage(
    searcher: Searcher,
    query: SearchQuery,
    limits: Conditions,
    words: Words,
    depth: int,
) -> Ranked:
    """Return stories with every word; where these are too few, also with some."""
    full = _with_every_word(searcher, query, limits, depth)
    if words is Words.EVERY:
        return full
    known = {_key(address) for _, address in full}
    partial = [
        (score, address)
        for score, address in _search(searcher, _some_words(query, limits), depth)
        if _key(address) not in known
    ]
    return _sorted([*full, *partial])[:depth]


def _with_every_word(
    searcher: Searcher, query: SearchQuery, limits: Conditions, depth: int
) -> Ranked:
    if not query.required:
        return []
    must = limits.among(map(token_clause, query.required))
    optional = [_weighed(token) for token in query.tokens if not token.is_required]
    if optional:
        should = [(Occur.Should, clause) for clause in optional]
        must = Query.boolean_query([(Occur.Must, must), *should])
    found = _search(searcher, must, depth)
    return [(score + ALL_REQUIRED_BONUS, address) for score, address in found]


def _some_words(query: SearchQuery, limits: Conditions) -> Query:
    any_of = some(map(_weighed, query.tokens))
    return limits.among([any_of]) if limits else any_of


def _weighed(token: QueryToken) -> Query:
    clause = token_clause(token)
    if token.weight == 1.0:
        return clause
    return Query.boost_query(clause, token.weight)


def _search(searcher: Searcher, clause: Query, depth: int) -> Ranked:
    return searcher.search(clause, depth, count=False).hits


# The second stage.


def _second_stage(
    searcher: Searcher, query: SearchQuery, hits: Ranked, now: float
) -> Ranked:
    addresses = [address for _, address in hits]
    page_ids = searcher.fast_field_values("page_id", addresses)
    seconds = searcher.fast_field_values("published_at", addresses)
    bonuses = _span_bonuses(searcher, query, [int(pk) for pk in page_ids if pk])
    return _sorted(
        (
            score
            + bonuses.get(_key(address), 0.0)
            + _recency(now - float(published or 0)),
            address,
        )
        for (score, address), published in zip(hits, seconds, strict=True)
    )


def _sorted(hits: Iterable[tuple[float, DocAddress]]) -> Ranked:
    return sorted(hits, key=lambda hit: hit[0], reverse=True)


def _key(address: DocAddress) -> tuple[int, int]:
    return (address.segment_ord, address.doc)


def _recency(age: float) -> float:
    return RECENCY_BONUS * 0.5 ** (max(age, 0.0) / RECENCY_HALF_LIFE)


def _span_bonuses(
    searcher: Searcher, query: SearchQuery, page_ids: Sequence[int]
) -> dict[tuple[int, int], float]:
    """Return what the typed stretches add to the score of each of these stories."""
    if not page_ids:
        return {}
    # A set of terms would be looked for among all ids there are: twice as slow.
    among = some(
        Query.term_query(SCHEMA, "page_id", page_id, "basic") for page_id in page_ids
    )
    bonuses: dict[tuple[int, int], float] = {}
    for span in query.spans[:_MAX_SPANS]:
        for field, bonus in (("text", SPAN_BONUS), ("title", SPAN_IN_TITLE_BONUS)):
            # One search each: in one of all, every story with a stretch is visited.
            for address in _holding(searcher, among, literal(field, span), page_ids):
                key = _key(address)
                bonuses[key] = bonuses.get(key, 0.0) + bonus
    return bonuses


def _holding(
    searcher: Searcher, among: Query, stretch: Query, page_ids: Sequence[int]
) -> list[DocAddress]:
    # In an order of its own, so that nothing is scored.
    found = searcher.search(
        every([among, stretch]), len(page_ids), count=False, order_by_field="place"
    )
    return [address for _, address in found.hits]
