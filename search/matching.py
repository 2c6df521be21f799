"""Which stories a query finds, in whatever order."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from enum import Enum, StrEnum
from typing import NamedTuple

from tantivy import DocAddress, Query, Searcher
from tantivy import SearchResult as FoundDocuments

from search.bonuses import title_bonuses, with_bonuses
from search.clauses import (
    Conditions,
    conditions,
    every,
    found_clause,
    some,
    token_clause,
)
from search.query import SearchQuery
from search.schema import SCHEMA, SMALL_SAMPLE, STORY, sampled_term
from search.storage import Reader
from search.words import QueryToken

Ranked = list[tuple[float, DocAddress]]

# So many stories with every word are enough: those with only some are left out then.
ENOUGH = 200


class Sort(StrEnum):
    """The order of the stories found."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


class Hit(NamedTuple):
    """A story found; without a score when the order does not come from one.

    `address` says where it is in the index, and `place` is its place in the order of
    publication, where that is the order.
    """

    page_id: int
    address: DocAddress
    score: float | None = None
    place: int = 0


class Words(Enum):
    """Which of the words of a query a story found must have.

    `INSIDE` is every word, also as a part of a longer one.
    """

    SOME = 1
    EVERY = 2
    INSIDE = 3


def words_of(reader: Reader, query: SearchQuery, site_id: int, sort: Sort) -> Words:
    """Return which words the stories found must have.

    Newest first, all: else yesterday's stories with some common word would stand on
    top. By relevance, all where enough stories have them, whatever their category or
    date, so that a filter only ever narrows; else some.
    """
    if has_all_words(query, sort):
        return Words.INSIDE
    key: Hashable = ("words", query, site_id)
    return reader.once(key, lambda: _words_by_relevance(reader, query, site_id))


def _words_by_relevance(reader: Reader, query: SearchQuery, site_id: int) -> Words:
    unfiltered = replace(query, filters=(), after=None, before=None)
    wanted = {unfiltered: ENOUGH}
    if query != unfiltered:
        # Rather stories with some of the words than none at all.
        wanted[query] = 1
    are_enough = all(
        # Of many, a sample has enough; of others, the best are soon found.
        in_sample(reader, one, site_id, Words.EVERY) >= number
        or len(with_every_word(reader, one, site_id, ENOUGH)) >= number
        for one, number in wanted.items()
    )
    return Words.EVERY if are_enough else Words.SOME


def is_any(reader: Reader, query: SearchQuery, site_id: int) -> bool:
    """Return whether a story has every word, also as a part of a longer one.

    Much cheaper than to count them.
    """
    words = Words.INSIDE if query.has_pieces else Words.EVERY

    def look() -> bool:
        clause = matching(reader, query, site_id, words)
        return bool(reader.searcher.search(clause, 1, count=False).hits)

    if in_sample(reader, query, site_id, words):
        return True
    if words is Words.EVERY:
        return bool(with_every_word(reader, query, site_id, ENOUGH))
    return reader.once(("any", query, site_id), look)


def in_sample(reader: Reader, query: SearchQuery, site_id: int, words: Words) -> int:
    """Return how many stories a query finds in the smallest sample."""

    def look() -> int:
        clause = matching(reader, query, site_id, words, sample=0)
        return count_matching(reader.searcher, clause)

    return reader.once(("in sample", query, site_id, words), look)


def with_every_word(
    reader: Reader, query: SearchQuery, site_id: int, depth: int
) -> Ranked:
    """Return the best stories with all required tokens, by words and titles."""

    def look() -> Ranked:
        limits = narrowing(reader, query, site_id)
        clause = limits.among(map(token_clause, query.required))
        optional = [weighed(token) for token in query.tokens if not token.is_required]
        clause = with_bonuses(clause, [*optional, *title_bonuses(query)])
        return reader.searcher.search(clause, depth, count=False).hits

    if not query.required:
        return []
    return reader.once(("every word", query, site_id, depth), look)


def weighed(token: QueryToken) -> Query:
    """Return the clause for a token with its weight."""
    clause = token_clause(token)
    if token.weight == 1.0:
        return clause
    return Query.boost_query(clause, token.weight)


def matching(
    reader: Reader,
    query: SearchQuery,
    site_id: int,
    words: Words,
    *,
    sample: int | None = None,
) -> Query:
    """Return the clause for all that is found, or for those of it in a sample."""
    tokens = query.tokens if words is Words.SOME else query.required
    if sample is not None and (sample > SMALL_SAMPLE or not tokens):
        return _sampled(matching(reader, query, site_id, words), sample)
    clause = found_clause if words is Words.INSIDE else token_clause
    clauses = [
        clause(token) if sample is None else _in_small_sample(token, clause, sample)
        for token in tokens
    ]
    if words is Words.SOME:
        clauses = [some(clauses)]
    return narrowing(reader, query, site_id).among(clauses)


def _in_small_sample(
    token: QueryToken, clause: Callable[[QueryToken], Query], sample: int
) -> Query:
    """Return the clause for the stories of a small sample that have a token."""
    is_piece = clause is found_clause and token.piece
    if is_piece or token.is_prefix or token.alternatives:
        return _sampled(clause(token), sample)
    term = sampled_term(token.text, sample)
    return Query.term_query(SCHEMA, "sampled", term, "basic")


def _sampled(clause: Query, sample: int) -> Query:
    """Return the clause for those in a sample: number n has 2**n of SHARDS parts."""
    return every([clause, Query.term_query(SCHEMA, "sample", sample, "basic")])


def narrowing(reader: Reader, query: SearchQuery, site_id: int) -> Conditions:
    """Return the conditions of a query in a site.

    Where there is one site only, and so most often, to look at it for each story
    would cost more than all the rest. What asks for nothing but a site still does.
    """
    is_limited = bool(query.tokens or query.phrases or query.after or query.before)
    is_limited |= any(not one.is_excluded for one in query.filters)
    is_needed = not (is_limited and _is_only_site(reader, site_id))
    return conditions(query, site_id if is_needed else None)


def _is_only_site(reader: Reader, site_id: int) -> bool:
    # Exact: both count what is deleted until the next merge, and each story has both.
    searcher = reader.searcher
    stories = searcher.doc_freq("kind", STORY)
    return searcher.doc_freq("site", str(site_id)) == stories


def has_all_words(query: SearchQuery, sort: Sort) -> bool:
    """Return whether stories are found only if they have every word."""
    return sort is Sort.NEWEST or not query.tokens or is_lone(query)


def is_lone(query: SearchQuery) -> bool:
    """Return whether a query is of single characters, which give no score."""
    return bool(query.tokens) and all(token.is_prefix for token in query.tokens)


def number_with(searcher: Searcher, token: QueryToken) -> int:
    """Return how many entries have a token, whatever may stand in its place.

    Deleted ones are counted until the next merge.
    """
    field = "text_characters" if token.is_prefix else "text"
    return searcher.doc_freq(field, token.text)


def count_matching(searcher: Searcher, clause: Query) -> int:
    """Return how many stories a clause matches, exactly."""
    return _total(searcher.search(clause, 1, order_by_field="place"))


def count_stories(searcher: Searcher) -> int:
    """Return how many stories the index holds."""
    # Not doc_freq: it counts what is deleted until the next merge.
    query = Query.term_query(SCHEMA, "kind", STORY, "basic")
    return _total(searcher.search(query, 1))


def _total(found: FoundDocuments) -> int:
    return found.count  # type: ignore[attr-defined]  # missing from Tantivy's stub
