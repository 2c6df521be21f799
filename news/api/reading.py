"""Wagtail's own parameters, as conditions on documents.

What is not understood at once is left to Wagtail's viewset (`UnusualRequestError`),
which answers it from the page tables or says what is wrong with it. So no sentence of
Wagtail's is repeated here, and no rare filter needs a column.
"""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.http import QueryDict
from wagtail.api.v2.utils import page_models_from_string
from wagtail.models import Page

from news.api.parameters import ADDED_PARAMETERS, read_added
from news.api.selection import (
    TYPE_CONDITION,
    Anchor,
    Selection,
    UnusualRequestError,
)
from news.models import NewsPage
from news.published.documents import document_models
from news.published.keys import tag_key, type_key

MAX_DIGITS = 18
# Beyond it PostgreSQL cannot count.
MAX_OFFSET = 2**31
# Columns of documents that hold what Wagtail orders and filters by.
_COLUMNS = {
    "id": "d.page_id",
    "title": "d.title",
    "slug": "d.slug",
    "first_published_at": "d.first_published_at",
}
_STORY_COLUMNS = {**_COLUMNS, "published_at": "d.published_at"}


def read_selection(parameters: QueryDict) -> Selection:
    """Return what a listing request asks for.

    Raises UnusualRequestError, or ParameterError for the parameters that Wagtail does
    not have.
    """
    given = {name: str(value) for name, value in parameters.items()}
    if given.keys() - _READERS.keys() - ADDED_PARAMETERS or _holds_nul(given):
        raise UnusualRequestError
    selection = Selection()
    for name, read in _READERS.items():
        if name in given:
            read(selection, given[name])
    if selection.search is not None and "tags" in given:
        raise UnusualRequestError
    if given.keys() & ADDED_PARAMETERS:
        read_added(selection, parameters)
    return selection


def _holds_nul(given: dict[str, str]) -> bool:
    return any("\0" in value for value in given.values())


def _number(text: str, highest: int = 10**MAX_DIGITS) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS):
        raise UnusualRequestError
    number = int(text)
    if number > highest:
        raise UnusualRequestError
    return number


def is_above(digits: str, highest: int) -> bool:
    """Return whether a number is too high; Python reads none of thousands of digits."""
    return len(digits) > MAX_DIGITS or int(digits) > highest


@lru_cache(maxsize=100)
def _models_of(value: str) -> tuple[type[Page], ...]:
    """Return the models that `type=` names; none for all pages."""
    try:
        models = page_models_from_string(value) if value else (Page,)
    except (LookupError, ValueError) as error:
        raise UnusualRequestError from error
    if models == (Page,):
        return ()
    if not set(models) <= set(document_models()):
        raise UnusualRequestError
    return models


def _read_type(selection: Selection, value: str) -> None:
    models = _models_of(value)
    labels = [model._meta.label for model in models]
    if len(labels) == 1:
        selection.model = models[0]
        selection.conditions.append(TYPE_CONDITION)
        selection.values.append(labels[0])
        selection.add_key("%s", type_key(labels[0]))
    elif labels:
        selection.add("d.type = ANY(%s)", labels)


def _read_anchor(relation: str) -> Callable[[Selection, str], None]:
    def read(selection: Selection, value: str) -> None:
        if selection.anchor is not None:
            raise UnusualRequestError
        if value == "root" and relation != "ancestor_of":
            selection.anchor = Anchor(relation, "a.page_id = s.root_page_id")
        else:
            condition, page_id = "a.page_id = %s", _number(value)
            selection.anchor = Anchor(relation, condition, (page_id,))
        if relation == "child_of":
            # A category keeps a listing of its stories; the front page keeps none.
            selection.add_key("'category:' || a.page_id")
        elif relation == "ancestor_of":
            selection.is_keyed = False

    return read


def _read_tags(selection: Selection, value: str) -> None:
    if selection.model is not NewsPage:
        raise UnusualRequestError
    for name in value.split(","):
        selection.conditions.append("d.keys @> ARRAY[%s]")
        selection.values.append(tag_key(name))
        selection.add_key("%s", tag_key(name))


def _read_text(name: str) -> Callable[[Selection, str], None]:
    def read(selection: Selection, value: str) -> None:
        selection.add(f"{_COLUMNS[name]} = %s", value)

    return read


def _read_id(selection: Selection, value: str) -> None:
    selection.add("d.page_id = %s", _number(value))


def _read_locale(selection: Selection, value: str) -> None:
    # A paper of one language: settings.base.
    if value != settings.LANGUAGE_CODE:
        raise UnusualRequestError


def _read_order(selection: Selection, value: str) -> None:
    if not value:
        return
    selection.is_ordered = True
    if value == "random":
        selection.order, selection.is_random = "random()", True
        return
    columns = _STORY_COLUMNS if selection.model is NewsPage else _COLUMNS
    parts = value.split(",")
    if not all(part.removeprefix("-") in columns for part in parts):
        raise UnusualRequestError
    terms = [
        columns[part.removeprefix("-")] + (" DESC" if part.startswith("-") else "")
        for part in parts
    ]
    # Wagtail leaves open which of two equals comes first; here they keep their order.
    last = "d.page_id DESC" if parts[-1].startswith("-") else "d.page_id"
    selection.order = ", ".join([*terms, last])


def _read_limit(selection: Selection, value: str) -> None:
    selection.limit = _number(value, settings.WAGTAILAPI_LIMIT_MAX)


def _read_offset(selection: Selection, value: str) -> None:
    if selection.is_random:
        raise UnusualRequestError
    selection.offset = _number(value, MAX_OFFSET)


def _read_fields(selection: Selection, value: str) -> None:
    selection.fields = value


def _read_site(selection: Selection, value: str) -> None:
    if selection.anchor is not None:
        raise UnusualRequestError
    selection.site = value or None


def _read_search(selection: Selection, value: str) -> None:
    selection.search = (value, None)


def _read_operator(selection: Selection, value: str) -> None:
    if selection.search is not None:
        if value not in ("", "and", "or"):
            raise UnusualRequestError
        selection.search = (selection.search[0], value or None)


def _read_format(selection: Selection, value: str) -> None:
    # Documents hold rich text in one format.
    if value != settings.WAGTAILAPI_RICH_TEXT_FORMAT:
        raise UnusualRequestError


def _ignore(selection: Selection, value: str) -> None:
    """Take a parameter that breaks caches on purpose."""


# In the order in which they build on each other.
_READERS: dict[str, Callable[[Selection, str], None]] = {
    "type": _read_type,
    "child_of": _read_anchor("child_of"),
    "descendant_of": _read_anchor("descendant_of"),
    "ancestor_of": _read_anchor("ancestor_of"),
    "tags": _read_tags,
    "id": _read_id,
    "title": _read_text("title"),
    "slug": _read_text("slug"),
    "locale": _read_locale,
    "site": _read_site,
    "order": _read_order,
    "limit": _read_limit,
    "offset": _read_offset,
    "fields": _read_fields,
    "search": _read_search,
    "search_operator": _read_operator,
    "rich_text_format": _read_format,
    "_": _ignore,
}
