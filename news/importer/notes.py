"""Corrections of an exported story: out as lines of its front matter, and in again.

`corrections: ["correction 2026-04-09T08:30:00+08:00 第二段……"]`, the oldest first; the
kind of a notice that does not name the title is `withdrawal/untitled`. What was removed
from view stays behind; so do the names of those who issued them.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from news.models import Correction, NewsPage

_UNTITLED = "untitled"


class Note(NamedTuple):
    """One record, as an export says it."""

    kind: str
    at: datetime
    text: str
    shows_title: bool = True

    @property
    def line(self) -> str:
        """Return it for the front matter."""
        kind = self.kind if self.shows_title else f"{self.kind}/{_UNTITLED}"
        return f"{kind} {self.at.isoformat()} {self.text}"


def note_lines(story: NewsPage) -> list[str]:
    """Return the records of a story that came with them loaded."""
    records = [one for one in story.corrections.all() if not one.is_removed]
    return [
        Note(one.kind, one.issued_at, one.text, one.shows_title).line
        for one in reversed(records)
    ]


def read_notes(lines: Iterable[str]) -> Iterator[Note]:
    """Yield the records that lines say; what is none is left out."""
    for line in lines:
        what, _space, rest = line.partition(" ")
        kind, _slash, how = what.partition("/")
        moment, _space, text = rest.partition(" ")
        at = _moment(moment)
        if kind in Correction.Kind and at and text.strip():
            yield Note(kind, at, text.strip(), how != _UNTITLED)


def write_notes(story: NewsPage, notes: Sequence[Note]) -> None:
    """Add the records that a story does not have."""
    if not notes:
        return
    known = set(story.corrections.values_list("kind", "issued_at", "text"))
    Correction.objects.bulk_create(
        Correction(
            page=story,
            title=story.title,
            kind=note.kind,
            text=note.text,
            shows_title=note.shows_title,
            issued_at=note.at,
        )
        for note in notes
        if (note.kind, note.at, note.text) not in known
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
