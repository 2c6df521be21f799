"""Where a withdrawn story was: 410 with its notice, and nothing else of it."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from news.corrections.issuing import remove, republish, withdraw
from news.delivery.purging import purge_pending, purge_tags
from news.models import CategoryIndexPage, Change, Correction, NewsPage, PendingPurge
from search.index import catch_up
from tests.api.described import answer_faults
from tests.corrections.builders import NOTICE, WORDS, draft_of, lake, withdrawn
from tests.factories import published_story

pytestmark = pytest.mark.django_db

PATH = "/linhuribao/lake/"
TITLE = "一湖碧水怎样回来"


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """A withdrawn story."""
    return withdrawn(category)


def api_addresses(story: NewsPage) -> list[str]:
    """Return every address of the API that answers with one page."""
    root = "/api/v2/pages/"
    path = urlencode({"html_path": PATH})
    return [
        f"{root}{story.pk}/",
        f"{root}{story.pk}/?fields=title",
        f"{root}{story.pk}/?rich_text_format=markdown",
        f"{root}find/?{path}",
        f"{root}find/?id={story.pk}",
        f"/api/v2/resolve/?path={PATH}",
    ]


def tags_of(response: Any) -> set[str]:
    """Return the tags by which caches drop an answer."""
    return set(response["Surrogate-Key"].split())


def test_readers_see_the_notice_and_no_text(client: Client, story: NewsPage) -> None:
    response = client.get(PATH)

    html = response.text
    assert response.status_code == 410
    assert NOTICE in html
    assert TITLE in html
    assert "隆畅社区" not in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_title_that_is_wrong_itself_is_not_shown(
    client: Client, category: CategoryIndexPage
) -> None:
    story = withdrawn(category, shows_title=False)

    shown = client.get(PATH).text
    answer = client.get(f"/api/v2/pages/{story.pk}/").json()

    assert TITLE not in shown
    assert answer["notice"]["title"] is None


@pytest.mark.parametrize("number", range(6))
def test_the_api_answers_with_the_notice(
    client: Client, story: NewsPage, number: int
) -> None:
    address = api_addresses(story)[number]

    response = client.get(address)

    answer = response.json()
    assert (response.status_code, answer["kind"]) == (410, "gone")
    assert (answer["page"], answer["notice"]["text"]) == (story.pk, NOTICE)
    assert answer["notice"]["title"] == TITLE
    assert answer_faults(address, response) == ""


@pytest.mark.parametrize("path", [f"{PATH}index.md", "/linhuribao/lake.md"])
def test_markdown_is_gone_too(client: Client, story: NewsPage, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 410
    assert NOTICE in response.text


def test_an_unpublished_story_has_no_notice(
    client: Client, category: CategoryIndexPage
) -> None:
    story = lake(category)
    story.unpublish()

    assert client.get(f"/api/v2/pages/{story.pk}/").status_code == 404
    assert client.get(f"/api/v2/resolve/?path={PATH}").json()["notice"] is None
    assert client.get(PATH)["Cache-Control"] == "no-store"


def test_another_sites_story_is_not_here(client: Client, story: NewsPage) -> None:
    Change.objects.filter(page_id=story.pk).update(site_id=12345)

    assert client.get(f"/api/v2/pages/{story.pk}/").status_code == 404


def test_it_leaves_lists_feeds_and_search_at_once(
    client: Client, category: CategoryIndexPage
) -> None:
    story = lake(category)
    catch_up()

    withdraw(story, text=NOTICE)

    for address in (
        "/api/v2/pages/?type=news.NewsPage",
        f"/api/v2/search/?q={TITLE}",
        "/feed/feed.json",
    ):
        assert client.get(address).json()["items"] == [], address
    catch_up()
    assert client.get(f"/api/v2/search/?q={TITLE}").json()["meta"]["total_count"] == 0


def test_followers_are_told_why(client: Client, story: NewsPage) -> None:
    items = client.get("/api/v2/changes/?since=0").json()["items"]

    newest = [item for item in items if item["page"] == story.pk][-1]
    assert (newest["kind"], newest["notice"]) == ("withdrawn", "withdrawal")


# Caches.


@pytest.mark.parametrize("number", range(7))
def test_a_cache_keeps_the_notice_until_the_story_is_back(
    client: Client, story: NewsPage, number: int
) -> None:
    response = client.get([PATH, *api_addresses(story)][number])

    republish(story, text="已核实。", revision=draft_of(story, "改正后"))

    assert "s-maxage=" in response["Cache-Control"]
    change = Change.objects.latest("id")
    assert tags_of(response) & purge_tags(change)


def test_a_cache_drops_the_notice_when_another_story_takes_the_address(
    client: Client, story: NewsPage, category: CategoryIndexPage
) -> None:
    tags = tags_of(client.get(PATH))
    story.slug = "elsewhere"
    story.save()

    newer = published_story(parent=category, slug="lake")

    change = Change.objects.get(page_id=newer.pk)
    assert tags & purge_tags(change)
    assert client.get(PATH).status_code == 200


def test_a_cache_drops_a_notice_that_is_removed(
    client: Client, story: NewsPage
) -> None:
    PendingPurge.objects.all().delete()
    tags = tags_of(client.get(PATH))

    remove(Correction.objects.get(), reason="发错了")

    assert tags & {tag for row in PendingPurge.objects.all() for tag in _tags(row)}
    assert NOTICE not in client.get(PATH).text
    purge_pending()


def _tags(row: PendingPurge) -> list[str]:
    return [f"{row.site_id}:{key}" for key in row.keys]


def test_who_is_logged_in_gets_what_no_cache_keeps(
    client: Client, story: NewsPage, admin_user: Any
) -> None:
    client.force_login(admin_user)

    assert client.get(PATH)["Cache-Control"] == "no-store"


# What happens to the page afterwards.


def test_a_notice_can_come_later(client: Client, category: CategoryIndexPage) -> None:
    story = lake(category)
    story.unpublish()

    withdraw(story, text=NOTICE)

    assert NOTICE in client.get(PATH).text
    assert PendingPurge.objects.exists()


def test_moving_the_page_keeps_the_notice(
    client: Client, story: NewsPage, category: CategoryIndexPage
) -> None:
    story.slug = "shore"
    story.save()

    assert NOTICE in client.get(PATH).text


def test_deleting_the_page_keeps_the_notice(client: Client, story: NewsPage) -> None:
    NewsPage.objects.get(pk=story.pk).delete()

    assert NOTICE in client.get(PATH).text
    assert client.get(f"/api/v2/pages/{story.pk}/").status_code == 410


def test_a_story_that_is_back_is_gone_no_more(client: Client, story: NewsPage) -> None:
    republish(story, text=WORDS, revision=draft_of(story, "改正后"))

    assert client.get(PATH).status_code == 200
    assert client.get(f"/api/v2/pages/{story.pk}/").status_code == 200
