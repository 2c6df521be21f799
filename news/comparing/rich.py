"""Rich text as plain text with marks: bold, links, lists and headings on characters.

Two rich texts are compared by their words; where the words are the same and the marks
are not, the change is one of format.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple

from news.comparing.texts import Change, Differ, Op

# A new line of the same paragraph; "\n" begins another paragraph.
LINE_BREAK = "\u2028"

_INLINE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "sup": "superscript",
    "sub": "subscript",
    "del": "strikethrough",
    "s": "strikethrough",
    "code": "code",
}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_LINES = {"p", "li", "blockquote", "hr", "div", *_HEADINGS}
_LISTS = {"ul": "bullet", "ol": "number"}


class Mark(NamedTuple):
    """One property of a character's format, as `link` to an address."""

    kind: str
    detail: str = ""


Marks = frozenset[Mark]
PLAIN: Marks = frozenset()


class Rich(NamedTuple):
    """A text and the marks of each of its characters."""

    text: str
    marks: tuple[Marks, ...] = ()

    @classmethod
    def plain(cls, text: str, *marks: Mark) -> "Rich":
        """Return a text whose characters all have the same marks."""
        return cls(text, (frozenset(marks),) * len(text))


class Segment(NamedTuple):
    """A piece of text with its marks then and now; only one of the two if not SAME."""

    op: Op
    text: str
    before: Marks
    after: Marks

    @property
    def is_restyled(self) -> bool:
        """Return whether the words have stayed and their format has not."""
        return self.op is Op.SAME and self.before != self.after


class _Reader(HTMLParser):
    """Reads what Wagtail stores of rich text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.characters: list[str] = []
        self.marks: list[Marks] = []
        self._open: list[tuple[str, Mark | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _LINES:
            self._begin_line()
        if tag == "br":
            self._write(LINE_BREAK)
        elif tag == "embed":
            self._write(_embedded(dict(attrs)))
        elif tag != "hr":
            self._open.append((tag, self._mark(tag, dict(attrs))))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == tag:
                del self._open[index]
                return

    def handle_data(self, data: str) -> None:
        self._write(data)

    def _begin_line(self) -> None:
        if self.characters and self.characters[-1] != "\n":
            self._write("\n", PLAIN)

    def _write(self, text: str, marks: Marks | None = None) -> None:
        if marks is None:
            marks = frozenset(mark for _, mark in self._open if mark)
        self.characters += text
        self.marks += [marks] * len(text)

    def _mark(self, tag: str, attributes: dict[str, str | None]) -> Mark | None:
        if tag == "a":
            return Mark("link", _target(attributes))
        if tag in _HEADINGS:
            return Mark("heading", tag[1:])
        if tag in _LISTS:
            depth = 1 + sum(name in _LISTS for name, _ in self._open)
            return Mark(_LISTS[tag], str(depth))
        if tag == "blockquote":
            return Mark("quote")
        return Mark(_INLINE[tag]) if tag in _INLINE else None


def _target(attributes: dict[str, str | None]) -> str:
    """Return where a link leads: an address, or `page:12` and the like."""
    kind = attributes.get("linktype")
    if kind:
        return f"{kind}:{attributes.get('id') or ''}"
    return attributes.get("href") or ""


def _embedded(attributes: dict[str, str | None]) -> str:
    which = attributes.get("url") or attributes.get("id") or ""
    return f"［嵌入内容 {which}］"


@lru_cache(maxsize=512)
def read_rich(html: str) -> Rich:
    """Return the text and marks of rich text as Wagtail stores it."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Rich("".join(reader.characters), tuple(reader.marks))


def compare_rich(before: Rich, after: Rich, differ: Differ) -> list[Segment]:
    """Return the pieces of both texts, cut where an operation or a mark changes."""
    return list(_segments(before, after, differ.compare(before.text, after.text)))


def _segments(
    before: Rich, after: Rich, changes: Iterable[Change]
) -> Iterator[Segment]:
    first = second = 0
    for op, text in changes:
        size = len(text)
        was = before.marks[first : first + size] if op is not Op.ADDED else ()
        now = after.marks[second : second + size] if op is not Op.REMOVED else ()
        first += len(was)
        second += len(now)
        pairs = zip(text, was or [PLAIN] * size, now or [PLAIN] * size, strict=True)
        for (old, new), part in groupby(pairs, key=lambda one: (one[1], one[2])):
            yield Segment(op, "".join(character for character, _, _ in part), old, new)


def is_changed(segments: Iterable[Segment]) -> bool:
    """Return whether words or format have changed."""
    return any(one.op is not Op.SAME or one.is_restyled for one in segments)
