"""How many stories are found: counted up to some number, beyond it estimated.

A count visits every story that matches, and so do the counts of facets. Of many, a
sample says as much as a reader wants to know: each story is in samples that hold a
256th, a 128th … of all by its id alone, so the same search gives the same numbers.
"""

from typing import NamedTuple

from tantivy import Query

from search.facets import Facets, count_with_facets
from search.matching import Words, count_matching, in_sample, matching
from search.query import SearchQuery
from search.rounding import rounded
from search.schema import SAMPLES, SHARDS, STORY
from search.storage import Reader

# More stories than this are not counted one by one.
EXACT = 20_000
# A sample has so many that match: the estimate is then within four in a hundred.
_ENOUGH = 3000


class Count(NamedTuple):
    """How many stories match, and how many of each value of the facets asked for.

    Each story that was counted stands for `weight` stories.
    """

    number: int
    facets: Facets
    weight: int = 1

    @property
    def is_exact(self) -> bool:
        return self.weight == 1


def count(
    reader: Reader,
    query: SearchQuery,
    site_id: int,
    words: Words,
    dimensions: tuple[str, ...] = (),
) -> Count:
    """Return how many stories a query finds: exactly where they are few.

    Facets of some `dimensions` are counted in the same going through.
    """
    number = _sample(reader, query, site_id, words)
    if number is None:
        return _count(reader, matching(reader, query, site_id, words), dimensions, 1)
    part = matching(reader, query, site_id, words, sample=number)
    return _count(reader, part, dimensions, SHARDS >> number)


def _sample(
    reader: Reader, query: SearchQuery, site_id: int, words: Words
) -> int | None:
    """Return the sample in which enough stories match, None where few match in all."""
    if reader.searcher.doc_freq("kind", STORY) <= EXACT:
        return None
    least = in_sample(reader, query, site_id, words)
    if least * SHARDS <= EXACT:
        return None
    numbers = range(SAMPLES - 1)
    return next((one for one in numbers if least << one >= _ENOUGH), SAMPLES - 1)


def _count(
    reader: Reader, clause: Query, dimensions: tuple[str, ...], weight: int
) -> Count:
    if dimensions:
        found, facets = count_with_facets(reader.searcher, clause, dimensions, weight)
    else:
        found, facets = count_matching(reader.searcher, clause), {}
    return Count(rounded(found, weight), facets, weight)
