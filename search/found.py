"""All that a search finds: how many stories, and how many of each facet's values."""

from typing import NamedTuple

from tantivy import Query

from search.counting import Count, count
from search.facets import DIMENSIONS, Facets, count_facets, with_choice
from search.matching import Words, matching
from search.query import SearchQuery
from search.storage import Reader
from search.wanted import Wanted


class Found(NamedTuple):
    """The stories found: the clause for them, and how many, at least about."""

    words: Words
    clause: Query
    number: int
    is_exact: bool


def found_by(reader: Reader, query: SearchQuery, site_id: int, words: Words) -> Found:
    """Return what a query finds."""
    counted = _counted(reader, query, site_id, words)
    clause = matching(reader, query, site_id, words)
    return Found(words, clause, counted.number, counted.is_exact)


def _counted(reader: Reader, query: SearchQuery, site_id: int, words: Words) -> Count:
    return reader.once(
        ("count", query, site_id, words),
        lambda: count(reader, query, site_id, words),
    )


def facets_of(reader: Reader, wanted: Wanted, site_id: int, words: Words) -> Facets:
    """Return the counts under all filters; of a chosen facet, under the others."""
    chosen = wanted.chosen
    open_ones = tuple(name for name in DIMENSIONS if name not in chosen)
    facets = _facets(reader, wanted.narrowed(), site_id, words, open_ones)
    for name in chosen:
        query = wanted.narrowed(leaving_out=name)
        counted = _facets(reader, query, site_id, words, (name,))
        facets = {**facets, name: with_choice(counted[name], chosen[name])}
    return {name: facets[name] for name in DIMENSIONS}


def _facets(
    reader: Reader,
    query: SearchQuery,
    site_id: int,
    words: Words,
    dimensions: tuple[str, ...],
) -> Facets:
    if not dimensions:
        return {}

    def look() -> Facets:
        sample = _counted(reader, query, site_id, words)
        return count_facets(reader.searcher, sample.clause, dimensions, sample.weight)

    return reader.once(("facets", dimensions, query, site_id, words), look)
