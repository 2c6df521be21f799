"""Which stories a query finds, in whatever order."""

from collections.abc import Hashable
from dataclasses import replace
from enum import Enum, StrEnum
from typing import NamedTuple

from tantivy import Query, Searcher
from tantivy import SearchResult as FoundDocuments

from search.clauses import (
    Conditions,
    conditions,
    every,
    found_clause,
    some,
    token_clause,
)
from search.query import SearchQuery
from search.schema import SCHEMA, STORY
from search.storage import Reader

# So many stories with every word are enough: those with only some are left out then.
ENOUGH = 200


class Sort(StrEnum):
    """The order of the stories found."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


class Hit(NamedTuple):
    """A story found; without a score when the order does not come from one.

    `place` is its place in the order of publication, where that is the order.
    """

    page_id: int
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
        _has(reader, matching(reader, one, site_id, Words.EVERY), number)
        for one, number in wanted.items()
    )
    return Words.EVERY if are_enough else Words.SOME


def _has(reader: Reader, clause: Query, number: int) -> bool:
    """Return whether a clause matches so many stories."""
    # Of many, a sample has enough; of others, the best are soon found.
    if count_matching(reader.searcher, sampled(clause, 0)) >= number:
        return True
    return len(reader.searcher.search(clause, number, count=False).hits) == number


def sampled(clause: Query, sample: int) -> Query:
    """Return the clause for those in a sample: number n has 2**n of SHARDS parts."""
    return every([clause, Query.term_query(SCHEMA, "sample", sample, "basic")])


def matching(reader: Reader, query: SearchQuery, site_id: int, words: Words) -> Query:
    """Return the clause for all that is found."""
    limits = narrowing(reader, query, site_id)
    if words is Words.SOME:
        clauses = [token_clause(token) for token in query.tokens]
        return limits.among([some(clauses)]) if limits else some(clauses)
    clause = found_clause if words is Words.INSIDE else token_clause
    return limits.among(clause(token) for token in query.required)


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
