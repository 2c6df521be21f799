"""What caches are told to forget."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from news.delivery import threads
from news.delivery.caches import CloudflareTagBackend, PurgeError, joined
from news.delivery.purging import (
    purge_addresses,
    purge_changes,
    purge_tags,
)
from news.models import CategoryIndexPage, Change, LogFollower
from news.published.keys import ALL, category_key
from news.published.tags import cache_tags
from site_core.default_site import name_default_site
from tests.delivery.conftest import Receiver, answer, listening
from tests.factories import NewsPageFactory


def test_a_change_purges_the_page_and_the_lists_it_stands_in(
    category: CategoryIndexPage,
) -> None:
    story = NewsPageFactory(parent=category)
    story.tags.add("轨道 交通")
    story.save_revision().publish()
    change = Change.objects.filter(page_id=story.pk).last()

    tags = purge_tags(change)

    site = change.site_id
    expected = cache_tags(
        site, pages=[story.pk], keys=[ALL, category_key(category.pk), "tag:轨道 交通"]
    )
    assert tags >= set(expected)
    assert all(tag.isascii() and " " not in tag and "," not in tag for tag in tags)


def test_a_story_that_moves_purges_both_categories(category: CategoryIndexPage) -> None:
    story = NewsPageFactory()
    former = story.get_parent()

    story.move(category, "last-child")

    change = Change.objects.filter(page_id=story.pk).last()
    keys = [category_key(former.pk), category_key(category.pk)]
    assert purge_tags(change) >= set(cache_tags(change.site_id, keys=keys))


def test_addresses_of_a_page_are_purged_where_tags_are_unknown(
    category: CategoryIndexPage,
) -> None:
    story = NewsPageFactory(parent=category, slug="tielu")
    change = Change.objects.get(page_id=story.pk)

    found = purge_addresses(change, "https://api.example", "https://paper.example")

    assert found == {
        "https://paper.example/linhuribao/tielu/",
        f"https://api.example/api/v2/pages/{story.pk}/",
        "https://api.example/api/v2/pages/find/?html_path=/linhuribao/tielu/",
    }


class Purges(Receiver):
    """A cache that notes what it is told."""

    def _make_handler(self) -> type[BaseHTTPRequestHandler]:
        handler = super()._make_handler()
        handler.do_PURGE = handler.do_POST  # type: ignore[attr-defined]
        return handler


@pytest.fixture
def cache() -> Iterator[Purges]:
    """A cache that does as it is told."""
    with listening(Purges()) as running:
        yield running


@pytest.fixture
def by_tag(cache: Purges, settings: Any, db: None) -> Purges:
    """The cache as a backend that purges by tag, all earlier changes purged."""
    settings.WAGTAILFRONTENDCACHE = {
        "varnish": {
            "BACKEND": "news.delivery.caches.VarnishBackend",
            "LOCATIONS": [f"http://127.0.0.1:{cache.port}"],
        }
    }
    purge_changes()
    return cache


def test_tags_are_sent_once(by_tag: Purges, category: CategoryIndexPage) -> None:
    assert purge_changes() == 1
    assert purge_changes() == 0

    (headers,) = by_tag.headers
    assert f"page:{category.pk}" in headers["xkey-purge"].split()


def test_a_purge_that_failed_is_tried_again(
    by_tag: Purges, category: CategoryIndexPage
) -> None:
    by_tag.reply = answer(503)
    with pytest.raises(PurgeError):
        purge_changes()
    by_tag.reply = answer(200)

    assert purge_changes() == 1
    assert LogFollower.objects.get(pk="purging").position == Change.objects.last().pk


@pytest.mark.parametrize(("seconds", "times"), [(0.0, 2), (3600.0, 1)])
def test_a_purge_is_repeated_a_moment_later(
    by_tag: Purges,
    category: CategoryIndexPage,
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
    times: int,
) -> None:
    monkeypatch.setattr(threads, "AGAIN_SECONDS", seconds)
    work = threads.PurgeWork()
    work.follow()

    work.tick()
    work.tick()

    told = [headers["xkey-purge"] for headers in by_tag.headers]
    assert len(told) == times
    assert len(set(told)) == 1


def test_one_dead_cache_does_not_keep_the_others_from_purging(
    by_tag: Purges, settings: Any, category: CategoryIndexPage
) -> None:
    settings.WAGTAILFRONTENDCACHE["varnish"]["LOCATIONS"].insert(
        0, "http://127.0.0.1:1"
    )

    with pytest.raises(PurgeError):
        purge_changes()

    assert len(by_tag.headers) == 1


def test_wagtails_own_backends_get_addresses(
    cache: Purges, settings: Any, category: CategoryIndexPage
) -> None:
    name_default_site("paper.example", 443)
    purge_changes()
    settings.WAGTAILFRONTENDCACHE = {
        "squid": {
            "BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend",
            "LOCATION": f"http://127.0.0.1:{cache.port}",
        }
    }
    story = NewsPageFactory(parent=category, slug="tielu")

    purge_changes()

    assert "/linhuribao/tielu/" in cache.paths
    assert f"/api/v2/pages/{story.pk}/" in cache.paths
    assert {headers["Host"] for headers in cache.headers} == {"paper.example"}


def test_without_a_cache_nothing_is_asked(category: CategoryIndexPage) -> None:
    assert purge_changes() == 0
    assert LogFollower.objects.get(pk="purging").position == Change.objects.last().pk


def test_cloudflare_gets_tags_in_portions(cache: Purges) -> None:
    backend = CloudflareTagBackend({"ZONEID": "zone", "BEARER_TOKEN": "token"})
    backend.cloudflare_purge_endpoint_url = f"http://127.0.0.1:{cache.port}/purge_cache"
    tags = [f"page:{number}" for number in range(70)]

    backend.purge_tags(tags)

    assert [len(json.loads(body)["tags"]) for body in cache.bodies] == [30, 30, 10]
    assert cache.headers[0]["Authorization"] == "Bearer token"


def test_tags_are_cut_to_what_a_header_holds() -> None:
    tags = [f"page:{number}" for number in range(1000)]

    texts = list(joined(tags, 100))

    assert max(map(len, texts)) <= 100
    assert " ".join(texts).split() == tags
    assert list(joined([], 100)) == []
