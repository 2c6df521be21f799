"""The words of a query: its tokens, required or optional, and what to mark of them.

Only queries are cut into words, and only to tell which pairs of characters belong
together: the index holds no words. All texts here are folded.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from search.text import Run, joins_next, parts, runs, with_neighbours

if TYPE_CHECKING:
    from rjieba import Jieba

OPTIONAL_WEIGHT = 0.5

# What a question asks with, and what tells nothing of what it asks about.
_ASKING = re.compile(
    "哪[里儿边些个位种国家年天次]|哪[一几].?|怎么[样办]?|怎样|怎么回事"
    "|[为干做]?[什甚]么[样人事]?|什么地方|[如为]何|何[时处地人年种]|多少|多久|谁"
)
_FUNCTION_WORDS = frozenset("的了着吗呢吧呀是在有会能要该被由就都才我你您")


@dataclass(frozen=True, slots=True)
class QueryToken:
    """A token of the index to look for; a prefix stands for a lone Han character.

    `alternatives` are texts of the same meaning: a story that holds one of them as
    written counts as having the token. `piece` is the Latin word or number that the
    token comes from, with its neighbours: it may be a part of a longer one.
    """

    text: str
    is_required: bool = True
    is_prefix: bool = False
    alternatives: tuple[str, ...] = ()
    piece: str = ""

    @property
    def weight(self) -> float:
        return 1.0 if self.is_required else OPTIONAL_WEIGHT


def tokens(text: str, *, is_phrase: bool = False) -> Iterator[QueryToken]:
    """Yield the tokens to look for; of a phrase all are required."""
    found = list(runs(text))
    for run, following in zip_longest(found, found[1:]):
        if not run.is_han:
            piece = with_neighbours(text, run.start, run.end)
            for token in _word_tokens(run, following):
                yield replace(token, piece=piece)
            continue
        if len(run.text) > 1:
            yield from _pair_tokens(run.text, is_phrase=is_phrase)
        elif not _is_joined(run, found):
            yield QueryToken(run.text, is_prefix=True)


def cut(text: str) -> list[str]:
    """Return the words of a text and what stands between them; joined, they are it."""
    return _segmenter().cut(text)


def without_question(text: str) -> tuple[str, list[str]]:
    """Return what a question asks about, and the words that were left out of it.

    Many stories have the words that ask, whatever they tell of; hardly one has the pairs
    that 的 or 是 make with its neighbours. What asks nothing is returned as it is.
    """
    words = cut(text)
    if not any(map(_ASKING.fullmatch, words)):
        return text, []
    telling, left_out = "", list[str]()
    for before, word in pairwise(["", *words]):
        # 什么时候 is cut in two.
        asks = _ASKING.fullmatch(before if word == "时候" else word)
        if asks or word in _FUNCTION_WORDS:
            left_out.append(word)
            telling += " "
        else:
            telling += word
    return telling, left_out


def merged(found: Iterable[QueryToken]) -> tuple[QueryToken, ...]:
    """Return each token once, required when any of its occurrences is."""
    unique: dict[str, QueryToken] = {}
    for token in found:
        if token.text not in unique or token.is_required:
            unique[token.text] = token
    return tuple(unique.values())


def spans(text: str) -> list[str]:
    """Return the stretches of runs that touch: `8月15日` is one, of four runs."""
    found: list[str] = []
    end = -1
    for run in runs(text):
        if run.start == end:
            found[-1] += run.text
        else:
            found.append(run.text)
        end = run.end
    return found


def terms(text: str, *, is_phrase: bool = False) -> Iterator[str]:
    """Yield what to mark for a text: its stretches, and the words of them.

    A word of one character is marked with its neighbours: it may be part of a name.
    """
    yield from spans(text)
    if is_phrase:
        return
    found = list(runs(text))
    for run, following in zip_longest(found, found[1:]):
        if run.is_han:
            yield from _han_terms(run.text)
        elif following is None or not _is_joined(following, [run]):
            yield from [run.text, *parts(run.text)]


@cache
def _segmenter() -> "Jieba":
    # Reading its dictionary takes 0.1 s, which only a process that searches spends.
    from rjieba import Jieba

    return Jieba()


def _word_borders(text: str) -> list[tuple[int, int]]:
    """Return where the words of a Han run begin and end."""
    return [(start, end) for _, start, end in _segmenter().tokenize(text)]


def _is_joined(run: Run, found: list[Run]) -> bool:
    """Return whether a run's first character is looked for with the word before it."""
    return any(
        word.end == run.start and not word.is_han and joins_next(word.text)
        for word in found
    )


def _word_tokens(run: Run, following: Run | None) -> Iterator[QueryToken]:
    if following and _is_joined(following, [run]):
        yield QueryToken(run.text + following.text[0])
        yield QueryToken(run.text, is_required=False)
        return
    inside = parts(run.text)
    yield QueryToken(run.text, is_required=not inside)
    for part in inside:
        yield QueryToken(part)


def _pair_tokens(text: str, *, is_phrase: bool) -> Iterator[QueryToken]:
    """Yield the pairs of a Han run: those across two words may be absent.

    A word of one character is no border: most names are cut so.
    """
    across = set()
    if not is_phrase:
        borders = _word_borders(text)
        across = {
            end - 1
            for (start, end), (next_start, next_end) in pairwise(borders)
            if end - start > 1 and next_end - next_start > 1
        }
    for index in range(len(text) - 1):
        yield QueryToken(text[index : index + 2], is_required=index not in across)


def _han_terms(text: str) -> Iterator[str]:
    for start, end in _word_borders(text):
        if end - start > 1:
            yield text[start:end]
            # A story may be found by a part: by 城市 of 文明城市.
            if end - start > 2:
                yield from (text[at : at + 2] for at in range(start, end - 1))
        else:
            pairs = (
                text[index : index + 2] for index in (start - 1, start) if index >= 0
            )
            yield from (pair for pair in pairs if len(pair) == 2)
