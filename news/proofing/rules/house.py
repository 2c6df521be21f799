"""The rules of the house: imported for their entries in the list."""

from news.proofing.rules import (
    dates,
    links,
    numbers,
    pairs,
    paragraphs,
    pictures,
    punctuation,
    signature,
    words,
)

__all__ = [
    "dates",
    "links",
    "numbers",
    "pairs",
    "paragraphs",
    "pictures",
    "punctuation",
    "signature",
    "words",
]
