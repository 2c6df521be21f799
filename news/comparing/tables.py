"""Tables: rows and columns added and removed, other cells compared by their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product, zip_longest
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from wagtail.contrib.table_block.blocks import TableBlock

from news.comparing.blocks import (
    Shown,
    compare_options,
    compare_texts,
    compare_values,
)
from news.comparing.texts import Differ, Op

# What two lines without a common cell are alike.
UNLIKE = 0.01

Rows = list[list[str]]
Line = tuple[str, ...]
# The places of a row or column then and now; one is None where it was not there.
Places = tuple[int | None, int | None]

HEADERS = {
    "row": "第一行是表头",
    "column": "第一列是表头",
    "both": "第一行和第一列是表头",
    "neither": "没有表头",
}
# What the grid keeps beside the words of the cells.
FORMATS = {"mergeCells": "合并的单元格有改动", "cell": "单元格的对齐方式有改动"}


@dataclass(frozen=True)
class Cell:
    """A cell, and whether it came or went with its row or column."""

    html: SafeString
    op: Op


@compare_values.register
def _(block: TableBlock, before: Any, after: Any, differ: Differ) -> Shown:
    first, second = before or {}, after or {}
    caption = compare_texts(
        first.get("table_caption") or "", second.get("table_caption") or "", differ
    )
    headers = compare_options(
        HEADERS, first.get("table_header_choice"), second.get("table_header_choice")
    )
    was, now = _rows(first), _rows(second)
    notes = [
        words
        for name, words in FORMATS.items()
        if (first.get(name) or []) != (second.get(name) or [])
    ]
    html = render_to_string(
        "news/comparing/table.html",
        {
            "caption": caption,
            "headers": headers,
            "rows": _cells(was, now, differ),
            "notes": notes,
        },
    )
    changed = caption.is_changed or headers.is_changed or was != now or bool(notes)
    return Shown(html, changed)


def _rows(value: dict[str, Any]) -> Rows:
    return [[cell or "" for cell in row] for row in value.get("data") or []]


def _cells(before: Rows, after: Rows, differ: Differ) -> list[list[Cell]]:
    """Return the rows of both tables, read as one."""
    columns = _align(_turned(before), _turned(after))
    common = [(was, now) for was, now in columns if was is not None and now is not None]
    rows = _align(
        [tuple(row[was] for was, _ in common) for row in before],
        [tuple(row[now] for _, now in common) for row in after],
    )
    return [
        [
            _cell(_at(before, was, column_was), _at(after, now, column_now), differ)
            for column_was, column_now in columns
        ]
        for was, now in rows
    ]


def _turned(rows: Rows) -> list[Line]:
    """Return the columns of a table."""
    return list(zip_longest(*rows, fillvalue=""))


def _align(before: Sequence[Line], after: Sequence[Line]) -> list[Places]:
    """Return which row or column is which, so that together they are most alike."""
    likeness = [[_likeness(one, other) for other in after] for one in before]
    # best[i][j]: how alike the first i of one side and the first j of the other can be.
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for was, now in product(range(len(before)), range(len(after))):
        together = best[was][now] + likeness[was][now]
        best[was + 1][now + 1] = max(together, best[was][now + 1], best[was + 1][now])
    places: list[Places] = []
    was, now = len(before), len(after)
    while was and now:
        together = best[was - 1][now - 1] + likeness[was - 1][now - 1]
        if best[was][now] == best[was][now - 1]:
            now -= 1
            places.append((None, now))
        elif best[was][now] == together:
            was, now = was - 1, now - 1
            places.append((was, now))
        else:
            was -= 1
            places.append((was, None))
    places += [(None, place) for place in range(now - 1, -1, -1)]
    places += [(place, None) for place in range(was - 1, -1, -1)]
    return places[::-1]


def _likeness(one: Line, other: Line) -> float:
    """Return how much of two lines is common, from nearly 0 to 1."""
    first, second = set(filter(None, one)), set(filter(None, other))
    # Lines with nothing in common are still one rewritten line rather than two.
    return 2 * len(first & second) / (len(first) + len(second) or 1) + UNLIKE


def _at(rows: Rows, row: int | None, column: int | None) -> str | None:
    return None if row is None or column is None else rows[row][column]


def _cell(was: str | None, now: str | None, differ: Differ) -> Cell:
    op = Op.SAME
    if was is None or now is None:
        op = Op.REMOVED if now is None else Op.ADDED
    if not was and not now:
        return Cell(SafeString(), op)
    return Cell(compare_texts(was or "", now or "", differ).html, op)
