"""The statements that answer the page API: one for a page, two for a listing.

Written out: making them anew by the ORM would cost more than running them. Values are
never part of their text.
"""

from collections.abc import Sequence
from typing import Any

from news.api.parameters import cursor_condition
from news.api.rows import row_type, select, select_prepared
from news.api.scopes import CHILDREN, Scope
from news.api.selection import NEWEST_FIRST, OLDEST_FIRST, TYPE_CONDITION, Selection
from news.api.sites import SITE_COLUMNS, SITE_CONDITION, SITE_WIDTH
from news.published.compose import FULL_COLUMNS

_DOCUMENTS = "news_publisheddocument AS d"
_STATE = ("version", "updated_at")
# Beyond it, the skipped rows are counted in the index and not read.
_DEEP = 200


# One page.

_PAGE_COLUMNS = (*FULL_COLUMNS, *_STATE)
_PAGE_ROW = row_type(_PAGE_COLUMNS)
_LARGE = ("meta", "card", "rest")
# What the client has already is not read: of a long story, that is nearly all.
_PAGE = f"""
SELECT {SITE_COLUMNS}, {
    ", ".join(
        f"large.{name}" if name in _LARGE else f"d.{name}" for name in _PAGE_COLUMNS
    )
}
FROM wagtailcore_site AS s
LEFT JOIN {_DOCUMENTS} ON d.site_id = s.id AND d.page_id = %s
LEFT JOIN LATERAL (
    SELECT {", ".join(f"d.{name}" for name in _LARGE)}
    WHERE d.version <> ALL(%s::bigint[])
) AS large ON true
WHERE {SITE_CONDITION}
"""  # noqa: S608


def read_page(
    page_id: int, hostname: str, known_versions: list[int]
) -> list[tuple[Any, ...]]:
    """Return the sites that may be meant, each with the page's columns or nulls.

    Of a document whose version is known, the large columns are null.
    """
    known = f"{{{','.join(map(str, known_versions))}}}"
    return select_prepared(_PAGE, [page_id, known, hostname])


_PATH = f"""
SELECT {SITE_COLUMNS}, d.version, d.updated_at, d.page_id
FROM wagtailcore_site AS s
LEFT JOIN {_DOCUMENTS} ON d.site_id = s.id AND d.path = %s
WHERE {SITE_CONDITION}
"""  # noqa: S608


def read_path(path: str, hostname: str) -> list[tuple[Any, ...]]:
    """Return the sites that may be meant, each with the page at a path or nulls.

    The last three columns are version, time of the last change, and id.
    """
    return select_prepared(_PATH, [path, hostname])


def page_of(row: Sequence[Any]) -> Any | None:
    """Return the document of a row of `read_page`."""
    return _PAGE_ROW._make(row[SITE_WIDTH:]) if row[SITE_WIDTH] else None


# A listing.


def read_rows(
    selection: Selection, scope: Scope, columns: tuple[str, ...]
) -> tuple[list[Any], int | None]:
    """Return the rows of a listing, and their number in all where it was unknown."""
    make = row_type(columns)._make
    counts = scope.size is None and selection.cursor is None
    statement, values = _rows_statement(selection, scope, columns)
    if not counts:
        run = select_prepared if _has_one_plan(selection) else select
        return [make(row) for row in run(statement, values)], scope.size
    tables, where, filters = _filtered(selection, scope)
    rows = select(
        f"SELECT total.n, page.* FROM (SELECT count(*) AS n FROM {tables} "  # noqa: S608
        f"WHERE {where}) AS total LEFT JOIN (SELECT row_number() OVER () AS place, "
        f"found.* FROM ({statement}) AS found) AS page ON true ORDER BY page.place",
        [*filters, *values],
    )
    # The number of all, the place, then the columns.
    return [make(row[2:]) for row in rows if row[1] is not None], rows[0][0]


def _has_one_plan(selection: Selection) -> bool:
    """Return whether one index has the rows in their order, whatever the values."""
    return (
        selection.order in (NEWEST_FIRST, OLDEST_FIRST)
        and selection.conditions == [TYPE_CONDITION]
        and selection.source_name is None
        and selection.pages is None
        and (selection.anchor is None or selection.anchor.relation in CHILDREN)
    )


def _rows_statement(
    selection: Selection, scope: Scope, columns: tuple[str, ...]
) -> tuple[str, list[Any]]:
    tables, where, values = _filtered(selection, scope)
    names = ", ".join(f"d.{name}" for name in columns)
    order = selection.order
    if selection.cursor is not None:
        condition, place = cursor_condition(selection.cursor)
        where, values = f"{where} AND {condition}", [*values, *place]
    # One more than asked for tells a cursor whether there are more.
    limit = selection.limit + (selection.cursor is not None)
    rows = f"FROM {tables} WHERE {where} ORDER BY {order} LIMIT {limit}"
    if selection.offset <= _DEEP or selection.pages or selection.is_random:
        return f"SELECT {names} {rows} OFFSET {selection.offset}", values
    skipped = f"SELECT d.page_id {rows} OFFSET {selection.offset}"
    deep = f"WHERE d.page_id IN ({skipped}) ORDER BY {order}"
    return f"SELECT {names} FROM {_DOCUMENTS} {deep}", values  # noqa: S608


def _filtered(selection: Selection, scope: Scope) -> tuple[str, str, list[Any]]:
    """Return tables, conditions and values of the selected documents."""
    tables = _DOCUMENTS
    values: list[Any] = []
    if selection.pages is not None:
        sql, found = selection.pages
        tables += (
            " JOIN (SELECT id, row_number() OVER () AS place "  # noqa: S608
            f"FROM ({sql}) AS stock(id)) AS stock ON stock.id = d.page_id"
        )
        values.extend(found)
    conditions = ["d.site_id = %s", *selection.conditions]
    values += [scope.site.id, *selection.values]
    for condition, places in _related(selection, scope):
        conditions.append(condition)
        values.extend(places)
    return tables, " AND ".join(conditions), values


def _related(selection: Selection, scope: Scope) -> list[tuple[str, list[Any]]]:
    """Return the conditions that came to light with the scope."""
    conditions: list[tuple[str, list[Any]]] = []
    if selection.source_name is not None:
        conditions.append(("d.source_id = %s", [scope.source_id]))
    if selection.anchor is None or scope.anchor_position is None:
        return conditions
    position = scope.anchor_position
    if selection.anchor.relation == "ancestor_of":
        above = [position[:end] for end in range(4, len(position), 4)]
        return [*conditions, ("d.position = ANY(%s)", [above])]
    # Positions are digits and capitals: all below stand before "~".
    below = ("d.position > %s AND d.position < %s", [position, f"{position}~"])
    if selection.anchor.relation == "descendant_of":
        return [*conditions, below]
    children = ("d.parent_id = %s", [scope.anchor_id])
    if "d.position" in selection.order:
        return [*conditions, children, below]
    return [*conditions, children]
