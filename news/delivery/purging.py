"""Telling caches in front of us what they must forget after a change.

A backend of Wagtail's frontend cache (`WAGTAILFRONTENDCACHE`) that can purge by tag
(`purge_tags`, see news.delivery.caches) gets tags, and drops every answer that shows
what has changed, and no other. The others get addresses: of the page on the reader
site, of its detail in the API, of what finds it by its path. Lists stay in those until
their `s-maxage` ends.

Purging again does no harm: the position is written after the purge, so that a crash or
a cache that does not answer repeats it.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from wagtail.api.utils import get_base_url
from wagtail.contrib.frontend_cache.utils import get_backends, purge_urls_from_cache
from wagtail.models import Site

from news.delivery.following import advance, next_position, position_of
from news.published.models import Change
from news.published.tags import cache_tags

FOLLOWER = "purging"


def purge_tags(change: Change) -> set[str]:
    """Return the tags of all answers that may show what has changed."""
    tags = cache_tags(change.site_id, pages=[change.page_id], keys=change.keys)
    return set(tags)


def purge_addresses(change: Change, api: str, site: str) -> set[str]:
    """Return the addresses at which the page itself stands.

    `api` and `site` stand before paths: "https://paper.example".
    """
    detail = reverse("wagtailapi:pages:detail", args=[change.page_id])
    find = reverse("wagtailapi:pages:find")
    return {
        f"{site}{change.path}",
        f"{api}{detail}",
        f"{api}{find}?{urlencode({'html_path': change.path}, safe='/')}",
    }


def purge_changes() -> int:
    """Purge what has changed since the last time, and return the number of changes.

    Raises an error when a cache that purges by tag did not answer.
    """
    position, done = position_of(FOLLOWER), 0
    while (until := next_position(position)) != position:
        done += purge_between(position, until)
        advance(FOLLOWER, until)
        position = until
    return done


def purge_between(after: int, until: int) -> int:
    """Purge the changes after one, up to another, and return how many there are."""
    backends = get_backends()
    changes = Change.objects.filter(id__gt=after, id__lte=until)
    return _purge(list(changes), backends) if backends else 0


def _purge(changes: list[Change], backends: dict) -> int:
    """Purge by tag where a backend can, by address elsewhere."""
    tags = sorted(set().union(*map(purge_tags, changes)))
    by_tag = {name for name, backend in backends.items() if _knows_tags(backend)}
    for name in by_tag:
        backends[name].purge_tags(tags)
    if others := [name for name in backends if name not in by_tag]:
        purge_urls_from_cache(sorted(_addresses(changes)), backends=others)
    return len(changes)


def _knows_tags(backend: object) -> bool:
    return hasattr(backend, "purge_tags")


def _addresses(changes: Iterable[Change]) -> set[str]:
    """Return the addresses of all changes, each with the host of its site."""
    roots = {site.pk: site.root_url for site in Site.objects.all()}
    found: set[str] = set()
    for change in changes:
        root = roots.get(change.site_id or 0)
        if root is not None:
            found |= purge_addresses(change, get_base_url() or root, root)
    return found
