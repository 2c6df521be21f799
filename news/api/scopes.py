"""Where a listing is read, and how long it is: the first of its two statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from news.api.rows import select_prepared
from news.api.selection import Selection
from news.api.sites import SITE_COLUMNS, SITE_CONDITION, SITE_WIDTH, SiteRow
from news.published.keys import byline_key
from news.published.models import CATEGORY_TYPE


@dataclass(slots=True)
class Scope:
    """Where a listing is read, and what is known of it before it is.

    `asked` is the site of the request's host; `listing` the name of the listing whose
    `version` is that of the answer; `size` None where it has to be counted.
    """

    site: SiteRow
    asked: SiteRow
    anchor_id: int | None
    anchor_type: str | None
    anchor_position: str | None
    source_id: int | None
    byline_size: int | None
    listing: str | None
    version: int | None
    changed_at: datetime | None
    size: int | None


# Relations whose listing is that of a category.
CHILDREN = ("child_of", "category")
_ANCHOR = "a.page_id, a.type, a.position"
_LATEST = "coalesce(latest.name, whole.name), coalesce(latest.version, whole.version)"
_CHANGE = "change.id = coalesce(latest.version, whole.version)"
_SOURCE = (
    "o.name = %s AND EXISTS (SELECT FROM news_listing AS own "
    "WHERE own.name = s.id || ' source:' || o.id AND own.size > 0)"
)
_BYLINE = "p.name = s.id || ' ' || %s AND p.size > 0"


class _Scopes:
    """The statement of `read_scopes` while it is put together."""

    def __init__(self) -> None:
        self.columns: list[str] = [SITE_COLUMNS]
        self.joins: list[str] = []
        self.values: list[Any] = []

    def join(self, columns: str, table: str, condition: str, *values: Any) -> None:
        """Read columns of a table, null where nothing fulfils the condition."""
        self.columns.append(columns)
        self.joins.append(f"LEFT JOIN {table} ON {condition}")
        self.values.extend(values)

    def listing(
        self, columns: str, name: str, key: tuple[str, tuple[Any, ...]]
    ) -> None:
        """Read the row that the database keeps of a listing."""
        expression, values = key
        condition = f"{name}.name = s.id || ' ' || {expression}"
        self.join(columns, f"news_listing AS {name}", condition, *values)

    def nothing(self, number: int = 1) -> None:
        """Leave the places of columns that are not asked for."""
        self.columns += ["NULL"] * number


def read_scopes(selection: Selection, hostname: str) -> list[tuple[Any, ...]]:
    """Return the sites that may be meant, each with what `scope_of` reads."""
    parts = _Scopes()
    if anchor := selection.anchor:
        found = f"a.site_id = s.id AND {anchor.condition}"
        parts.join(_ANCHOR, "news_publisheddocument AS a", found, *anchor.values)
    else:
        parts.nothing(3)
    # Names are known by the stories that are public: drafts name others.
    if selection.source_name is None:
        parts.nothing()
    else:
        parts.join("o.id", "news_source AS o", _SOURCE, selection.source_name)
    if selection.byline is None:
        parts.nothing()
    else:
        key = byline_key(selection.byline)
        parts.join("p.size", "news_listing AS p", _BYLINE, key)
    parts.listing("NULL", "whole", selection.keys[0])
    parts.listing(_LATEST, "latest", selection.version_key)
    parts.join("change.at", "news_change AS change", _CHANGE)
    if selection.is_keyed:
        parts.listing("sized.size", "sized", selection.keys[-1])
    else:
        parts.nothing()
    named, places = _named_site(selection.site)
    sql = (
        f"SELECT {', '.join(parts.columns)} FROM wagtailcore_site AS s "  # noqa: S608
        f"{' '.join(parts.joins)} WHERE {SITE_CONDITION}{named}"
    )
    return select_prepared(sql, [*parts.values, hostname, *places])


def _named_site(site: str | None) -> tuple[str, list[str]]:
    if site is None:
        return "", []
    return " OR s.hostname = %s", [site.split(":", 1)[0]]


def scope_of(row: Sequence[Any], asked: Sequence[Any], selection: Selection) -> Scope:
    """Return what a row of `read_scopes` says."""
    site = SiteRow._make(row[:SITE_WIDTH])
    anchor_id, kind, position, *row = row[SITE_WIDTH:]
    source, signed, _, name, version, at, size = row
    return Scope(
        site,
        SiteRow._make(asked[:SITE_WIDTH]),
        anchor_id=anchor_id,
        anchor_type=kind,
        anchor_position=position,
        source_id=source,
        byline_size=signed,
        listing=name and name.partition(" ")[2],
        version=version,
        changed_at=at,
        size=_size(selection, size or 0, kind, is_root=anchor_id == site.root_page_id),
    )


def _size(
    selection: Selection, size: int, anchor_type: str | None, *, is_root: bool
) -> int | None:
    """Return how many documents a listing has, where the database keeps its size."""
    if not selection.is_keyed:
        return None
    if selection.anchor is None or anchor_type == CATEGORY_TYPE:
        is_whole = selection.anchor is None or selection.anchor.relation in CHILDREN
        return size if is_whole else None
    if selection.anchor.relation != "descendant_of" or not is_root:
        return None
    # Below the front page is all of its site but the front page itself.
    is_counted_too = len(selection.keys) == 1 or (
        len(selection.keys) == 2 and selection.model._meta.label == anchor_type
    )
    return size - is_counted_too
