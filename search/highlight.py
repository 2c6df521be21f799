"""Marking what was found: titles and passages with `<mark>` around the words.

Terms are looked for in the folded text, whose offsets are those of the original: a
simplified query marks traditional text, at exactly the characters that were written.
"""

import re
from collections.abc import Sequence
from html import escape

from ahocorasick_rs import AhoCorasick

from search.text import fold, folded_into, is_all_han

PASSAGE_LENGTH = 120
# How far back a passage may reach for the beginning of a clause.
_REACH = 40
_TO_CLAUSE_END = re.compile(r".*[。！？；，：、!?;,\n]", re.DOTALL)
_SENTENCE_END = re.compile(r"[。！？!?\n]")
# What stands beyond, in the longest of stories, is not looked through for a passage.
_LONGEST = 20_000


# Where a stretch to mark starts and ends, and the number of the term that it is: plain,
# as the stories of one search have a thousand.
Span = tuple[int, int, int]


class Marker:
    """Marks the same folded terms in many texts; what it returns is HTML."""

    def __init__(self, terms: Sequence[str]) -> None:
        wanted = list(dict.fromkeys(terms))
        self._automaton = AhoCorasick(wanted)
        self._are_words = [_is_word(one) for one in wanted]
        characters = "".join(sorted(set("".join(terms))))
        self._others = folded_into(characters) if is_all_han(characters) else None

    def mark(self, text: str) -> str:
        """Return `text` with every term in it marked."""
        return _marked(text, self._spans(fold(text)), 0, len(text))

    def passage(self, text: str, length: int = PASSAGE_LENGTH) -> str:
        """Return the part of `text` that says most about the terms.

        It has about `length` characters, and starts at the clause of the term from which
        on the most different ones stand close together. Without any of them, it is the
        beginning of the text.
        """
        looked_at = text[:_LONGEST]
        spans = self._spans(self._folded(looked_at))
        start = _best_start(looked_at, spans, length)
        end = _last_end(text, start, length)
        before = "…" if start > 0 else ""
        after = "…" if end < len(text.rstrip()) else ""
        return f"{before}{_marked(text, spans, start, end).strip()}{after}"

    def _folded(self, text: str) -> str:
        """Return a text in which the terms are found: as written, where that is one.

        Of most texts, folding changes no character that is in a term of Han alone.
        """
        others = self._others
        if others is None or any(character in text for character in others):
            return fold(text)
        return text

    def _spans(self, folded: str) -> list[Span]:
        """Return where terms stand in a folded text, the longest at each place."""
        found: dict[int, Span] = {}
        # By their ends: of those that start at one place, the longest comes last.
        for term, start, end in self._automaton.find_matches_as_indexes(
            folded, overlapping=True
        ):
            if not (self._are_words[term] and _goes_on(folded, start, end)):
                found[start] = (start, end, term)
        return sorted(found.values())


def _is_word(term: str) -> bool:
    """Return whether a term may be a part of a word: Han characters never are."""
    return _is_letter(term[0]) or _is_letter(term[-1])


def _goes_on(folded: str, start: int, end: int) -> bool:
    """Return whether a stretch is a part of a word: `gan` of `gansu`, 1 of 2012."""
    before, after = folded[max(0, start - 1) : start], folded[end : end + 1]
    return (_is_letter(before) and _is_letter(folded[start])) or (
        _is_letter(after) and _is_letter(folded[end - 1])
    )


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _best_start(text: str, spans: list[Span], length: int) -> int:
    """Return where the clause starts with which a passage begins.

    What follows it counts as far as it has room, however long the clause is until there.
    """
    at, end = _best_span(spans, length - _REACH)
    floor = min(at, max(0, at - _REACH, end - length))
    clause = _TO_CLAUSE_END.match(text, floor, at)
    if clause:
        return clause.end()
    return max(floor, at - _REACH // 4) if floor else 0


def _best_span(spans: list[Span], length: int) -> tuple[int, int]:
    """Return the span from which on most different terms stand within `length`."""
    best, most = (0, 0), (0, 0)
    inside = {term: 0 for _, _, term in spans}
    different = last = 0
    for first, (at, end, term) in enumerate(spans):
        while last < len(spans) and (last == first or spans[last][1] <= at + length):
            other = spans[last][2]
            different += not inside[other]
            inside[other] += 1
            last += 1
        worth = (different, last - first)
        if worth > most:
            best, most = (at, end), worth
        inside[term] -= 1
        different -= not inside[term]
    return best


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
    for span_start, span_end, _ in spans:
        if span_start < start or span_end > end:
            continue
        if merged and span_start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], span_end))
        else:
            merged.append((span_start, span_end))
    return merged
