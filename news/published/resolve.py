"""What is at an address: a page, a redirect, or the trace of a page that was there.

Editors' redirects come from Wagtail's table. Where pages have moved needs none: the
log knows every address that a document ever had, and the document its present one.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from django.db import connection
from django.utils.encoding import uri_to_iri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from news.published.models import PublishedDocument
from news.published.tags import address_key, cache_tags

# So many redirects from one to the next are followed.
MAX_HOPS = 10

_REDIRECTS_AND_TRACES = """
(SELECT redirect.is_permanent, redirect.redirect_link,
    redirect.redirect_page_route_path, document.page_id, document.type,
    document.path, document.site_id, site.hostname, site.port,
    NULL::bigint, NULL::timestamptz, 0 AS rank
FROM wagtailredirects_redirect AS redirect
LEFT JOIN news_publisheddocument AS document
    ON document.page_id = redirect.redirect_page_id
LEFT JOIN wagtailcore_site AS site ON site.id = document.site_id
WHERE redirect.old_path = ANY(%s)
    AND (redirect.site_id = %s OR redirect.site_id IS NULL)
    AND (document.page_id IS NOT NULL OR redirect.redirect_link <> '')
ORDER BY array_position(%s, redirect.old_path::text), redirect.site_id NULLS LAST
LIMIT 1)
UNION ALL
(SELECT true, '', '', document.page_id, document.type, document.path,
    document.site_id, site.hostname, site.port, change.page_id, change.at, 1 AS rank
FROM news_change AS change
LEFT JOIN news_publisheddocument AS document USING (page_id)
LEFT JOIN wagtailcore_site AS site ON site.id = document.site_id
WHERE change.path = %s AND change.site_id = %s ORDER BY change.id DESC LIMIT 1)
ORDER BY rank LIMIT 1
"""


@dataclass(frozen=True)
class Redirection:
    """Where an address leads: to a page, or to an address that is no page of ours.

    `to` is a path inside the site, or a full address; `paths` are the addresses of
    this site that were looked up on the way.
    """

    to: str
    is_permanent: bool
    page_id: int | None = None
    type: str = ""
    paths: tuple[str, ...] = ()

    def tags(self, site: Site) -> list[str]:
        """Return the tags by which caches drop an answer that leads there."""
        pages = [self.page_id] if self.page_id else []
        return cache_tags(site.pk, pages=pages, keys=map(address_key, self.paths))


@dataclass(frozen=True)
class Trace:
    """What is known of a page that was here and is public no more.

    `last_seen` is when the log last wrote of it under this address.
    """

    page_id: int
    last_seen: datetime


@dataclass(frozen=True)
class Circle:
    """Redirects that lead back to where they began, or go on for too long."""


Answer = PublishedDocument | Redirection | Trace | Circle | None


class _Row(NamedTuple):
    """A row of the statement above; the columns of an absent document are null."""

    is_permanent: bool
    link: str
    route: str
    page_id: int | None
    type: str
    path: str
    site_id: int
    hostname: str
    port: int
    trace_id: int | None
    last_seen: datetime
    rank: int


def resolve(site: Site, address: str) -> Answer:
    """Return what readers find at an address of a site.

    `address` is a path, with or without slashes around it, percent-encoded or not;
    its query counts only where a redirect names it. Two queries; one more for each
    redirect that leads, by its words and not to a page, to an address of this site.
    """
    here = _resolve_once(site, address)
    if not isinstance(here, Redirection):
        return here
    return _follow(site, replace(here, paths=(page_path(address),)))


def _follow(site: Site, hop: Redirection) -> Answer:
    seen: set[str] = set()
    while hop.page_id is None and (address := _own_path(site, hop.to)):
        if address in seen or len(seen) == MAX_HOPS:
            return Circle()
        seen.add(address)
        paths = (*hop.paths, page_path(address))
        there = _resolve_once(site, address)
        if isinstance(there, PublishedDocument):
            there = Redirection(there.path, True, there.page_id, there.type)
        if not isinstance(there, Redirection):
            # What is no page, such as the search, can be led to all the same.
            return there or replace(hop, paths=paths)
        is_permanent = hop.is_permanent and there.is_permanent
        hop = replace(there, is_permanent=is_permanent, paths=paths)
    return hop


def page_path(address: str) -> str:
    """Return the path that a page at an address has: decoded, with its slashes."""
    path = uri_to_iri(urlsplit(address).path).strip("/")
    return f"/{path}/" if path else "/"


def _resolve_once(site: Site, address: str) -> Answer:
    path = page_path(address)
    documents = PublishedDocument.objects.defer("body_html", "text")
    document = documents.filter(site=site, path=path).first()
    if document is not None:
        return document
    row = _find_redirect_or_trace(site, address, path)
    if row is None:
        return None
    if row.page_id:
        to = _address_of(row, site)
        return Redirection(to, row.is_permanent, row.page_id, row.type)
    if row.trace_id:
        return Trace(row.trace_id, row.last_seen)
    return Redirection(row.link, row.is_permanent)


def _find_redirect_or_trace(site: Site, address: str, path: str) -> _Row | None:
    # Wagtail's forms keep old paths without the last slash; imports may have left it.
    # One with a query is more exact than one without.
    whole = Redirect.normalise_path(address)
    bare = path.rstrip("/") or "/"
    paths = [whole, bare, f"{bare}/"]
    with connection.cursor() as cursor:
        cursor.execute(_REDIRECTS_AND_TRACES, [paths, site.pk, paths, path, site.pk])
        row = cursor.fetchone()
    return _Row(*row) if row else None


def _address_of(row: _Row, site: Site) -> str:
    to = row.path.rstrip("/") + row.route if row.route else row.path
    if row.site_id == site.pk:
        return to
    return Site(hostname=row.hostname, port=row.port).root_url + to


def _own_path(site: Site, address: str) -> str:
    """Return the part of an address after the site's host; empty for another host."""
    parts = urlsplit(address)
    if parts.scheme not in ("", "http", "https"):
        return ""
    if parts.netloc and parts.hostname != site.hostname:
        return ""
    return parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
