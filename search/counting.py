"""How many stories are found: counted up to some number, beyond it estimated.

A count visits every story that matches, and so do the counts of facets. Of many, a
sample says as much as a reader wants to know: each story is in samples that hold a
64th, a 32nd … of all by its id alone, so the same search gives the same numbers.
"""

from typing import NamedTuple

from tantivy import Query

from search.matching import Words, count_matching, in_sample, matching
from search.query import SearchQuery
from search.schema import SAMPLES, SHARDS, STORY
from search.storage import Reader

# More stories than this are not counted one by one.
EXACT = 20_000
# A sample has so many that match: the estimate is then within three in a hundred.
_ENOUGH = 5000


class Count(NamedTuple):
    """How many stories match; `clause` is for those of them that were counted.

    Each that was counted stands for `weight` stories.
    """

    number: int
    clause: Query
    weight: int = 1

    @property
    def is_exact(self) -> bool:
        return self.weight == 1


def count(reader: Reader, query: SearchQuery, site_id: int, words: Words) -> Count:
    """Return how many stories a query finds: exactly where they are few."""
    if reader.searcher.doc_freq("kind", STORY) > EXACT:
        least = in_sample(reader, query, site_id, words)
        if least * SHARDS > EXACT:
            return _estimate(reader, query, site_id, words, least)
    clause = matching(reader, query, site_id, words)
    return Count(count_matching(reader.searcher, clause), clause)


def _estimate(
    reader: Reader, query: SearchQuery, site_id: int, words: Words, least: int
) -> Count:
    number = 0
    while least << number < _ENOUGH and number < SAMPLES - 1:
        number += 1
    part = matching(reader, query, site_id, words, sample=number)
    found = count_matching(reader.searcher, part) if number else least
    weight = SHARDS >> number
    return Count(rounded(found, weight), part, weight)


def rounded(found: int, weight: int) -> int:
    """Return an estimate with no more figures than a sample of `found` can tell."""
    if weight == 1:
        return found
    number = found * weight
    figures = 2 if found >= _ENOUGH // 100 else 1
    return round(number, figures - len(str(number)))
