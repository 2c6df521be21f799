"""Marking what was found: titles and passages with `<mark>` around the words.

Terms are looked for in the folded text, whose offsets are those of the original: a
simplified query marks traditional text, at exactly the characters that were written.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from search.text import fold

PASSAGE_LENGTH = 120
# How far back a passage may reach for the beginning of a clause.
_REACH = 40
_CLAUSE_END = re.compile(r"[。！？；，：、!?;,\n]")
_SENTENCE_END = re.compile(r"[。！？!?\n]")
# Enough to find the best window of any story; bounds the work for a common word.
_MAX_SPANS = 500


class Span(NamedTuple):
    """A stretch of a text to mark, and which of the terms it is."""

    start: int
    end: int
    term: str


def mark(text: str, terms: Sequence[str]) -> str:
    """Return `text` as HTML, every term in it marked."""
    return _marked(text, find_spans(text, terms), 0, len(text))


def passage(text: str, terms: Sequence[str], length: int = PASSAGE_LENGTH) -> str:
    """Return the part of `text` that says most about `terms`, as HTML.

    It is the window of about `length` characters with the most different terms; it
    starts at a clause. Without any of them, it is the beginning of the text.
    """
    spans = find_spans(text, terms)
    start = _best_start(text, spans, length)
    end = _last_end(text, start, length)
    before = "…" if start > 0 else ""
    after = "…" if end < len(text.rstrip()) else ""
    return f"{before}{_marked(text, spans, start, end).strip()}{after}"


def find_spans(text: str, terms: Sequence[str]) -> list[Span]:
    """Return where folded `terms` stand in `text`, longest first at each place."""
    pattern = _pattern(terms)
    if pattern is None:
        return []
    spans = []
    for match in pattern.finditer(fold(text)):
        spans.append(Span(match.start(), match.start() + len(match[1]), match[1]))
        if len(spans) == _MAX_SPANS:
            break
    return spans


def _pattern(terms: Sequence[str]) -> re.Pattern[str] | None:
    """Return what finds terms that may overlap: each match is empty, group 1 is it."""
    if not terms:
        return None
    ordered = sorted(set(terms), key=len, reverse=True)
    return re.compile(f"(?=({'|'.join(map(_bounded, ordered))}))")


def _bounded(term: str) -> str:
    """Return the pattern of a term; `gan` is not found in `gansu`, nor 1 in 2012."""
    before = r"(?<![a-z0-9])" if re.match(r"[a-z0-9]", term) else ""
    after = r"(?![a-z0-9])" if re.search(r"[a-z0-9]$", term) else ""
    return f"{before}{re.escape(term)}{after}"


def _best_start(text: str, spans: list[Span], length: int) -> int:
    """Return where the window with the most different terms starts."""
    if not spans:
        return 0
    starts = [span.start for span in spans]
    best, best_worth = 0, (0, 0)
    for start in dict.fromkeys(_clause_start(text, span.start) for span in spans):
        first = bisect_left(starts, start)
        inside = [
            other.term
            for other in spans[first : bisect_right(starts, start + length)]
            if other.end <= start + length
        ]
        worth = (len(set(inside)), len(inside))
        if worth > best_worth:
            best, best_worth = start, worth
    return best


def _clause_start(text: str, position: int) -> int:
    """Return the beginning of the clause at `position`, or a place shortly before."""
    floor = max(0, position - _REACH)
    ends = [match.end() for match in _CLAUSE_END.finditer(text, floor, position)]
    if ends:
        return ends[-1]
    return floor if floor == 0 else position - _REACH // 4


def _last_end(text: str, start: int, length: int) -> int:
    """Return where a window ends: after a sentence in its last third, if there is one."""
    end = start + length
    if end >= len(text):
        return len(text)
    ends = [
        match.end()
        for match in _SENTENCE_END.finditer(text, start + length * 2 // 3, end)
    ]
    return ends[-1] if ends else end


def _marked(text: str, spans: list[Span], start: int, end: int) -> str:
    pieces = []
    position = start
    for span_start, span_end in _merged(spans, start, end):
        pieces.append(escape(text[position:span_start]))
        pieces.append(f"<mark>{escape(text[span_start:span_end])}</mark>")
        position = span_end
    pieces.append(escape(text[position:end]))
    return "".join(pieces)


def _merged(spans: list[Span], start: int, end: int) -> list[tuple[int, int]]:
    """Return the stretches inside a window, overlapping and touching ones joined."""
    merged: list[tuple[int, int]] = []
    for span in spans:
        if span.start < start or span.end > end:
            continue
        if merged and span.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], span.end))
        else:
            merged.append((span.start, span.end))
    return merged
