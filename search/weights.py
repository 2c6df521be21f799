"""How much a word weighs in a story: written into the index, to choose stories by.

The weight is the part that a story has in a word's score by BM25, from 0 to 1: it rises
with how often the word stands there, and falls with the length of the story. Of words
that weigh much, the index says on which of some levels; each level of a word is a term
of its own (search.choosing).
"""

from collections import Counter
from collections.abc import Iterator, Sequence

LEVELS = 8
# The constants of Tantivy's BM25.
_K1, _B = 1.2, 0.75
# In tokens. BM25 takes the average of the archive, which moves; this only chooses.
_TYPICAL_LENGTH = 1000
# A word that stands twice in a story of that length weighs less.
_LEAST = 0.7
_STEP = (1 - _LEAST) / LEVELS


def heavy_terms(words: Sequence[str]) -> Iterator[str]:
    """Yield the terms for the words that weigh much in a story of these words."""
    length_part = _K1 * (1 - _B + _B * len(words) / _TYPICAL_LENGTH)
    fewest = _LEAST / (1 - _LEAST) * length_part
    for word, times in Counter(words).items():
        if times >= fewest:
            weight = times / (times + length_part)
            yield heavy_term(word, int((weight - _LEAST) / _STEP))


def heavy_term(word: str, level: int) -> str:
    """Return the term for stories in which a word has its weight on this level."""
    return f"{level}{word}"


def weight_of(level: int) -> float:
    """Return the weight in the middle of a level."""
    return _LEAST + (level + 0.5) * _STEP
