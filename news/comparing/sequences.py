"""Streams and lists of blocks: what was added, removed, changed and moved.

Both versions are read as one: what is gone stands where it was, what has moved stands
where it is now, with a note where it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail import blocks

# Tables are blocks of a stream with a way of their own.
import news.comparing.tables  # noqa: F401
from news.comparing.blocks import Shown, compare, compare_values
from news.comparing.matching import Match, Part, match, unmoved
from news.comparing.texts import Differ

# Of unchanged blocks in a row, the first and the last are shown from so many on.
FOLDED_FROM = 4


class Fate(StrEnum):
    """What became of a block."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    LEFT = "left"


@dataclass(frozen=True)
class Row:
    """A block in the comparison; its places count from 1, as editors do.

    A block that has moved is shown twice: as MOVED where it is, as LEFT where it was.
    """

    fate: Fate
    label: str
    html: SafeString
    was: int | None = None
    now: int | None = None
    is_changed: bool = False


@dataclass(frozen=True)
class Fold:
    """Unchanged blocks in a row that are folded away."""

    rows: list[Row]
    is_fold: bool = field(default=True, init=False)


def compare_parts(
    before: Sequence[Part], after: Sequence[Part], differ: Differ
) -> Shown:
    """Return the comparison of two sequences of blocks."""
    rows = list(_rows(before, after, differ))
    changed = any(row.fate is not Fate.SAME for row in rows)
    html = render_to_string("news/comparing/blocks.html", {"items": fold(rows)})
    return Shown(html, changed)


def _rows(
    before: Sequence[Part], after: Sequence[Part], differ: Differ
) -> Iterator[Row]:
    matches = match(before, after)
    origins = {now: was for was, now in matches}
    targets = dict(matches)
    kept = unmoved(matches)
    gone = iter(range(len(before)))
    # Up to each block that has stayed: first what stood before it, then what does now.
    waiting: list[Row] = []
    for now, part in enumerate(after):
        was = origins.get(now)
        row = _present(before, part, was, now, kept, differ)
        if was is None or (was, now) not in kept:
            waiting.append(row)
            continue
        yield from _absent(before, gone, was, targets, differ)
        yield from waiting
        waiting = []
        yield row
    yield from _absent(before, gone, None, targets, differ)
    yield from waiting


def _present(
    before: Sequence[Part],
    part: Part,
    was: int | None,
    now: int,
    kept: set[Match],
    differ: Differ,
) -> Row:
    """Return the row of a block of the later version."""
    if was is None:
        shown = compare(part.block, part.value, part.value, differ)
        return Row(Fate.ADDED, part.block.label, shown.html, now=now + 1)
    shown = compare(part.block, before[was].value, part.value, differ)
    fate = Fate.CHANGED if shown.is_changed else Fate.SAME
    if (was, now) not in kept:
        fate = Fate.MOVED
    places = {"was": was + 1, "now": now + 1}
    return Row(
        fate, part.block.label, shown.html, **places, is_changed=shown.is_changed
    )


def _absent(
    before: Sequence[Part],
    places: Iterator[int],
    until: int | None,
    targets: dict[int, int],
    differ: Differ,
) -> Iterator[Row]:
    """Yield what stood before a place of the earlier version and does no more."""
    for was in places:
        if was == until:
            return
        part = before[was]
        if was in targets:
            now = targets[was] + 1
            yield Row(Fate.LEFT, part.block.label, SafeString(), was + 1, now)
        else:
            shown = compare(part.block, part.value, part.value, differ)
            yield Row(Fate.REMOVED, part.block.label, shown.html, was=was + 1)


def fold(rows: Sequence[Row]) -> list[Row | Fold]:
    """Return the rows with long stretches of unchanged blocks folded away."""
    items: list[Row | Fold] = []
    for is_same, group in groupby(rows, key=lambda row: row.fate is Fate.SAME):
        stretch = list(group)
        if is_same and len(stretch) >= FOLDED_FROM:
            # What stands beside a change is shown.
            items += [stretch[0], Fold(stretch[1:-1]), stretch[-1]]
        else:
            items += stretch
    return items


def stream_parts(value: Any) -> list[Part]:
    """Return the blocks of a stream."""
    return [Part(child.id, child.block, child.value) for child in value or ()]


def _list_parts(value: Any) -> list[Part]:
    children = value.bound_blocks if value else ()
    # Lists written without ids are given new ones each time they are read.
    return [Part(child.original_id, child.block, child.value) for child in children]


@compare_values.register(blocks.BaseStreamBlock)
def _(block: blocks.StreamBlock, before: Any, after: Any, differ: Differ) -> Shown:
    return compare_parts(stream_parts(before), stream_parts(after), differ)


@compare_values.register
def _(block: blocks.ListBlock, before: Any, after: Any, differ: Differ) -> Shown:
    return compare_parts(_list_parts(before), _list_parts(after), differ)
