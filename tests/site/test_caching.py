"""How long a cache may keep a reader page, and what makes it forget one."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import PageViewRestriction

from news.delivery.purging import purge_changes, purge_pending
from news.models import CategoryIndexPage, NewsPage
from tests.factories import (
    CategoryIndexPageFactory,
    UserFactory,
    furnish,
    home_page,
    link,
    published_story,
)

pytestmark = pytest.mark.django_db

STORY = "/linhuribao/lake/"
PAGES = ["/", "/linhuribao/", STORY]
EVERY = pytest.mark.parametrize("path", PAGES)


class Purges:
    """A cache that notes the tags it is told to forget."""

    told: set[str] = set()

    def __init__(self, params: dict[str, Any]) -> None:
        """Take no parameters."""

    def purge_tags(self, tags: list[str]) -> None:
        """Note them."""
        self.told |= set(tags)


@pytest.fixture
def purges(settings: Any) -> set[str]:
    """The tags that are purged from now on, by `purge`."""
    settings.WAGTAILFRONTENDCACHE = {"noting": {"BACKEND": f"{__name__}.Purges"}}
    purge()
    Purges.told.clear()
    return Purges.told


def purge() -> None:
    """Do what the worker does."""
    purge_changes()
    purge_pending()


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """The story at `STORY`, beside another of its category."""
    home_page().save_revision().publish()
    published_story(parent=category, slug="shore")
    return published_story(parent=category, slug="lake")


def tags_of(client: Client, path: str) -> set[str]:
    """Return the tags under which a cache keeps a page."""
    return set(client.get(path)["Surrogate-Key"].split())


@EVERY
def test_a_shared_cache_may_keep_a_page(
    client: Client, story: NewsPage, path: str
) -> None:
    response = client.get(path)

    assert "public" in response["Cache-Control"]
    assert "s-maxage=60" in response["Cache-Control"]
    assert response["Cache-Tag"].split(",") == response["Surrogate-Key"].split()
    assert response["Vary"] == "Accept"
    assert not response.cookies


@EVERY
def test_a_page_that_is_known_is_not_sent_again(
    client: Client, story: NewsPage, path: str
) -> None:
    first = client.get(path)

    second = client.get(path, headers={"if-none-match": first["ETag"]})

    assert (second.status_code, second.content) == (304, b"")
    for name in ("ETag", "Cache-Control", "Cache-Tag", "Vary"):
        assert second[name] == first[name]


@EVERY
def test_who_is_logged_in_gets_a_page_that_no_cache_keeps(
    client: Client, story: NewsPage, path: str
) -> None:
    client.force_login(UserFactory(is_superuser=True))

    response = client.get(path)

    assert settings.SESSION_COOKIE_NAME in client.cookies
    assert response["Cache-Control"] == "no-store"
    assert "Cache-Tag" not in response


@pytest.mark.parametrize("kind", ["password", "login"])
def test_a_private_page_is_kept_by_no_cache(
    client: Client, story: NewsPage, kind: str
) -> None:
    PageViewRestriction.objects.create(page=story, restriction_type=kind, password="x")

    response = client.get(STORY)

    assert response.status_code in {200, 302}
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/nowhere/", STORY])
def test_what_is_not_there_is_kept_by_no_cache(
    client: Client, story: NewsPage, path: str
) -> None:
    story.unpublish()

    response = client.get(path)

    assert response.status_code in {404, 410}
    assert response["Cache-Control"] == "no-store"


@EVERY
def test_an_edit_of_a_story_purges_the_pages_that_show_it(
    client: Client, story: NewsPage, purges: set[str], path: str
) -> None:
    tags = tags_of(client, path)

    story.title = "新题"
    story.save_revision().publish()
    purge()

    assert tags & purges


def test_an_edit_elsewhere_leaves_a_category_and_its_stories(
    client: Client, story: NewsPage, purges: set[str]
) -> None:
    other = published_story()
    purge()
    kept = tags_of(client, "/linhuribao/") | tags_of(client, STORY)
    purges.clear()

    other.title = "新题"
    other.save_revision().publish()
    purge()

    assert not kept & purges


@EVERY
def test_new_settings_of_the_site_purge_all_pages(
    client: Client, story: NewsPage, purges: set[str], path: str
) -> None:
    tags = tags_of(client, path)

    furnish(navigation=[{**link("首页", page=home_page()), "children": []}])
    purge()

    assert tags & purges


@EVERY
def test_a_category_that_gets_a_name_or_place_purges_all_pages(
    client: Client, story: NewsPage, purges: set[str], path: str
) -> None:
    other = published_story().get_parent().specific
    purge()
    for change in ("name", "place"):
        tags = tags_of(client, path)
        purges.clear()
        if change == "name":
            other.title = "新名"
            other.save_revision().publish()
        else:
            other.move(story.get_parent(), pos="left")
        purge()
        assert tags & purges


@EVERY
def test_the_first_and_the_last_story_of_a_category_purge_all_pages(
    client: Client, story: NewsPage, purges: set[str], path: str
) -> None:
    other = CategoryIndexPageFactory(title="东岭晚报")
    purge()
    tags = tags_of(client, path)
    purges.clear()
    only = published_story(parent=other)
    purge()
    assert tags & purges

    tags = tags_of(client, path)
    purges.clear()
    only.unpublish()
    purge()

    assert tags & purges
    assert "东岭晚报" not in client.get(path).text


def test_a_navigation_that_editors_chose_depends_on_no_category(
    client: Client, story: NewsPage, purges: set[str]
) -> None:
    furnish(navigation=[{**link("首页", page=home_page()), "children": []}])
    empty = CategoryIndexPageFactory(title="东岭晚报")
    purge()
    tags = tags_of(client, STORY)
    purges.clear()

    published_story(parent=empty)
    purge()

    assert not tags & purges
