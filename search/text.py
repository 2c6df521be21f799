"""Folding and tokens: how Chinese text becomes what the index keeps.

Folding never adds or takes away a character, so every offset in a folded text is an
offset in the text that was written. Tokens are pairs of
characters and not words: the names people search a newspaper for are in no dictionary.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from operator import add
from typing import NamedTuple

from opencc import OpenCC

# Unified ideographs with their extensions, and the two signs written among them.
HAN = "々〇\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_BEYOND_HAN = 0x40000
_LETTER = rf"[^\W_{HAN}]"

# A run of Han characters, or letters and figures with what is written inside them:
# covid-19, 2.62%, c++. Lengths are bounded: an address is no word to search for.
_WORD = (
    rf"{_LETTER}{{1,64}}(?:[-.,'’&/_:@+]{_LETTER}{{1,64}}){{0,8}}(?:[%‰#]|\+{{1,2}})?"
)
_RUN = re.compile(rf"(?P<han>[{HAN}]+)|{_WORD}")
# A run of Han, or a word with the letter, figure or Han before and after it.
_NEAR = rf"(?:(?<=([^\W_]))|)({_WORD})(?:(?=([^\W_]))|)"
_RUN_WITH_NEIGHBOURS = re.compile(rf"([{HAN}]+)|{_NEAR}")
_HAN = re.compile(f"[{HAN}]")
_PART = re.compile(rf"\d+(?:[.,]\d+)+|{_LETTER}+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class Run(NamedTuple):
    """Characters written together: Han, or a Latin word or number with its signs."""

    text: str
    start: int
    is_han: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class Token(NamedTuple):
    """One entry of the index and where it stands in the text it came from."""

    text: str
    start: int
    end: int


class _Folding(dict[int, int]):
    """A table for `str.translate` that works a character out when it is first met.

    Building all of it at once would cost every process that never searches 0.1 s.
    """

    def __missing__(self, code: int) -> int:
        self[code] = next(map(ord, _folded([chr(code)])))
        return self[code]


_LINE_BREAK = "\n"
_FOLDING = _Folding({ord(_LINE_BREAK): ord(_LINE_BREAK)})


def _folded(characters: Sequence[str]) -> Iterator[str]:
    """Yield each of some characters folded, none of them a line break."""
    narrow = [_single(unicodedata.normalize("NFKC", one), one) for one in characters]
    # One call for all: between line breaks each is a text of its own.
    simplified = _simplifier().convert(_LINE_BREAK.join(narrow)).split(_LINE_BREAK)
    for converted, fallback in zip(simplified, narrow, strict=True):
        character = _single(converted, fallback)
        yield _single(character.lower(), character)


@cache
def _simplifier() -> OpenCC:
    """Return OpenCC's converter; of one character it uses the character table."""
    return OpenCC("t2s")


def _single(candidate: str, fallback: str) -> str:
    """Return `candidate` if it is one character, which keeps every offset true."""
    return candidate if len(candidate) == 1 else fallback


def fold(text: str) -> str:
    """Return `text` simplified, half-width and lower-case, of exactly its length."""
    return text.translate(_FOLDING)


@lru_cache(maxsize=1000)
def folded_into(text: str) -> frozenset[str]:
    """Return all characters that folding turns into one of a folded text."""
    others = _others()
    return frozenset("".join(others.get(character, "") for character in text))


@cache
def _others() -> dict[str, str]:
    """Return, for each folded character, the others that folding turns into it."""
    characters = [one for one in map(chr, range(_BEYOND_HAN)) if one.isprintable()]
    found: dict[str, str] = {}
    for character, folded in zip(characters, _folded(characters), strict=True):
        if character != folded:
            found[folded] = found.get(folded, "") + character
    return found


def is_han(character: str) -> bool:
    """Return whether a character is one of those that are indexed in pairs."""
    return _HAN.match(character) is not None


def is_all_han(text: str) -> bool:
    """Return whether a text has Han characters only."""
    return all(map(is_han, text))


class _Written(dict[str, bool]):
    """Which characters are part of a run, worked out when each is first met."""

    def __missing__(self, character: str) -> bool:
        self[character] = _RUN.match(character) is not None
        return self[character]


_WRITTEN = _Written()


def written_characters(folded: str) -> list[str]:
    """Return each letter, figure and Han character of a text once."""
    return list(filter(_WRITTEN.__getitem__, set(folded)))


def runs(folded: str) -> Iterator[Run]:
    """Yield the runs of a folded text in order; punctuation and spaces end a run."""
    for match in _RUN.finditer(folded):
        yield Run(match[0], match.start(), match["han"] is not None)


def parts(word: str) -> list[str]:
    """Return the parts of a Latin word or number, none when it is all one part.

    `covid-19` has `covid` and `19`; `2.62%` has `2.62`; `gansu` has none.
    """
    found = _PART.findall(word)
    return [] if found == [word] else found


@lru_cache(10_000)
def _known_parts(word: str) -> tuple[str, ...]:
    return tuple(parts(word))


def joins_next(word: str) -> bool:
    """Return whether a word is read with the Han character after it: 8月, 39届, A股."""
    return len(word) <= 2 or _NUMBER.fullmatch(word) is not None


def tokens(folded: str) -> Iterator[Token]:
    """Yield the index tokens of a folded text, in the order they are indexed."""
    previous: Run | None = None
    for run in runs(folded):
        if run.is_han:
            yield from _han_tokens(run, previous)
        else:
            yield from _word_tokens(run)
        previous = run


def token_texts(folded: str) -> list[str]:
    """Return the texts of `tokens`, several times as fast: for whole stories."""
    return story_tokens(folded)[0]


# Between the pieces of two words, which are not side by side.
_GAP = "|"


def story_tokens(folded: str) -> tuple[list[str], list[str]]:
    """Return the texts of `tokens`, and the pieces of all Latin words and numbers.

    By pieces a part of a word finds the story: `022年8` is in `2022年8月`.
    """
    found: list[str] = []
    inside: list[str] = []
    for han, before, word, after in _RUN_WITH_NEIGHBOURS.findall(folded):
        if han:
            found += map(add, han, han[1:])
            found.append(han[-1])
            continue
        found.append(word)
        found += _known_parts(word)
        if after and is_han(after) and joins_next(word):
            found.append(word + after)
        inside += pieces(before + word + after)
        inside.append(_GAP)
    return found, inside


def pieces(text: str) -> list[str]:
    """Return the pairs of characters of a word with its neighbours, none for one alone."""
    return list(map(add, text, text[1:]))


def with_neighbours(folded: str, start: int, end: int) -> str:
    """Return a word with the letter, figure or Han character before and after it."""
    before, after = folded[max(0, start - 1) : start], folded[end : end + 1]
    return (
        f"{before if before.isalnum() else ''}{folded[start:end]}"
        f"{after if after.isalnum() else ''}"
    )


def phrase_tokens(folded: str) -> list[str]:
    """Return the tokens any text holds side by side wherever it holds `folded`.

    The last character of a Han run is left out: in a longer text it ends no run.
    One Han character alone therefore has no tokens; see `is_lone_character`.
    """
    found = list(tokens(folded))
    if found and found[-1].text in folded[-1:] and is_han(folded[-1]):
        found.pop()
    return [token.text for token in found]


def _han_tokens(run: Run, previous: Run | None) -> Iterator[Token]:
    start, text = run.start, run.text
    if previous and previous.end == start and joins_next(previous.text):
        yield Token(previous.text + text[0], previous.start, start + 1)
    for index in range(len(text) - 1):
        yield Token(text[index : index + 2], start + index, start + index + 2)
    # The last character by itself: with it, every character begins some token.
    yield Token(text[-1], run.end - 1, run.end)


def _word_tokens(run: Run) -> Iterator[Token]:
    yield Token(run.text, run.start, run.end)
    offset = 0
    for part in parts(run.text):
        offset = run.text.index(part, offset)
        yield Token(part, run.start + offset, run.start + offset + len(part))
        offset += len(part)
