"""How many of the stories found stand in each category, source, year and tag."""

from dataclasses import dataclass, replace
from typing import Any

from tantivy import Query, Searcher

from search.rounding import rounded
from search.schema import FACET_SEPARATOR
from search.text import fold

CATEGORY, SOURCE, YEAR, TAG = "category", "source", "year", "tag"
DIMENSIONS = (CATEGORY, SOURCE, YEAR, TAG)
# How many values of each are told: more than a reader looks through.
LENGTH = 20
# The fast fields that are counted; the filters themselves are folded.
_FIELDS = {
    CATEGORY: "category_facet",
    SOURCE: "source_facet",
    YEAR: "year",
    TAG: "tag_facet",
}
_ALL = "all"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value to narrow a search by: what a parameter takes, what a reader reads."""

    value: str
    label: str
    count: int
    is_chosen: bool = False


Facets = dict[str, list[FacetValue]]


def count_with_facets(
    searcher: Searcher,
    matching: Query,
    dimensions: tuple[str, ...] = DIMENSIONS,
    weight: int = 1,
) -> tuple[int, Facets]:
    """Return how many match, and of them the most frequent values of each dimension.

    In a sample of the stories found, each value stands for `weight` of them.
    """
    wanted: dict[str, Any] = {
        name: {"terms": {"field": _FIELDS[name], "size": LENGTH}} for name in dimensions
    }
    # Each story has one.
    wanted[_ALL] = {"value_count": {"field": "page_id"}}
    counted = searcher.aggregate(matching, wanted)
    facets = {
        name: _values(name, counted[name]["buckets"], weight) for name in dimensions
    }
    return int(counted[_ALL]["value"]), facets


def _values(
    dimension: str, buckets: list[dict[str, Any]], weight: int
) -> list[FacetValue]:
    values = [
        _value(dimension, bucket["key"], rounded(bucket["doc_count"], weight))
        for bucket in buckets
    ]
    if dimension == YEAR:
        return sorted(values, key=lambda one: int(one.value), reverse=True)
    return sorted(values, key=lambda one: (-one.count, one.value))


def _value(dimension: str, key: Any, count: int) -> FacetValue:
    if dimension == YEAR:
        return FacetValue(str(int(key)), f"{int(key)}年", count)
    value, _, label = str(key).partition(FACET_SEPARATOR)
    return FacetValue(value, label or value, count)


def with_choice(values: list[FacetValue], chosen: str | None) -> list[FacetValue]:
    """Return a facet with its chosen value named, also where it has no story."""
    if chosen is None:
        return values
    found = [
        replace(one, is_chosen=True) if fold(one.value) == fold(chosen) else one
        for one in values
    ]
    if any(one.is_chosen for one in found):
        return found
    return [*found, FacetValue(chosen, chosen, 0, is_chosen=True)]
