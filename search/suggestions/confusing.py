"""Syllables that speakers of many regions do not tell apart, nor their keyboards."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations, product

from search.suggestions.pinyin import SYLLABLES

# Flat and curled tongue, n and l, f and h, r and l: what a syllable begins with.
_BEGINNINGS = (
    ("z", "zh"),
    ("c", "ch"),
    ("s", "sh"),
    ("n", "l"),
    ("f", "h"),
    ("r", "l"),
)
# Through the mouth and through the nose: what it ends with.
_ENDS = (("an", "ang"), ("en", "eng"), ("in", "ing"))
# In so many syllables somebody is wrong at most, and so many ways are looked for.
_WRONG = 2
MAX_SOUNDS = 200


def confused(syllables: list[str]) -> list[str]:
    """Return what else sounds so, one wrong syllable first: "zhang ye " for zang ye."""
    found: list[str] = []
    for number in range(1, _WRONG + 1):
        for places in combinations(range(len(syllables)), number):
            found += _with_others(syllables, places)
    return list(dict.fromkeys(found))[:MAX_SOUNDS]


def _with_others(syllables: list[str], places: tuple[int, ...]) -> Iterator[str]:
    for others in product(*(others_of(syllables[place]) for place in places)):
        chosen = dict(zip(places, others, strict=True))
        yield "".join(
            f"{chosen.get(place, syllable)} "
            for place, syllable in enumerate(syllables)
        )


@cache
def others_of(syllable: str) -> tuple[str, ...]:
    """Return the syllables that one is taken for, in the order of the alphabet."""
    if syllable not in SYLLABLES:
        return ()
    beginnings = {syllable, *_swapped(syllable, _BEGINNINGS, is_end=False)}
    every = {
        other
        for begun in beginnings
        for other in (begun, *_swapped(begun, _ENDS, is_end=True))
    }
    return tuple(sorted((every & SYLLABLES) - {syllable}))


def _swapped(
    syllable: str, pairs: tuple[tuple[str, str], ...], *, is_end: bool
) -> Iterator[str]:
    """Yield a syllable with one of a pair in the place of the other."""
    for one, other in (*pairs, *((second, first) for first, second in pairs)):
        if is_end and syllable.endswith(one):
            yield syllable.removesuffix(one) + other
        if not is_end and syllable.startswith(one):
            yield other + syllable.removeprefix(one)
