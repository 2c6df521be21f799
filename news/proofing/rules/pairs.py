"""Quotation marks, brackets and 书名号 that open and do not close, or the reverse."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from news.proofing.draft import Draft, Piece
from news.proofing.findings import Finding, Severity
from news.proofing.rules import rule

_PAIRS = {
    "“": "”",
    "‘": "’",
    "（": "）",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "「": "」",
    "『": "』",
    "〔": "〕",
    "(": ")",
    "[": "]",
}
_OPENERS = {closer: opener for opener, closer in _PAIRS.items()}
# Brackets of different width that an author took for one pair.
_LIKE = {"（": "(", "）": ")"}
_MARK = re.compile("[" + re.escape("".join([*_PAIRS, *_OPENERS])) + "]")
# 1） and （1） in front of an item of a list; ’ in it’s; smileys are no brackets.
_NUMBER = re.compile(r"(?:^|[\s；。，：、])[0-9a-zA-Z一二三四五六七八九十①-⑳]{1,3}$")
_LATIN = re.compile(r"[A-Za-z]$")
_SMILEY = re.compile(r"[:;]-?$")


@dataclass
class _Line:
    """One paragraph, as far as it has been read."""

    piece: Piece
    start: int
    end: int
    open: list[int] = field(default_factory=list)

    def problems(self, following: str) -> Iterator[Finding]:
        """Yield what does not fit; `following` is the first mark of the next one."""
        text = self.piece.text
        for match in _MARK.finditer(text, self.start, self.end):
            if match.group() in _PAIRS:
                self.open.append(match.start())
            else:
                yield from self._close(match.start())
        for place in self.open:
            # A quotation of several paragraphs opens each, and closes the last.
            if not (text[place] == "“" and following == "“"):
                mark = text[place]
                message = f"{mark} 没有配对的 {_PAIRS[mark]} 。"
                yield self._found(place, message)

    def _close(self, place: int) -> Iterator[Finding]:
        text = self.piece.text
        mark = text[place]
        wanted = _OPENERS[mark]
        if self.open and _is_pair(text[self.open[-1]], wanted):
            self.open.pop()
        elif any(_is_pair(text[opened], wanted) for opened in self.open):
            yield from self._skip_to(wanted)
        elif not self._is_alone_on_purpose(mark, text[self.start : place]):
            yield self._found(place, f"{mark} 前面没有配对的 {wanted} 。")

    def _skip_to(self, wanted: str) -> Iterator[Finding]:
        """Close the last of its kind; what was opened after it stays unclosed."""
        text = self.piece.text
        while not _is_pair(text[self.open[-1]], wanted):
            place = self.open.pop()
            mark = text[place]
            yield self._found(place, f"{mark} 没有配对的 {_PAIRS[mark]} 。")
        self.open.pop()

    @staticmethod
    def _is_alone_on_purpose(mark: str, before: str) -> bool:
        if mark in ")）":
            return bool(_NUMBER.search(before) or _SMILEY.search(before))
        return mark == "’" and bool(_LATIN.search(before))

    def _found(self, place: int, message: str) -> Finding:
        around = self.piece.text[max(self.start, place - 6) : place + 7]
        return self.piece.found(
            "unclosed", Severity.WARN, message, place, place + 1, about=around
        )


@rule
def unclosed_pairs(draft: Draft) -> Iterator[Finding]:
    """Find what opens in a paragraph and does not close there."""
    lines = [line for piece in draft.prose for line in _lines_of(piece)]
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        first = following.piece.text[following.start :] if following else ""
        yield from line.problems(first.lstrip()[:1])


def _lines_of(piece: Piece) -> Iterator[_Line]:
    start = 0
    for text in piece.text.split("\n"):
        yield _Line(piece, start, start + len(text))
        start += len(text) + 1


def _is_pair(opened: str, wanted: str) -> bool:
    return _LIKE.get(opened, opened) == _LIKE.get(wanted, wanted)
