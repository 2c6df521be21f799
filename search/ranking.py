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

from search.clauses import every, literal, some, token_clause
from search.matching import (
    Hit,
    Ranked,
    Sort,
    Words,
    count_matching,
    has_all_words,
    in_sample,
    is_lone,
    matching,
    narrowing,
    weighed,
    with_every_word,
    words_of,
)
from search.newest import FEW, newest_beyond, titles_first
from search.query import SearchQuery
from search.schema import SCHEMA
from search.storage import Reader

SECOND_STAGE = 200
ALL_REQUIRED_BONUS = 30.0
# By the field in which a stretch stands as typed.
_SPAN_BONUSES = {"text": 5.0, "title": 10.0}
RECENCY_BONUS = 2.0
RECENCY_HALF_LIFE = 365 * 24 * 3600.0
# So many in the smallest sample are very many; of so many with some words, enough have
# every word.
_VERY_MANY = 75
_CHOICE = 300
# Of what was typed with many breaks, the first stretches tell the stories apart.
_MAX_SPANS = 8


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
    at = time.time() if now is None else now
    first = None
    if words is Words.EVERY and depth <= SECOND_STAGE:
        first = _best_of_many(reader, query, site_id)
    if first is None:
        first = _first_stage(reader, query, site_id, words, max(SECOND_STAGE, depth))
    head, rest = first[:SECOND_STAGE], first[SECOND_STAGE:]
    ranked = [*_second_stage(reader.searcher, query, head, at), *rest]
    return _scored_hits(reader.searcher, ranked[:depth])


def _scored_hits(searcher: Searcher, ranked: Ranked) -> list[Hit]:
    page_ids = searcher.fast_field_values("page_id", [hit[1] for hit in ranked])
    return [
        Hit(int(page_id), address, score)
        for (score, address), page_id in zip(ranked, page_ids, strict=True)
        if page_id is not None
    ]


# The first stage.


def _best_of_many(reader: Reader, query: SearchQuery, site_id: int) -> Ranked | None:
    """Return the best of very many stories with every word; None where they are few.

    They are among the best with some of the words, whose scores are the same: of these
    Tantivy finds the best sooner than of those that have all.
    """
    # Only of terms alone Tantivy skips those that cannot be among the best.
    is_plain = len(query.required) > 1 and not narrowing(reader, query, site_id)
    is_plain &= not any(token.alternatives for token in query.tokens)
    if not is_plain or in_sample(reader, query, site_id, Words.EVERY) < _VERY_MANY:
        return None
    found = reader.searcher.search(_some_words(query), _CHOICE, count=False).hits
    clause = every(map(token_clause, query.required))
    full = _fulfilled(reader.searcher, [address for _, address in found], [clause])
    best_ones = [
        (score + ALL_REQUIRED_BONUS, address)
        for score, address in found
        if full.get(_key(address))
    ]
    return best_ones[:SECOND_STAGE] if len(best_ones) >= SECOND_STAGE else None


def _first_stage(
    reader: Reader, query: SearchQuery, site_id: int, words: Words, depth: int
) -> Ranked:
    """Return stories with every word; where these are too few, also with some."""
    full = [
        (score + ALL_REQUIRED_BONUS, address)
        for score, address in with_every_word(reader, query, site_id, depth)
    ]
    if words is Words.EVERY:
        return full
    known = {_key(address) for _, address in full}
    limits = narrowing(reader, query, site_id)
    clause = _some_words(query)
    clause = limits.among([clause]) if limits else clause
    found = reader.searcher.search(clause, depth, count=False).hits
    partial = [hit for hit in found if _key(hit[1]) not in known]
    return _sorted([*full, *partial])[:depth]


def _some_words(query: SearchQuery) -> Query:
    return some(map(weighed, query.tokens))


# The second stage.


def _second_stage(
    searcher: Searcher, query: SearchQuery, hits: Ranked, now: float
) -> Ranked:
    addresses = [address for _, address in hits]
    seconds = searcher.fast_field_values("published_at", addresses)
    bonuses = _span_bonuses(searcher, query, addresses)
    return _sorted(
        (
            score
            + bonuses.get(_key(address), 0.0)
            + _recency(now - float(published or 0)),
            address,
        )
        for (score, address), published in zip(hits, seconds, strict=True)
    )


def _span_bonuses(
    searcher: Searcher, query: SearchQuery, addresses: Sequence[DocAddress]
) -> dict[tuple[int, int], float]:
    """Return what the typed stretches add to the score of each of these stories."""
    spans = query.spans[:_MAX_SPANS]
    literals = [literal(field, span) for span in spans for field in _SPAN_BONUSES]
    bonuses = list(_SPAN_BONUSES.values()) * len(spans)
    fulfilled = _fulfilled(searcher, addresses, literals)
    totals = {
        bits: sum(one for place, one in enumerate(bonuses) if bits >> place & 1)
        for bits in set(fulfilled.values())
    }
    return {key: totals[bits] for key, bits in fulfilled.items()}


def _sorted(hits: Iterable[tuple[float, DocAddress]]) -> Ranked:
    return sorted(hits, key=lambda hit: hit[0], reverse=True)


def _key(address: DocAddress) -> tuple[int, int]:
    return (address.segment_ord, address.doc)


def _recency(age: float) -> float:
    return RECENCY_BONUS * 0.5 ** (max(age, 0.0) / RECENCY_HALF_LIFE)


def _fulfilled(
    searcher: Searcher, addresses: Sequence[DocAddress], clauses: Sequence[Query]
) -> dict[tuple[int, int], int]:
    """Return which clauses each of these stories fulfils, clause n as the bit 2**n.

    One search that goes through these stories alone: a clause may be fulfilled, and
    its score says that it is.
    """
    if not addresses:
        return {}
    page_ids = searcher.fast_field_values("page_id", list(addresses))
    # A set of terms would be looked for among all ids there are: slower.
    among = some(
        Query.term_query(SCHEMA, "page_id", int(page_id), "basic")
        for page_id in page_ids
        if page_id
    )
    looked_for = Query.const_score_query(among, 0.0)
    for place, clause in enumerate(clauses):
        # One within the other: of several in one, every story with any is visited.
        bit = Query.const_score_query(clause, float(1 << place))
        looked_for = Query.boolean_query(
            [(Occur.Must, looked_for), (Occur.Should, bit)]
        )
    found = searcher.search(looked_for, len(addresses), count=False).hits
    return {_key(address): int(score) for score, address in found}
