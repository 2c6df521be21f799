"""In which order the stories stand that a query finds.

First stage: BM25 over the words; stories with all required ones get a bonus that
outweighs what any word is worth. Second stage, over those the first has chosen: a bonus
for each stretch that stands there as typed, more in the title; the first 200 are then
ordered with a little for being recent. A bonus for all required words does more for the
order than any weight of words or fields; recency is small enough never to outweigh a
word.

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
from search.schema import SCHEMA, STORY
from search.storage import Reader
from search.words import QueryToken

SECOND_STAGE = 200
ALL_REQUIRED_BONUS = 30.0
# By the field in which a stretch stands as typed.
_SPAN_BONUSES = {"text": 5.0, "title": 10.0}
RECENCY_BONUS = 2.0
RECENCY_HALF_LIFE = 365 * 24 * 3600.0
# So many in the smallest sample are very many.
_VERY_MANY = 75
# So many are chosen from, the same number for every page: of very many stories with
# some words, enough have every word.
_CANDIDATES = 400
# Up to so many places where such words stand, it is fast enough to look at all.
_MUCH = 300_000
# Of what was typed with many breaks, the first stretches tell the stories apart.
_MAX_SPANS = 8


_Key = tuple[int, int]


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
    searcher = reader.searcher
    head = _head(reader, query, site_id, words)
    ranked = _with_recency(searcher, head, at)
    if depth > len(head) == SECOND_STAGE:
        # Beyond them, by the words alone, and all of these: each page goes on alike.
        at_least = max(depth, _CANDIDATES + 1)
        others = _best_of_all(reader, query, site_id, words, at_least)
        ranked += _without(others, head)
    return _scored_hits(searcher, ranked[:depth])


def _scored_hits(searcher: Searcher, ranked: Ranked) -> list[Hit]:
    page_ids = searcher.fast_field_values("page_id", [hit[1] for hit in ranked])
    return [
        Hit(int(page_id), address, score)
        for (score, address), page_id in zip(ranked, page_ids, strict=True)
        if page_id is not None
    ]


def _head(reader: Reader, query: SearchQuery, site_id: int, words: Words) -> Ranked:
    """Return the SECOND_STAGE best stories, or as many as there are, with bonuses."""
    bonuses = _bonuses(query)
    if words is Words.EVERY:
        many = _best_of_many(reader, query, site_id, bonuses)
        if many is not None:
            return many
    return _best_of_all(reader, query, site_id, words, SECOND_STAGE, bonuses)


def _best_of_many(
    reader: Reader, query: SearchQuery, site_id: int, bonuses: Sequence[Query]
) -> Ranked | None:
    """Return the best of very many stories with every word; None where they are few.

    They are among the best with some of the words, whose scores are the same: of these
    Tantivy finds the best sooner than of those that have all. Their bonuses are added
    when it is looked at which have all.
    """
    # Only of terms alone Tantivy skips those that cannot be among the best.
    limits = narrowing(reader, query, site_id)
    is_plain = len(query.required) > 1 and not limits
    is_plain &= not any(token.alternatives for token in query.tokens)
    if not is_plain or in_sample(reader, query, site_id, Words.EVERY) < _VERY_MANY:
        return None
    searcher = reader.searcher
    found, others = _chosen(searcher, query, limits, _CANDIDATES)
    has_every = Query.const_score_query(
        every(map(token_clause, query.required)), ALL_REQUIRED_BONUS
    )
    more = [*map(weighed, others), *bonuses]
    best_ones = _with_more(searcher, found, more, wanted=has_every)
    return best_ones[:SECOND_STAGE] if len(best_ones) >= SECOND_STAGE else None


def _best_of_all(
    reader: Reader,
    query: SearchQuery,
    site_id: int,
    words: Words,
    depth: int,
    bonuses: Sequence[Query] = (),
) -> Ranked:
    """Return stories with every word; where these are too few, also with some."""
    searcher = reader.searcher
    found = with_every_word(reader, query, site_id, depth)
    full = [
        (score + ALL_REQUIRED_BONUS, address)
        for score, address in _with_more(searcher, found, bonuses)
    ]
    if words is Words.EVERY:
        return full
    limits = narrowing(reader, query, site_id)
    found, others = _chosen(searcher, query, limits, depth)
    more = [*map(weighed, others)]
    if len(query.spans) > 1:
        # What has the only stretch as typed has every word.
        more += bonuses
    partial = _with_more(searcher, found, more)
    return _sorted([*full, *_without(partial, full)])[:depth]


def _chosen(
    searcher: Searcher, query: SearchQuery, limits: Conditions, depth: int
) -> tuple[Ranked, Sequence[QueryToken]]:
    """Return the best stories with some of the words, and the words not yet in scores.

    A word that most stories have says next to nothing of any, and costs most to look
    for: in a large archive, where the others alone find enough, these choose, and it
    only adds its score.
    """
    numbers = _numbers(searcher, query.tokens)
    half = searcher.doc_freq("kind", STORY) / 2
    telling = [token for token in query.tokens if numbers[token] < half]
    others = [token for token in query.tokens if token not in telling]
    is_much = sum(numbers[token] for token in others) > _MUCH
    if telling and is_much and depth <= _CANDIDATES:
        found = _search(searcher, some(map(weighed, telling)), limits, _CANDIDATES)
        if len(found) == _CANDIDATES:
            return found, others
    return _search(searcher, some(map(weighed, query.tokens)), limits, depth), []


def _search(
    searcher: Searcher, clause: Query, limits: Conditions, depth: int
) -> Ranked:
    narrowed = limits.among([clause]) if limits else clause
    return searcher.search(narrowed, depth, count=False).hits


def _numbers(searcher: Searcher, tokens: Iterable[QueryToken]) -> dict[QueryToken, int]:
    """Return how many stories have each token; 0 for one that is not a term alone."""
    return {
        token: 0
        if token.is_prefix or token.alternatives
        else searcher.doc_freq("text", token.text)
        for token in tokens
    }


# Scores.


def _with_recency(searcher: Searcher, hits: Ranked, now: float) -> Ranked:
    addresses = [address for _, address in hits]
    seconds = searcher.fast_field_values("published_at", addresses)
    return _sorted(
        (score + _recency(now - float(published or 0)), address)
        for (score, address), published in zip(hits, seconds, strict=True)
    )


def _bonuses(query: SearchQuery) -> list[Query]:
    """Return the clauses for the typed stretches, each with what it adds to a score."""
    return [
        Query.const_score_query(literal(field, span), bonus)
        for span in query.spans[:_MAX_SPANS]
        for field, bonus in _SPAN_BONUSES.items()
    ]


def _with_more(
    searcher: Searcher,
    hits: Ranked,
    clauses: Sequence[Query],
    *,
    wanted: Query | None = None,
) -> Ranked:
    """Return hits by their scores and what each of the clauses adds to them.

    Those that are not `wanted` are left out.
    """
    if not hits or not (clauses or wanted is not None):
        return hits
    looked_for = _scored(searcher, hits)
    if wanted is not None:
        looked_for = every([looked_for, wanted])
    for clause in clauses:
        # One within the other: of several in one, every story with any is visited.
        looked_for = Query.boolean_query(
            [(Occur.Must, looked_for), (Occur.Should, clause)]
        )
    return searcher.search(looked_for, len(hits), count=False).hits


def _without(hits: Ranked, others: Ranked) -> Ranked:
    known = {_key(address) for _, address in others}
    return [hit for hit in hits if _key(hit[1]) not in known]


def _sorted(hits: Iterable[tuple[float, DocAddress]]) -> Ranked:
    return sorted(hits, key=lambda hit: hit[0], reverse=True)


def _key(address: DocAddress) -> _Key:
    return (address.segment_ord, address.doc)


def _recency(age: float) -> float:
    return RECENCY_BONUS * 0.5 ** (max(age, 0.0) / RECENCY_HALF_LIFE)


def _scored(searcher: Searcher, hits: Ranked) -> Query:
    """Return the clause for these stories alone, each with the score that it has."""
    page_ids = searcher.fast_field_values("page_id", [address for _, address in hits])
    # A set of terms would be looked for among all ids there are: slower.
    return some(
        Query.const_score_query(
            Query.term_query(SCHEMA, "page_id", int(page_id), "basic"), score
        )
        for (score, _), page_id in zip(hits, page_ids, strict=True)
        if page_id is not None
    )
