"""Where a listing is read: its site, and whether what it names exists."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from news.api.problems import ParameterError
from news.api.scopes import Scope, read_scopes, scope_of
from news.api.selection import Selection, UnusualRequestError
from news.api.sites import choose_site, requested_host
from news.models import Source
from news.published.keys import byline_key, source_key
from news.published.models import (
    CATEGORY_TYPE,
    Listing,
    PublishedDocument,
    listing_name,
)

# So many names are listed to somebody who wrote one that is not there.
_LISTED = 100


def find_scope(request: HttpRequest, selection: Selection) -> Scope | None:
    """Return the scope of a listing in one statement; None where no site is meant."""
    host = requested_host(request)
    rows = read_scopes(selection, host[0])
    asked = choose_site(rows, host)
    row = asked if selection.site is None else _named(rows, selection.site)
    if row is None or asked is None:
        return None
    return scope_of(row, asked, selection)


def _named(rows: list[tuple[Any, ...]], name: str) -> tuple[Any, ...]:
    """Return the site that `site=` names; without exactly one, Wagtail has its say."""
    hostname, _, port = name.partition(":")
    named = [row for row in rows if row[1] == hostname and port in ("", str(row[2]))]
    if len(named) != 1 or name.endswith(":"):
        raise UnusualRequestError
    return named[0]


def check_scope(selection: Selection, scope: Scope) -> None:
    """Refuse names that stand for nothing."""
    if selection.anchor is not None and scope.anchor_id is None:
        if selection.anchor.relation != "category":
            raise UnusualRequestError
        raise _no_category(str(selection.anchor.values[-1]), scope.site.id)
    if selection.source_name is not None and scope.source_id is None:
        raise _no_source(selection.source_name, scope.site.id)
    if selection.byline is not None and scope.byline_size is None:
        raise _no_person(selection.byline, scope.site.id)


def _no_category(slug: str, site_id: int) -> ParameterError:
    documents = PublishedDocument.objects.filter(site_id=site_id, type=CATEGORY_TYPE)
    slugs = documents.order_by("position").values_list("slug", flat=True)
    return ParameterError(
        f"no category has the slug '{slug}'", parameter="category", allowed=list(slugs)
    )


def _no_source(name: str, site_id: int) -> ParameterError:
    ids = [int(pk) for pk in _public_names(site_id, source_key, "")]
    sources = Source.objects.filter(pk__in=ids).order_by("name")
    return ParameterError(
        f"no source has the name '{name}'",
        parameter="source",
        allowed=list(sources.values_list("name", flat=True)[:_LISTED]),
    )


def _no_person(name: str, site_id: int) -> ParameterError:
    names = _public_names(site_id, byline_key, name[:1])
    return ParameterError(
        f"no person has the name '{name}'", parameter="byline", allowed=names[:_LISTED]
    )


def _public_names(site_id: int, key: Callable[[Any], str], beginning: str) -> list[str]:
    """Return what the keys of public stories name: drafts name others."""
    head = listing_name(site_id, key(""))
    listings = Listing.objects.filter(name__startswith=f"{head}{beginning}", size__gt=0)
    names = listings.order_by("name").values_list("name", flat=True)
    return [name.removeprefix(head) for name in names]
