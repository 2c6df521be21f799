"""What to search a made-up archive for: words by how many stories have them.

Frequencies are of a sample of the stories, the same each time; queries are drawn from
what it holds.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import rjieba

from search.text import HAN, fold
from tests.benchmarks import words

SAMPLE = 2000
QUERIES = 300
# Shares of all stories.
COMMON, MIDDLE = (0.2, 1.0), (0.005, 0.05)
# Names stand in a story's last line; see `vary`.
_NAMES = re.compile(f"到场的还有([{HAN}、]+)。$")
_WORD = re.compile(f"[{HAN}]{{2,4}}")
_IN_NO_STORY = "龘"
_SEED = 3


@dataclass(frozen=True)
class Terms:
    """Queries by their kind; several hundred of each, or as many as there are."""

    rare: list[str]
    middle: list[str]
    common: list[str]
    two_common: list[str]
    questions: list[str]
    misspelled: list[str]
    beginnings: list[str]


def draw_terms(titles: Sequence[str], texts: Sequence[str]) -> Terms:
    """Return queries about the stories of a sample, given as titles and texts."""
    counted = Counter(word for text in texts for word in set(_words(text)))
    common = _between(counted, len(texts), COMMON)
    pairs = [f"{one} {other}" for one in common for other in common if one < other]
    return Terms(
        rare=_some([name for text in texts for name in _names(text)]),
        middle=_some(_between(counted, len(texts), MIDDLE)),
        common=_some(common),
        two_common=_some(pairs),
        questions=_some(list(_questions())),
        misspelled=_some([f"{word[:-1]}{_IN_NO_STORY}" for word in common]),
        beginnings=_some(
            sorted({word[:2] for title in titles for word in _words(title)})
        ),
    )


def sample_stories() -> tuple[list[str], list[str]]:
    """Return the titles and the texts of stories evenly spread over the archive."""
    from news.models import PublishedDocument
    from news.published.models import STORY_TYPE

    stories = PublishedDocument.objects.filter(type=STORY_TYPE).order_by("pk")
    ids = list(stories.values_list("pk", flat=True))
    chosen = ids[:: max(1, len(ids) // SAMPLE)]
    rows = stories.filter(pk__in=chosen).values_list("title", "text")
    titles, texts = zip(*rows, strict=True)
    return [fold(title) for title in titles], [fold(text) for text in texts]


def _words(text: str) -> Iterator[str]:
    return (word for word in rjieba.cut(text) if _WORD.fullmatch(word))


def _names(text: str) -> list[str]:
    found = _NAMES.search(text)
    return found[1].split("、") if found else []


def _between(
    counted: Counter[str], total: int, shares: tuple[float, float]
) -> list[str]:
    low, high = (share * total for share in shares)
    return sorted(word for word, count in counted.items() if low <= count <= high)


def _questions() -> Iterator[str]:
    for place in words.PLACE_HEADS:
        for thing, verb in zip(words.THINGS, words.VERBS, strict=False):
            yield f"{place}的{thing}什么时候能{verb}好"


def _some(found: Sequence[str]) -> list[str]:
    unique = list(dict.fromkeys(found))
    Random(_SEED).shuffle(unique)  # noqa: S311
    return unique[:QUERIES]
