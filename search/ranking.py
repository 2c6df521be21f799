"""In which order the stories stand that a query finds.

First stage: BM25 over the words, with a bonus for each stretch that stands in the title
as typed; stories with all required words get one that outweighs what any word is worth.
Of very many, only the most promising are looked at (search.choosing). Second stage, over
those the first has found: a bonus for each stretch that stands in the text as typed; the
first 200 are then ordered with a little for being recent. A bonus for all required words
does more for the order than any weight of words or fields; recency is small enough never
to outweigh a word.
"""

import time
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tantivy import DocAddress, Query, Searcher

from search.bonuses import text_bonuses, title_bonuses, with_bonuses
from search.choosing import CANDIDATES, choose, search
from search.clauses import every, some
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
RECENCY_BONUS = 2.0
RECENCY_HALF_LIFE = 365 * 24 * 3600.0
# So many in the smallest sample are very many.
_VERY_MANY = 75
# So many of them with bonuses are enough: few readers go on to where the others stand.
_SOME_PAGES = 100
# Every story, with no score.
_ANY = Query.const_score_query(Query.all_query(), 0.0)


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
    bonuses = text_bonuses(query)
    many = None
    if words is Words.EVERY:
        many = _best_of_many(reader, query, site_id, bonuses)
    head = many or _best_of_all(reader, query, site_id, words, SECOND_STAGE, bonuses)
    ranked = _with_recency(searcher, head, at)
    are_more = many is not None or len(head) == SECOND_STAGE
    if depth > len(head) and are_more:
        # Beyond them, by words and titles, and all of these: each page goes on alike.
        at_least = max(depth, CANDIDATES + 1)
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


def _best_of_many(
    reader: Reader, query: SearchQuery, site_id: int, bonuses: Sequence[Query]
) -> Ranked | None:
    """Return the best of very many stories with every word, up to SECOND_STAGE.

    None where there are not very many, or too few among those chosen.
    """
    if in_sample(reader, query, site_id, Words.EVERY) < _VERY_MANY:
        return None
    limits = narrowing(reader, query, site_id)
    chosen = choose(reader.searcher, query, limits, Words.EVERY)
    if chosen is None:
        return None
    optional = [token for token in chosen.unscored if not token.is_required]
    more = [*map(weighed, optional), *title_bonuses(query), *bonuses]
    found = _with_more(
        reader.searcher, chosen.hits, more, required=map(weighed, query.required)
    )
    return _full(found[:SECOND_STAGE]) if len(found) >= _SOME_PAGES else None


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
    full = _full(_with_more(searcher, found, bonuses))
    if words is Words.EVERY:
        return full
    # What has the only stretch as typed has every word.
    in_titles = title_bonuses(query) if len(query.spans) > 1 else []
    more = bonuses if len(query.spans) > 1 else []
    limits = narrowing(reader, query, site_id)
    chosen = None
    if depth <= CANDIDATES:
        chosen = choose(searcher, query, limits, words)
    if chosen is None:
        clause = with_bonuses(some(map(weighed, query.tokens)), in_titles)
        partial = _with_more(searcher, search(searcher, clause, limits, depth), more)
    else:
        missing = [*map(weighed, chosen.unscored), *in_titles]
        partial = _with_more(searcher, chosen.hits, [*missing, *more])
    return _sorted([*full, *_without(partial, full)])[:depth]


# Scores.


def _full(hits: Ranked) -> Ranked:
    """Return stories with all required words, and what these add to their scores."""
    return [(score + ALL_REQUIRED_BONUS, address) for score, address in hits]


def _with_recency(searcher: Searcher, hits: Ranked, now: float) -> Ranked:
    addresses = [address for _, address in hits]
    seconds = searcher.fast_field_values("published_at", addresses)
    return _sorted(
        (score + _recency(now - float(published or 0)), address)
        for (score, address), published in zip(hits, seconds, strict=True)
    )


def _with_more(
    searcher: Searcher,
    hits: Ranked,
    bonuses: Sequence[Query],
    *,
    required: Iterable[Query] = (),
) -> Ranked:
    """Return hits by their scores and what each of the clauses adds to them.

    Those without a required one are left out.
    """
    needed = list(required)
    if not hits or not (bonuses or needed):
        return hits
    if bonuses:
        # Beside the hits: around them, each clause would copy them all.
        needed.append(with_bonuses(_ANY, bonuses))
    looked_for = every([_scored(searcher, hits), *needed])
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
