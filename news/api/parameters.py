"""The parameters of the pages endpoint that Wagtail's does not have.

`category=` slug of a category; `source=` name of a paper (a number is Wagtail's: its
primary key); `byline=` a name under the headline; `published_after=`, `updated_after=`
and `published_before=` a date or a time with offset, from then on, and up to then;
`cursor=` pages that stay as they are while stories arrive; `include=` objects to embed.
All of them answer 400 to a name or value that means nothing.
"""

import datetime as dt
import re
from collections.abc import Callable

from django.http import QueryDict
from django.utils import timezone

from news.api.pagination import NEWER, Cursor, read_cursor
from news.api.problems import ParameterError
from news.api.selection import NEWEST_FIRST, OLDEST_FIRST, Anchor, Selection
from news.models import NewsPage
from news.published.keys import byline_key
from news.published.models import CATEGORY_TYPE

INCLUDES = ("category", "parent", "related")
# A "+" that was not encoded arrives as a space.
_LOST_PLUS = re.compile(r" (?=\d\d:?\d\d$)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
# Other parameters that a cursor cannot go with.
_WITHOUT_CURSOR = ("offset", "search")


def add_category(selection: Selection, slug: str) -> None:
    """Keep the stories of a category."""
    if selection.anchor is not None:
        raise ParameterError(
            f"filtering by category with {selection.anchor.relation} is not supported",
            parameter="category",
        )
    condition = "a.type = %s AND a.slug = %s"
    selection.anchor = Anchor("category", condition, (CATEGORY_TYPE, slug))
    selection.add_key("'category:' || a.page_id")


def add_source(selection: Selection, value: str) -> None:
    """Keep the stories of a paper, by its name or its primary key."""
    if value.isascii() and value.isdigit() and len(value) <= 18:
        selection.conditions.append("d.source_id = %s")
        selection.values.append(int(value))
        selection.add_key("%s", f"source:{int(value)}")
        return
    selection.source_name = value
    selection.add_key("'source:' || o.id")


def add_byline(selection: Selection, name: str) -> None:
    """Keep the stories of a person."""
    selection.byline = name
    selection.conditions.append("d.keys @> ARRAY[%s]")
    selection.values.append(byline_key(name))
    selection.add_key("%s", byline_key(name))


def add_published_after(selection: Selection, value: str) -> None:
    """Keep stories published at this moment or later."""
    selection.add("d.published_at >= %s", read_moment("published_after", value))


def add_published_before(selection: Selection, value: str) -> None:
    """Keep stories published before this moment."""
    selection.add("d.published_at < %s", read_moment("published_before", value))


def add_updated_after(selection: Selection, value: str) -> None:
    """Keep documents that changed at this moment or later."""
    selection.add("d.updated_at >= %s", read_moment("updated_after", value))


ADDED_FILTERS: dict[str, Callable[[Selection, str], None]] = {
    "category": add_category,
    "source": add_source,
    "byline": add_byline,
    "published_after": add_published_after,
    "published_before": add_published_before,
    "updated_after": add_updated_after,
}
ADDED_PARAMETERS = frozenset({*ADDED_FILTERS, "cursor", "include"})


def read_added(selection: Selection, parameters: QueryDict) -> None:
    """Take over the added parameters of a listing."""
    refuse_repeated(parameters)
    for name, add in ADDED_FILTERS.items():
        if name in parameters:
            add(selection, str(parameters[name]))
    if "include" in parameters:
        selection.include = read_include(str(parameters["include"]))
    if "cursor" in parameters:
        _page_by_cursor(selection, parameters)


def refuse_repeated(parameters: QueryDict) -> None:
    """Refuse an added parameter that is given twice: which one is meant?"""
    for name in ADDED_PARAMETERS & parameters.keys():
        if len(parameters.getlist(name)) > 1:
            raise ParameterError(f"{name} is given more than once", parameter=name)


def read_moment(name: str, value: str) -> dt.datetime:
    """Return a moment; a bare date is the beginning of that day in the paper's zone."""
    try:
        if _DATE.fullmatch(value):
            return timezone.make_aware(dt.datetime.fromisoformat(value))
        moment = dt.datetime.fromisoformat(_LOST_PLUS.sub("+", value))
    except (ValueError, OverflowError) as error:
        raise _not_a_moment(name, value) from error
    # PostgreSQL takes the offset off, which may leave the years it knows.
    if moment.tzinfo is None or not 1 < moment.year < 9999:
        raise _not_a_moment(name, value)
    return moment


def _not_a_moment(name: str, value: str) -> ParameterError:
    return ParameterError(
        f"'{value}' is not a valid value for {name}: write a date or a time with its "
        "offset from UTC",
        parameter=name,
        allowed=["2024-04-09", "2024-04-09T08:30:00+08:00", "2024-04-09T00:30:00Z"],
    )


def read_include(value: str) -> tuple[str, ...]:
    """Return the names of what to embed."""
    names = tuple(dict.fromkeys(value.split(",")))
    unknown = [name for name in names if name not in INCLUDES]
    if unknown:
        raise ParameterError(
            f"include cannot embed '{', '.join(unknown)}'; it can embed "
            f"{', '.join(INCLUDES)}",
            parameter="include",
            allowed=INCLUDES,
        )
    return names


def _page_by_cursor(selection: Selection, parameters: QueryDict) -> None:
    if selection.model is not NewsPage:
        raise ParameterError(
            "cursor pages through stories; add type=news.NewsPage", parameter="cursor"
        )
    for name in _WITHOUT_CURSOR:
        if name in parameters:
            raise ParameterError(f"cursor with {name} is not supported", parameter=name)
    if parameters.get("order") not in (None, "", "-published_at"):
        raise ParameterError(
            "cursor pages are ordered by '-published_at'",
            parameter="order",
            allowed=["-published_at"],
        )
    if selection.limit < 1:
        raise ParameterError("limit must be at least 1 with cursor", parameter="limit")
    cursor = read_cursor(parameters)
    selection.cursor = cursor
    selection.order = OLDEST_FIRST if cursor.direction == NEWER else NEWEST_FIRST


def cursor_condition(cursor: Cursor) -> tuple[str, list[object]]:
    """Return the condition that continues from a cursor."""
    if cursor.published_at is None:
        return "d.published_at IS NOT NULL", []
    sign = ">" if cursor.direction == NEWER else "<"
    place = [cursor.published_at, cursor.page_id]
    return f"(d.published_at, d.page_id) {sign} (%s, %s)", place
