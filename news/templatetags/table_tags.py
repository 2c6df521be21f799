"""Tables of a story as rows of cells, merged cells counted once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template

register = template.Library()

Spans = dict[tuple[int, int], dict[str, int]]


@dataclass(frozen=True)
class Cell:
    """One cell; `scope` ("col", "row" or nothing) makes it a header."""

    text: str
    scope: str
    rowspan: int
    colspan: int
    alignment: str


@dataclass(frozen=True)
class Table:
    """The header rows and the other rows."""

    head: list[list[Cell]]
    body: list[list[Cell]]


@register.filter
def table_of(value: dict[str, Any]) -> Table:
    """Lay out what Wagtail's grid saves.

    Its own template shows the cells under a merged one too, unless the grid in the
    browser has marked each of them as hidden, which an import does not.
    """
    spans = {(cell["row"], cell["col"]): cell for cell in value.get("mergeCells") or []}
    looks = {(cell["row"], cell["col"]): cell for cell in value.get("cell") or []}
    header_rows, header_columns = _headers(value.get("table_header_choice"), spans)
    covered = set(_covered(spans))
    rows = [
        [
            Cell(
                text=(text or "").strip(),
                scope=_scope(row, column, header_rows, header_columns),
                rowspan=spans.get((row, column), {}).get("rowspan", 1),
                colspan=spans.get((row, column), {}).get("colspan", 1),
                alignment=looks.get((row, column), {}).get("className") or "",
            )
            for column, text in enumerate(texts)
            if (row, column) not in covered
        ]
        for row, texts in enumerate(value.get("data") or [])
    ]
    return Table(head=rows[:header_rows], body=rows[header_rows:])


def _headers(choice: str | None, spans: Spans) -> tuple[int, int]:
    """Return how many rows and columns are headers.

    A header cell that is merged downwards takes the rows below into the header.
    """
    first_row = [cell["rowspan"] for (row, _), cell in spans.items() if row == 0]
    header_rows = max(first_row, default=1) if choice in ("row", "both") else 0
    return header_rows, int(choice in ("column", "both"))


def _covered(spans: Spans) -> Iterator[tuple[int, int]]:
    """Yield the places that lie under a merged cell, its own place left out."""
    for (top, left), cell in spans.items():
        for row in range(top, top + cell["rowspan"]):
            for column in range(left, left + cell["colspan"]):
                if (row, column) != (top, left):
                    yield row, column


def _scope(row: int, column: int, header_rows: int, header_columns: int) -> str:
    if row < header_rows:
        return "col"
    return "row" if column < header_columns else ""
