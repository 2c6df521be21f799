"""What a search depends on beside the index: read by one statement."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest

from news.api.endpoints import requested_site
from news.api.rows import select_prepared
from news.api.sites import (
    SITE_COLUMNS,
    SITE_CONDITION,
    SITE_WIDTH,
    SiteRow,
    choose_site,
    requested_host,
)
from news.published.keys import ALL

# Written out: to make it anew by the ORM costs more than to run it.
_STATES = f"""
SELECT {SITE_COLUMNS}, listing.version, guidance.version
FROM wagtailcore_site AS s
LEFT JOIN news_listing AS listing ON listing.name = s.id || ' ' || %s
LEFT JOIN search_guidanceversion AS guidance ON true
WHERE {SITE_CONDITION}
"""  # noqa: S608


class SearchState(NamedTuple):
    """A site, the id of the last change to a document of it, and the guidance's version.

    Guidance is what editors say to searches (search.guidance).
    """

    site: SiteRow
    documents: int
    guidance: str


def state_for(request: HttpRequest) -> SearchState | None:
    """Return the state of the site that a request is for, None where it is for none."""
    host = requested_host(request)
    row = choose_site(_read(host[0]), host)
    return None if row is None else _state(row)


def asked_state(request: HttpRequest) -> SearchState:
    """Return the state of the site that `site=` names, or that of the host.

    Raises ParameterError.
    """
    state = None if request.GET.get("site") else state_for(request)
    if state is not None:
        return state
    site = requested_site(request)
    return next(_state(row) for row in _read(site.hostname) if row[0] == site.pk)


def _read(hostname: str) -> list[tuple[Any, ...]]:
    return select_prepared(_STATES, [ALL, hostname])


def _state(row: Sequence[Any]) -> SearchState:
    documents, guidance = row[SITE_WIDTH:]
    return SearchState(
        SiteRow._make(row[:SITE_WIDTH]), documents or 0, str(guidance or "")
    )
