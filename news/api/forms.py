"""The form in which a request wants its documents: columns to read, text to write."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError, parse_fields_parameter
from wagtail.models import Page

from news.api.problems import ParameterError
from news.models import NewsPage
from news.published.compose import (
    BASIC_COLUMNS,
    CARD_COLUMNS,
    FULL_COLUMNS,
    Addresses,
    basic_item,
    card_item,
    detail_item,
    dumps,
    full_item,
    picked_item,
)
from news.published.jsonld import MEMBER, story_data

# More than all relations there are.
MAX_BRACKETS = 50


@dataclass(frozen=True, slots=True)
class Form:
    """What is read of each document, and how it is written."""

    columns: tuple[str, ...]
    write: Callable[[Any, Addresses], str]


BASIC = Form(BASIC_COLUMNS, basic_item)
CARD = Form(CARD_COLUMNS, card_item)
DETAIL = Form(FULL_COLUMNS, detail_item)


def _full(row: Any, at: Addresses) -> str:
    return full_item(row, at, settings.LANGUAGE_CODE)


def _full_detail(row: Any, at: Addresses) -> str:
    return detail_item(row, at, settings.LANGUAGE_CODE)


def _plain(row: Any, at: Addresses) -> str:
    """Return all that a list of pages of several types can show of one."""
    names = {"id", "title", *_meta_names(Page)} - {"parent"}
    return picked_item(row, at, frozenset(names), _meta_names(Page))


def listing_form(
    router: WagtailAPIRouter, model: type[Page], fields: str | None
) -> Form:
    """Return the form of a listing's items; raises BadRequestError."""
    if fields is None:
        return CARD if model is NewsPage else BASIC
    if fields == "*":
        return Form(FULL_COLUMNS, _plain if model is Page else _full)
    return _picked(router, model, fields, shows_details=False)


def detail_form(router: WagtailAPIRouter, label: str, fields: str | None) -> Form:
    """Return the form of one page of a type; raises BadRequestError."""
    if fields is None:
        return DETAIL
    if fields == "*":
        return Form(FULL_COLUMNS, _full_detail)
    model: type[Page] = apps.get_model(label)
    picked = _picked(router, model, fields, shows_details=True)
    return _with_json_ld(picked) if wants_json_ld(model, fields) else picked


def wants_json_ld(model: type[Page], fields: str) -> bool:
    """Return whether `fields` names the structured data that only stories have."""
    if model is not NewsPage or MEMBER not in fields:
        return False
    return (MEMBER, False, None) in _parsed(fields)


def _with_json_ld(form: Form) -> Form:
    def write(row: Any, at: Addresses) -> str:
        members = form.write(row, at)[1:-1]
        own = f'"{MEMBER}":{dumps(story_data(row, at))}'
        return f"{{{members},{own}}}" if members else f"{{{own}}}"

    return Form(form.columns, write)


def _parsed(fields: str) -> list[Any]:
    """Return the parts of `fields` in the grammar of Wagtail's API."""
    check_nesting(fields)
    try:
        return parse_fields_parameter(fields)
    except ValueError as error:
        raise ParameterError(f"fields error: {error}", parameter="fields") from error


def check_nesting(fields: str) -> None:
    """Refuse what would take Wagtail's parser, which calls itself, out of its depth."""
    if fields.count("(") > MAX_BRACKETS:
        raise ParameterError(
            f"fields error: more than {MAX_BRACKETS} nested lists", parameter="fields"
        )


@lru_cache(maxsize=500)
def _picked(
    router: WagtailAPIRouter, model: type[Page], fields: str, *, shows_details: bool
) -> Form:
    """Return the form that `fields` describes, in the grammar of Wagtail's API."""
    config = _parsed(fields)
    _name, endpoint = router.get_model_endpoint(Page)
    try:
        serializer = endpoint._get_serializer_class(
            router, model, config, show_details=shows_details
        )
    except BadRequestError as error:
        names = endpoint.get_available_fields(model)
        hidden = () if shows_details else endpoint.detail_only_fields
        allowed = [name for name in names if name not in hidden]
        if shows_details and model is NewsPage:
            allowed.append(MEMBER)
        raise ParameterError(str(error), parameter="fields", allowed=allowed) from error
    names = frozenset(serializer.Meta.fields)
    meta_names = frozenset(serializer.meta_fields)

    def write(row: Any, at: Addresses) -> str:
        return picked_item(row, at, names, meta_names)

    return Form(FULL_COLUMNS, write)


@lru_cache(maxsize=10)
def _meta_names(model: type[Page]) -> frozenset[str]:
    from wagtail.api.v2.views import PagesAPIViewSet

    return frozenset(PagesAPIViewSet.get_meta_fields_names(model))
