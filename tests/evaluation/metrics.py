"""How good an order of stories is: MRR@10, nDCG@10, recall@100.

As trec_eval reckons them: gains are grades, discounted by the logarithm of the rank.
Of more than a hundred relevant stories, recall@100 asks for a hundred.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import log2
from statistics import fmean, median, quantiles
from typing import NamedTuple

DEPTH = 10
RECALL_DEPTH = 100

Grades = Mapping[str, float]


class Quality(NamedTuple):
    """The three measures, of one query or the mean of many; from 0 to 1."""

    mrr: float
    ndcg: float
    recall: float


class Latency(NamedTuple):
    """Milliseconds."""

    p50: float
    p95: float


def quality(ranked: Sequence[str], relevant: Grades) -> Quality:
    """Return how well an order of ids answers a query with these judgments."""
    return Quality(
        reciprocal_rank(ranked, relevant),
        discounted_gain(ranked, relevant),
        recall(ranked, relevant),
    )


def reciprocal_rank(ranked: Sequence[str], relevant: Grades) -> float:
    """Return 1 / the rank of the first relevant story among the first ten, or 0."""
    for rank, pk in enumerate(ranked[:DEPTH], 1):
        if relevant.get(pk, 0) > 0:
            return 1 / rank
    return 0.0


def discounted_gain(ranked: Sequence[str], relevant: Grades) -> float:
    """Return the discounted gain of the first ten, as a share of the best order's."""
    best = _gain(sorted(relevant.values(), reverse=True)[:DEPTH])
    return _gain([relevant.get(pk, 0) for pk in ranked[:DEPTH]]) / best if best else 0.0


def _gain(grades: Iterable[float]) -> float:
    return sum(grade / log2(rank + 1) for rank, grade in enumerate(grades, 1))


def recall(ranked: Sequence[str], relevant: Grades) -> float:
    """Return which share of the relevant stories is among the first hundred."""
    wanted = {pk for pk, grade in relevant.items() if grade > 0}
    found = wanted.intersection(ranked[:RECALL_DEPTH])
    return len(found) / min(len(wanted), RECALL_DEPTH) if wanted else 0.0


def mean(qualities: Sequence[Quality]) -> Quality:
    """Return the mean of each measure over queries, of which there is one at least."""
    return Quality(*(fmean(values) for values in zip(*qualities, strict=True)))


def latency(seconds: Sequence[float]) -> Latency:
    """Return the median and the 95th percentile of how long requests took."""
    if len(seconds) == 1:
        return Latency(seconds[0] * 1e3, seconds[0] * 1e3)
    return Latency(median(seconds) * 1e3, quantiles(seconds, n=20)[18] * 1e3)
