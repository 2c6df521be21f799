"""Objects embedded by `include=`: in one more query, however many there are.

`"included": {"category": […], "parent": […], "related": […]}`, each object once:
categories and parents whole, as their own detail shows them; related stories, those of
the `related` blocks, as cards. What readers may not see is not there.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from news.api.rows import row_type, select_prepared
from news.published.compose import FULL_COLUMNS, Addresses, card_item, detail_item
from news.published.models import STORY_TYPE

# What `include=` reads of the rows that it embeds things for.
NEEDED_COLUMNS = ("type", "parent_id", "rest")
_COLUMNS = (*FULL_COLUMNS, "version")
_ROW = row_type(_COLUMNS)
_EMBEDDED = (
    f"SELECT {', '.join(_COLUMNS)} FROM news_publisheddocument "  # noqa: S608
    "WHERE site_id = %s AND page_id = ANY(%s)"
)


def read_embedded(
    names: Sequence[str], rows: Iterable[Any], site_id: int
) -> dict[str, list[Any]]:
    """Return the documents to embed, by the name that asks for them."""
    wanted = {name: list(dict.fromkeys(_ids(name, rows))) for name in names}
    ids = sorted({page_id for some in wanted.values() for page_id in some})
    found = {
        row.page_id: row
        for row in map(
            _ROW._make, select_prepared(_EMBEDDED, [site_id, ids]) if ids else ()
        )
    }
    return {
        name: [found[page_id] for page_id in some if page_id in found]
        for name, some in wanted.items()
    }


def embedded_json(embedded: dict[str, list[Any]], at: Addresses) -> str:
    """Return the member `included` of an answer."""
    lists = (
        f'"{name}":[{",".join(_write(name, row, at) for row in rows)}]'
        for name, rows in embedded.items()
    )
    return f'"included":{{{",".join(lists)}}}'


def _write(name: str, row: Any, at: Addresses) -> str:
    return card_item(row, at) if name == "related" else detail_item(row, at)


def _ids(name: str, rows: Iterable[Any]) -> Iterable[int]:
    if name == "related":
        for row in rows:
            yield from _related_ids(row)
        return
    for row in rows:
        if row.parent_id and (name == "parent" or row.type == STORY_TYPE):
            yield row.parent_id


def _related_ids(row: Any) -> Iterable[int]:
    if '"related"' not in row.rest:
        return
    for block in json.loads(row.rest).get("body", ()):
        if block["type"] == "related" and block["value"]:
            yield block["value"]["id"]
