"""All that a search finds: how many stories, and how many of each facet's values."""

from typing import NamedTuple

from search.counting import Count, count
from search.facets import DIMENSIONS, Facets, with_choice
from search.matching import ENOUGH, Words, with_every_word
from search.query import SearchQuery
from search.storage import Reader
from search.wanted import Wanted


class Tally(NamedTuple):
    """How many stories are found, at least about, and how many of each facet's values."""

    number: int
    is_exact: bool
    facets: Facets


def tally(reader: Reader, wanted: Wanted, site_id: int, words: Words) -> Tally:
    """Count what is found of what is wanted."""
    counted = _counted(reader, wanted.narrowed(), site_id, words, _open(wanted))
    facets = _facets(reader, wanted, site_id, words) if wanted.with_facets else {}
    return Tally(counted.number, counted.is_exact, facets)


def number_with_all(reader: Reader, query: SearchQuery, site_id: int) -> int:
    """Return how many of the stories with some words have all, also in longer ones."""
    if not query.has_pieces:
        # Some words are enough only where few stories have every one: all are known.
        return len(with_every_word(reader, query, site_id, ENOUGH))
    return _counted(reader, query, site_id, Words.INSIDE, ()).number


def _facets(reader: Reader, wanted: Wanted, site_id: int, words: Words) -> Facets:
    """Return the counts under all filters; of a chosen facet, under the others."""
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
