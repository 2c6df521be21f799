"""Telling caches in front of us what they must forget after a change.

A backend of Wagtail's frontend cache (`WAGTAILFRONTENDCACHE`) that can purge by tag
(`purge_tags`, see news.delivery.caches) gets tags, and drops every answer that shows
what has changed, and no other. The others get addresses: of the page on the reader
site, of its detail in the API, of what finds it by its path. Lists stay in those until
their `s-maxage` ends.

What has become old though no document changed (`PendingPurge`) is purged by tag alone.

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
from news.published.keys import NAVIGATION, is_category_key
from news.published.models import Change, Listing, PendingPurge, listing_name
from news.published.tags import address_key, cache_tags

FOLLOWER = "purging"


def purge_tags(change: Change) -> set[str]:
    """Return the tags of all answers that may show what has changed.

    A redirect that stood at the page's address is among them.
    """
    keys = [*change.keys, address_key(change.path)]
    return set(cache_tags(change.site_id, pages=[change.page_id], keys=keys))


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


def purge_pending() -> set[str]:
    """Purge what has become old by other means, and return its tags.

    Raises an error when a cache that purges by tag did not answer.
    """
    pending = list(PendingPurge.objects.all())
    tags = {tag for row in pending for tag in cache_tags(row.site_id, keys=row.keys)}
    purge_by_tag(tags, get_backends() if tags else {})
    PendingPurge.objects.filter(pk__in=[row.pk for row in pending]).delete()
    return tags


def purge_by_tag(tags: Iterable[str], backends: dict) -> None:
    """Purge the tags where a backend can."""
    ordered = sorted(tags)
    for backend in backends.values():
        if ordered and _knows_tags(backend):
            backend.purge_tags(ordered)


def _purge(changes: list[Change], backends: dict) -> int:
    """Purge by tag where a backend can, by address elsewhere."""
    tags = set().union(*map(purge_tags, changes))
    purge_by_tag(tags | _navigation_tags(changes), backends)
    others = [name for name, one in backends.items() if not _knows_tags(one)]
    if others:
        purge_urls_from_cache(sorted(_addresses(changes)), backends=others)
    return len(changes)


def _navigation_tags(changes: Iterable[Change]) -> set[str]:
    """Return the tags of all pages where a category has lost its last story."""
    sites = {
        listing_name(change.site_id, key): change.site_id
        for change in changes
        if change.site_id
        for key in filter(is_category_key, change.keys)
    }
    empty = Listing.objects.filter(name__in=sites, size=0)
    names = empty.values_list("name", flat=True)
    return {tag for name in names for tag in cache_tags(sites[name], keys=[NAVIGATION])}


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
