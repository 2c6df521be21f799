"""A page of a listing: at most two statements, and none of them for a 304's rows."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse

from news.api.caching import Validity, etag_of, keep, never_keep, not_modified
from news.api.embedding import NEEDED_COLUMNS, embedded_json, read_embedded
from news.api.forms import Form, listing_form
from news.api.pagination import NEWER, OLDER, write_cursor
from news.api.rows import select
from news.api.scopes import Scope
from news.api.scoping import check_scope, find_scope
from news.api.searching import DEPTH, find_stories
from news.api.selection import Selection
from news.api.sites import addresses_of
from news.api.statements import read_rows
from news.published.compose import Addresses, dumps
from news.published.keys import ALL
from news.published.tags import cache_tags

JSON = "application/json"
_EMPTY = '{"meta":{"total_count":0},"items":[]}'
_FOUND_PAGES = "SELECT unnest(%s::bigint[])"

Write = Callable[[Sequence[Any], Addresses], list[str]]


def answer_listing(
    request: HttpRequest, selection: Selection, write: Write | None = None
) -> HttpResponseBase:
    """Answer with the selected documents.

    `write` makes the items of rows that have a `page_id`, where documents do not hold
    what is asked for.
    """
    scope = find_scope(request, selection)
    if scope is None:
        return never_keep(HttpResponse(_EMPTY, content_type=JSON))
    check_scope(selection, scope)
    router = request.wagtailapi_router  # type: ignore[attr-defined]
    form = listing_form(router, selection.model, selection.fields)
    site = scope.site
    at = addresses_of(request, site.hostname, site.port, scope.asked)
    validity = None if _is_unsteady(selection) else _validity(selection, scope, at)
    unchanged = validity and not_modified(request, validity)
    if unchanged:
        return unchanged
    text = _listing_json(request.GET, selection, scope, form, at, write)
    response = HttpResponse(text, content_type=JSON)
    return keep(response, validity) if validity else never_keep(response)


def _is_unsteady(selection: Selection) -> bool:
    """Return whether the next answer may differ though no document has changed.

    The index of the search follows the documents a moment later.
    """
    return selection.is_random or selection.search is not None


def _validity(selection: Selection, scope: Scope, at: Addresses) -> Validity:
    tags = cache_tags(scope.site.id, keys=[scope.listing or ALL])
    return Validity(etag_of(scope.version or 0, at), scope.changed_at, tags)


def _listing_json(
    parameters: QueryDict,
    selection: Selection,
    scope: Scope,
    form: Form,
    at: Addresses,
    write: Write | None,
) -> str:
    total = _search(selection, scope) if selection.search else None
    rows, counted = read_rows(selection, scope, _columns(selection, form))
    total = counted if total is None else total
    rows, links = _cut(rows, selection, parameters, at)
    items = write(rows, at) if write else [form.write(row, at) for row in rows]
    meta = dumps({"total_count": total, **links})
    included = ""
    if selection.include:
        embedded = read_embedded(selection.include, rows, scope.site.id)
        included = f",{embedded_json(embedded, at)}"
    return f'{{"meta":{meta},"items":[{",".join(items)}]{included}}}'


def _columns(selection: Selection, form: Form) -> tuple[str, ...]:
    columns = form.columns
    if selection.include:
        columns = (*columns, *NEEDED_COLUMNS)
    if selection.cursor is not None:
        columns = (*columns, "published_at")
    return tuple(dict.fromkeys(columns))


# Searching.


def _search(selection: Selection, scope: Scope) -> int | None:
    """Select what is found; return the number of hits where no filter takes any away."""
    assert selection.search is not None  # noqa: S101
    is_plain = _is_plain(selection)
    offset, limit = (selection.offset, selection.limit) if is_plain else (0, DEPTH)
    ids, total = find_stories(selection.search, scope.site.id, offset, limit)
    if selection.pages is not None:
        # Wagtail's filters have their say, then the search on the order.
        kept = [page_id for (page_id,) in select(*selection.pages)]
        first, then = (kept, set(ids)) if selection.is_ordered else (ids, set(kept))
        ids = [page_id for page_id in first if page_id in then]
    selection.pages = (_FOUND_PAGES, (ids,))
    if not selection.is_ordered:
        selection.order = "stock.place"
    if not is_plain:
        scope.size = None
        return None
    selection.offset = 0
    return total


def _is_plain(selection: Selection) -> bool:
    """Return whether a search is for all stories, the best first."""
    return (
        not selection.is_ordered
        and selection.is_of_all_stories
        and selection.offset + selection.limit <= DEPTH
    )


# Cursors.


def _cut(
    rows: list[Any], selection: Selection, parameters: QueryDict, at: Addresses
) -> tuple[list[Any], dict[str, str | None]]:
    """Return the rows to show, newest first, and the links around them."""
    cursor = selection.cursor
    if cursor is None:
        return rows, {}
    has_more = len(rows) > selection.limit
    rows = rows[: selection.limit]
    is_back = cursor.direction == NEWER
    if is_back:
        rows.reverse()
    is_inside = cursor.published_at is not None
    has_older, has_newer = (True, has_more) if is_back else (has_more, is_inside)

    def link(direction: str, row: Any) -> str:
        query = parameters.copy()
        query["cursor"] = write_cursor(direction, row, parameters)
        return f"{at.api}{reverse('wagtailapi:pages:listing')}?{query.urlencode()}"

    if not rows:
        return rows, {"next": None, "previous": None}
    return rows, {
        "next": link(OLDER, rows[-1]) if has_older else None,
        "previous": link(NEWER, rows[0]) if has_newer else None,
    }
