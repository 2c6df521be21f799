"""Which block of one version is which of the other, and which of them have moved.

By id first. What then remains on both sides may be the same all the same: programs that
write a story through the API, and editors who paste one, give its blocks new ids.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from wagtail import blocks

# Blocks without a common id are the same from this likeness on: their pairs of
# characters, common ones counted twice, among all.
LIKENESS = 0.5
# More pairs than these are not looked at for their likeness.
MOST_PAIRS = 40_000

_TAG = re.compile(r"<[^>]*>")


class Part(NamedTuple):
    """A block where it stands, in a stream or a list."""

    id: str | None
    block: blocks.Block
    value: Any

    @property
    def name(self) -> str:
        """Return the kind of the block; only blocks of one kind are compared."""
        return str(self.block.name)


Match = tuple[int, int]


def match(before: Sequence[Part], after: Sequence[Part]) -> list[Match]:
    """Return the places of each block that is in both, in the order of `after`."""
    places = {part.id: place for place, part in enumerate(before) if part.id}
    found = {
        places[part.id]: place
        for place, part in enumerate(after)
        if part.id in places and before[places[part.id]].name == part.name
    }
    left = [place for place in range(len(before)) if place not in found]
    taken = set(found.values())
    right = [place for place in range(len(after)) if place not in taken]
    for first, second in _alike(before, after, left, right):
        if first not in found and second not in taken:
            found[first] = second
            taken.add(second)
    return sorted(found.items(), key=lambda pair: pair[1])


def _alike(
    before: Sequence[Part],
    after: Sequence[Part],
    left: Sequence[int],
    right: Sequence[int],
) -> list[Match]:
    """Return likely pairs of those without a common id, the likeliest first."""
    if not left or len(left) * len(right) > MOST_PAIRS:
        return []
    first = {place: _pairs_of(before[place]) for place in left}
    second = {place: _pairs_of(after[place]) for place in right}
    rated = [
        (_likeness(first[one], second[other]), -abs(one - other), one, other)
        for one in left
        for other in right
        if before[one].name == after[other].name
    ]
    rated.sort(reverse=True)
    return [(one, other) for like, _, one, other in rated if like >= LIKENESS]


def _pairs_of(part: Part) -> set[tuple[str, str]]:
    """Return the pairs of characters side by side in what a block says."""
    said = part.block.get_prep_value(part.value)
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    return set(pairwise(f" {_TAG.sub('', text)} "))


def _likeness(one: set[Any], other: set[Any]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def unmoved(matches: Sequence[Match]) -> set[Match]:
    """Return the longest part of the matches that has kept its order.

    All others have moved. `matches` are in the order of the later version.
    """
    ends: list[int] = []
    chain: list[list[Match]] = []
    links: dict[Match, Match | None] = {}
    for pair in matches:
        place = bisect_left(ends, pair[0])
        links[pair] = chain[place - 1][-1] if place else None
        if place == len(ends):
            ends.append(pair[0])
            chain.append([pair])
        else:
            ends[place] = pair[0]
            chain[place].append(pair)
    kept: set[Match] = set()
    last = chain[-1][-1] if chain else None
    while last is not None:
        kept.add(last)
        last = links[last]
    return kept
