"""All that a search finds: how many stories, and how many of each facet's values."""

from typing import NamedTuple

from tantivy import Query

from search.counting import Count, count
from search.facets import DIMENSIONS, Facets, with_choice
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


def found_by(reader: Reader, wanted: Wanted, site_id: int, words: Words) -> Found:
    """Return what is found of what is wanted."""
    query = wanted.narrowed()
    counted = _counted(reader, query, site_id, words, _open(wanted))
    clause = matching(reader, query, site_id, words)
    return Found(words, clause, counted.number, counted.is_exact)


def number_of(reader: Reader, query: SearchQuery, site_id: int, words: Words) -> int:
    """Return how many stories a query finds, at least about."""
    return _counted(reader, query, site_id, words, ()).number


def facets_of(reader: Reader, wanted: Wanted, site_id: int, words: Words) -> Facets:
    """Return the counts under all filters; of a chosen facet, under the others."""
    if not wanted.with_facets:
        return {}
    facets = _counted(reader, wanted.narrowed(), site_id, words, _open(wanted)).facets
    for name, value in wanted.chosen.items():
        query = wanted.narrowed(leaving_out=name)
        others = _counted(reader, query, site_id, words, (name,)).facets
        facets = {**facets, name: with_choice(others[name], value)}
    return {name: facets[name] for name in DIMENSIONS}


def _open(wanted: Wanted) -> tuple[str, ...]:
    """Return the facets that are counted with all that is found."""
    if not wanted.with_facets:
        return ()
    return tuple(name for name in DIMENSIONS if name not in wanted.chosen)


def _counted(
    reader: Reader,
    query: SearchQuery,
    site_id: int,
    words: Words,
    dimensions: tuple[str, ...],
) -> Count:
    return reader.once(
        ("count", query, site_id, words, dimensions),
        lambda: count(reader, query, site_id, words, dimensions),
    )
