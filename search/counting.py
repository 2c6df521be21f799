"""How many stories are found: counted up to some number, beyond it estimated.

A count visits every story that matches, and so do the counts of facets. Of many, a
sample says as much as a reader wants to know: each story is in samples that hold a
256th, a 128th … of all by its id alone, so the same search gives the same numbers.
"""

from typing import NamedTuple

from search.facets import Facets, count_with_facets
from search.matching import Words, count_matching, in_sample, matching
from search.query import SearchQuery
from search.rounding import rounded
from search.schema import SAMPLES, SHARDS, STORY
from search.storage import Reader

# More stories than this are not counted one by one.
EXACT = 20_000
# A sample has so many that match: the estimate is then within five in a hundred.
_ENOUGH = 2000


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
    sample = None
    if reader.searcher.doc_freq("kind", STORY) > EXACT:
        sample = _sample_with_enough(in_sample(reader, query, site_id, words))
    clause = matching(reader, query, site_id, words, sample=sample)
    weight = 1 if sample is None else SHARDS >> sample
    if dimensions:
        seen, facets = count_with_facets(reader.searcher, clause, dimensions, weight)
    else:
        seen, facets = count_matching(reader.searcher, clause), {}
    return Count(rounded(seen, weight), facets, weight)


def _sample_with_enough(seen: int) -> int | None:
    """Return the sample to count in by how many the smallest has, None for all."""
    if seen * SHARDS <= EXACT:
        return None
    numbers = range(SAMPLES - 1)
    return next((one for one in numbers if seen << one >= _ENOUGH), SAMPLES - 1)
