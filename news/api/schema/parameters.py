"""What each parameter means; which ones an endpoint takes, its own code says.

A name that an endpoint takes and nobody describes here is a KeyError.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from wagtail.api.rich_text import APIRichText
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.models import Page

from news.api import changes
from news.api.parameters import ADDED_PARAMETERS, INCLUDES
from news.api.reading import MAX_OFFSET
from news.api.refusals import OPERATORS
from news.api.schema.notation import (
    BOOLEAN,
    MOMENT,
    NUMBER,
    TEXT,
    Schema,
    chosen,
    constant,
    either,
    listed,
)
from news.api.schema.operations import Parameter, query
from news.api.selection import DEFAULT_LIMIT
from news.api.usual import NewsPagesAPIViewSet
from news.published.documents import document_models

# One only breaks caches, the other is of a browser's form that is switched off.
UNNAMED = {"_", "format"}
# What is left of a listing's parameters where one page is named.
_OF_ONE_PAGE = {"fields", "include", "rich_text_format", "site"}
_NO_USE = "Accepted as by Wagtail's own endpoint; a page that does not fit answers 404."

LABELS = [model._meta.label for model in document_models()]
_PAGE_OR_ROOT = either(NUMBER, constant("root"))
_DAY_OR_MOMENT = either({"type": "string", "format": "date"}, MOMENT)
FORMATS = (
    APIRichText.FORMAT_HTML,
    APIRichText.FORMAT_MARKDOWN,
    APIRichText.FORMAT_DB_HTML,
    APIRichText.FORMAT_DB_MARKDOWN,
)


def between(lowest: int, highest: int, default: int | None = None) -> Schema:
    """Return a whole number within these bounds."""
    schema: Schema = {"type": "integer", "minimum": lowest, "maximum": highest}
    return schema if default is None else {**schema, "default": default}


# By the name of the parameter: what it means, and what it may be.
_MEANINGS: dict[str, tuple[str, Schema]] = {
    "type": (
        (
            "Only pages of these types; with one, its own fields can be shown, filtered "
            "and ordered by."
        ),
        listed(chosen(*LABELS)),
    ),
    "child_of": ("Only pages right below this one, by id.", _PAGE_OR_ROOT),
    "descendant_of": ("Only pages anywhere below this one, by id.", _PAGE_OR_ROOT),
    "ancestor_of": ("Only the pages above this one, by id.", NUMBER),
    "translation_of": ("Only translations of this page, by id.", _PAGE_OR_ROOT),
    "locale": ("Only pages in this language.", chosen(settings.LANGUAGE_CODE)),
    "site": ("Another site than that of the host: `host` or `host:port`.", TEXT),
    "fields": (
        (
            "Members to show: `a,b` adds, `-a` leaves out, `*` is all, `_,a` is `a` alone, "
            "`a(b)` is a member of `a`. `json_ld` adds a story's structured data to its "
            "detail."
        ),
        TEXT,
    ),
    "order": (
        (
            "A field, or several with commas; `-` in front turns it round; `random` is "
            "another order each time."
        ),
        TEXT,
    ),
    "limit": (
        "How many.",
        between(0, settings.WAGTAILAPI_LIMIT_MAX, DEFAULT_LIMIT),
    ),
    "offset": ("How many to skip; `cursor` is steadier.", between(0, MAX_OFFSET, 0)),
    "search": ("Words to search for.", TEXT),
    "search_operator": (
        "Whether all words are wanted, or any.",
        chosen(*OPERATORS),
    ),
    "rich_text_format": (
        "How rich text is written.",
        {**chosen(*FORMATS), "default": settings.WAGTAILAPI_RICH_TEXT_FORMAT},
    ),
    "category": ("Only stories of the category with this slug.", TEXT),
    "source": ("Only stories from this paper, by name or primary key.", TEXT),
    "byline": ("Only stories signed with this name.", TEXT),
    "published_after": ("Only stories published from then on.", _DAY_OR_MOMENT),
    "published_before": ("Only stories published before then.", _DAY_OR_MOMENT),
    "updated_after": ("Only documents that changed from then on.", _DAY_OR_MOMENT),
    "cursor": (
        (
            "Pages that stay as they are while stories arrive, newest first; empty begins, "
            "`meta.next` and `meta.previous` lead on. Wants `type=news.NewsPage`."
        ),
        TEXT,
    ),
    "include": ("Objects to embed as `included`.", listed(chosen(*INCLUDES))),
    "tags": ("Only what has all of these tags, separated by commas.", TEXT),
    "html_path": ("The path of the page on its site, as in `/linhuribao/lake/`.", TEXT),
    "id": ("Its id.", NUMBER),
    "path": (
        "A path with or without slashes around it, or a whole address of a site here.",
        TEXT,
    ),
    "since": (
        (
            "The mark that the last answer gave as `meta.next`; without it, the present "
            "mark and no items."
        ),
        between(0, 10**18),
    ),
    "content_type": ("The type of the page, as in `news.newspage`.", TEXT),
    "token": ("What the editor's preview sent along.", TEXT),
}


def named(name: str, **more: object) -> Parameter:
    """Return the parameter of this name as most endpoints take it."""
    description, schema = _MEANINGS[name]
    return query(name, description, schema, **more)


def _field(model: type[models.Model], name: str) -> Parameter:
    """Return the filter by the exact value of a field."""
    own = "" if model is Page or name in _of_all_pages() else model._meta.label
    wants = f" Wants `type={own}`." if own and issubclass(model, Page) else ""
    description = f"Only what has exactly this `{name}`.{wants}"
    return query(name, description, _schema_of(model._meta.get_field(name)))


def _schema_of(field: Any) -> Schema:
    if isinstance(field, models.BooleanField):
        return BOOLEAN
    if isinstance(field, models.DateTimeField):
        return _DAY_OR_MOMENT
    is_number = isinstance(field, models.IntegerField | models.AutoField)
    return NUMBER if is_number or field.is_relation else TEXT


def _fields_of(viewset: type[BaseAPIViewSet], model: type[models.Model]) -> list[str]:
    return viewset.get_available_fields(model, db_fields_only=True)


def _of_all_pages() -> list[str]:
    return _fields_of(NewsPagesAPIViewSet, Page)


def listing_parameters(
    viewset: type[BaseAPIViewSet], *more: type[models.Model]
) -> list[Parameter]:
    """Return the parameters of a listing; `more` are models that `type` may name."""
    found = {
        name: named(name) for name in sorted(viewset.known_query_parameters - UNNAMED)
    }
    for model in filter(None, (viewset.model, *more)):
        for name in _fields_of(viewset, model):
            if name not in found:
                found[name] = named(name) if name in _MEANINGS else _field(model, name)
    return list(found.values())


def page_parameters(leave: Iterable[str] = ()) -> list[Parameter]:
    """Return the parameters where one page is named.

    Wagtail's viewset takes its filters there too; they are marked as of no use.
    """
    gone = {*leave, *(ADDED_PARAMETERS - {"include"}), "search", "search_operator"}
    every = listing_parameters(NewsPagesAPIViewSet, *document_models())
    kept = [each for each in every if each["name"] not in gone]
    useful = [each for each in kept if each["name"] in _OF_ONE_PAGE]
    others = [
        {**each, "description": _NO_USE, "deprecated": True}
        for each in kept
        if each["name"] not in _OF_ONE_PAGE
    ]
    return [*useful, *others]


def change_parameters(names: Iterable[str]) -> list[Parameter]:
    """Return the parameters of the log of changes, whose sizes are its own."""
    own = {
        "limit": query(
            "limit", "How many.", between(1, changes.MAX_LIMIT, changes.DEFAULT_LIMIT)
        ),
        "type": query("type", "Only pages of this type.", chosen(*LABELS)),
    }
    return [own.get(name) or named(name) for name in names]
