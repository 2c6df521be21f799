"""HTML tables: grids of text, or only a layout around text and images."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from news.importer.pieces import MergedCell, Piece, TablePiece, TextPiece

_LONGEST_CELL = 300
_LARGEST_SPAN = 100


def read_table(
    table: Element, read_cell: Callable[[Element], list[Piece]]
) -> list[Piece]:
    """Return a table as one piece; as the pieces in its cells when it is a layout."""
    rows = [
        [(cell, read_cell(cell)) for cell in row if cell.tag in ("td", "th")]
        for row in _own_rows(table)
    ]
    rows = [row for row in rows if row]
    pieces = [piece for row in rows for _cell, inner in row for piece in inner]
    if _is_layout(rows, pieces):
        return pieces
    return [_build(table, rows)]


_Row = list[tuple[Element, list[Piece]]]


def _own_rows(table: Element) -> list[Element]:
    """Return the rows of this table, not those of a table inside it."""
    groups = [part for part in table if part.tag in ("thead", "tbody", "tfoot")]
    return [row for group in [table, *groups] for row in group if row.tag == "tr"]


def _is_layout(rows: list[_Row], pieces: list[Piece]) -> bool:
    if sum(len(row) for row in rows) < 2:
        return True
    return not all(
        isinstance(piece, TextPiece) and len(piece.text) <= _LONGEST_CELL
        for piece in pieces
    )


def _build(table: Element, rows: list[_Row]) -> TablePiece:
    grid: dict[tuple[int, int], str] = {}
    merged, lines = [], []
    for number, row in enumerate(rows):
        column, texts = 0, []
        for cell, inner in row:
            while (number, column) in grid:
                column += 1
            text = "\n".join(
                piece.text for piece in inner if isinstance(piece, TextPiece)
            )
            texts.append(text)
            place = _place(cell, number, column, len(rows))
            _fill(grid, place, text)
            if place.rowspan * place.colspan > 1:
                merged.append(place)
            column += place.colspan
        lines.append(" | ".join(texts))
    return TablePiece(
        rows=_as_rows(grid, len(rows)),
        header_rows=int(_has_header(rows[0], table)),
        caption=_caption(table),
        merged=tuple(merged),
        text="\n".join(lines),
    )


def _place(cell: Element, row: int, column: int, height: int) -> MergedCell:
    rowspan = min(_span(cell, "rowspan"), height - row)
    return MergedCell(row, column, rowspan, _span(cell, "colspan"))


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1")
    if not value.isdecimal() or len(value) > 3:
        return 1
    return min(max(int(value), 1), _LARGEST_SPAN)


def _fill(grid: dict[tuple[int, int], str], place: MergedCell, text: str) -> None:
    for row in range(place.row, place.row + place.rowspan):
        for column in range(place.column, place.column + place.colspan):
            grid.setdefault((row, column), "")
    grid[place.row, place.column] = text


def _as_rows(
    grid: dict[tuple[int, int], str], height: int
) -> tuple[tuple[str, ...], ...]:
    width = max(column for _row, column in grid) + 1
    return tuple(
        tuple(grid.get((row, column), "") for column in range(width))
        for row in range(height)
    )


def _has_header(first: _Row, table: Element) -> bool:
    if all(cell.tag == "th" for cell, _inner in first):
        return True
    head = table.find("thead")
    return head is not None and head.find("tr") is not None


def _caption(table: Element) -> str:
    caption = table.find("caption")
    return "".join("" if caption is None else caption.itertext()).strip()
