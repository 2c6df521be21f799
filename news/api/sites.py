"""Which site a request is for, found within the statement that reads its documents."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.api.utils import get_base_url
from wagtail.models import Site

from news.published.compose import Addresses

# The sites that may be meant; `SiteRow` reads these columns, the first of a row.
SITE_COLUMNS = "s.id, s.hostname, s.port, s.is_default_site, s.root_page_id"
SITE_CONDITION = "(s.hostname = %s OR s.is_default_site)"


class SiteRow(NamedTuple):
    """A site as a statement returns it."""

    id: int
    hostname: str
    port: int
    is_default: bool
    root_page_id: int


SITE_WIDTH = len(SiteRow._fields)


def requested_host(request: HttpRequest) -> tuple[str, int]:
    """Return host name and port as Wagtail reads them to find the site."""
    # ALLOWED_HOSTS is checked elsewhere.
    hostname = split_domain_port(request._get_raw_host())[0]  # type: ignore[attr-defined]
    return hostname, int(request.get_port())


def choose_site(
    rows: Sequence[Sequence[Any]], host: tuple[str, int]
) -> Sequence[Any] | None:
    """Return the row of the site that is meant, by the rule of `Site.find_for_request`.

    Host and port together come first, then the default site with the host; then the
    only site with the host; then the default site.
    """
    hostname, port = host
    same_host = [row for row in rows if row[1] == hostname]
    exact = [row for row in same_host if row[2] == port]
    default = [row for row in rows if row[3]]
    both = [row for row in same_host if row[3]]
    if exact or both:
        return (exact or both)[0]
    if len(same_host) == 1:
        return same_host[0]
    return default[0] if default else None


def addresses_of(
    request: HttpRequest, hostname: str, port: int, asked: SiteRow | None = None
) -> Addresses:
    """Return what stands before the paths of a site's documents.

    `asked` is the site of the request's host, where it is another one.
    """
    root = _root_url(hostname, port)
    api = _root_url(asked.hostname, asked.port) if asked else root
    media = f"{request.scheme}://{request.get_host()}"
    return Addresses(api=get_base_url() or api, site=root, media=media)


@lru_cache(maxsize=100)
def _root_url(hostname: str, port: int) -> str:
    return Site(hostname=hostname, port=port).root_url
