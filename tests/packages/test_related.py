"""Related stories: found for readers by tags, offered to editors by words too."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from news.models import CategoryIndexPage, NewsPage
from news.packages import related
from search.index import rebuild
from tests.factories import NewsPageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(tmp_path: Path, settings: Any) -> None:
    """An index of its own."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"


def tagged(category: CategoryIndexPage, title: str, *tags: str) -> NewsPage:
    """Publish a story with tags."""
    story = NewsPageFactory(parent=category, title=title, live=False)
    story.tags.set(tags)
    story.save_revision().publish()
    return NewsPage.objects.get(pk=story.pk)


def shown(client: Client, story: NewsPage) -> list[str]:
    """Return the titles that readers see as related."""
    response = client.get(f"/{story.category.slug}/{story.slug}/")
    return [card["title"] for card in response.context["related"]]


def offered(client: Client, **form: Any) -> list[dict[str, Any]]:
    """Return what the editor's button answers."""
    client.force_login(UserFactory(groups=["编辑"]))
    return client.get(reverse("search_related"), form).json()["items"]


def test_stories_with_most_tags_in_common_come_first(
    client: Client, category: CategoryIndexPage
) -> None:
    story = tagged(category, "龙舟下水", "龙舟", "端午")
    tagged(category, "两个标签", "龙舟", "端午")
    tagged(category, "一个标签", "端午")
    tagged(category, "别的", "防汛")

    assert shown(client, story) == ["两个标签", "一个标签"]


def test_a_related_story_is_not_listed_twice(
    client: Client, category: CategoryIndexPage
) -> None:
    story = tagged(category, "龙舟下水", "龙舟")
    tagged(category, "龙舟夺冠", "龙舟")
    NewsPageFactory(parent=category, title="别的")

    response = client.get(f"/{category.slug}/{story.slug}/")

    assert [card["title"] for card in response.context["more"]] == ["别的"]


def test_an_editors_choice_leaves_no_room_for_automatic_ones(
    client: Client, category: CategoryIndexPage
) -> None:
    story = tagged(category, "龙舟下水", "龙舟")
    other = tagged(category, "龙舟夺冠", "龙舟")
    story.body = [("related", other)]
    story.save_revision().publish()

    assert shown(client, story) == []


def test_a_tag_that_is_everywhere_says_nothing(
    client: Client, category: CategoryIndexPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(related, "MOST", 2)
    story = tagged(category, "龙舟下水", "龙舟", "要闻")
    tagged(category, "龙舟夺冠", "龙舟", "要闻")
    tagged(category, "别的", "要闻")

    assert shown(client, story) == ["龙舟夺冠"]


def test_caches_drop_a_story_when_another_gets_its_tag(
    client: Client, category: CategoryIndexPage
) -> None:
    story = tagged(category, "龙舟下水", "龙舟")

    response = client.get(f"/{category.slug}/{story.slug}/")
    tags = response.headers["Cache-Tag"]

    other = client.get(f"/{category.slug}/{tagged(category, '别的').slug}/")
    assert len(tags.split(",")) == len(other.headers["Cache-Tag"].split(",")) + 1


@pytest.mark.parametrize("number", [1, 4])
def test_related_stories_cost_two_queries(
    client: Client,
    category: CategoryIndexPage,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    story = tagged(category, "龙舟下水", "龙舟")
    for place in range(number):
        tagged(category, f"龙舟之{place}", "龙舟")

    # Site, document, navigation, sizes of tags, related stories, those of the category.
    with django_assert_num_queries(6):
        client.get(f"/{category.slug}/{story.slug}/")


def test_an_editor_is_offered_stories_by_words(
    client: Client, category: CategoryIndexPage, index: None
) -> None:
    story = NewsPageFactory(parent=category, title="龙舟赛在望湖举行")
    NewsPageFactory(parent=category, title="夏粮收购结束")
    rebuild()

    [item] = offered(client, title="望湖龙舟赛闭幕")

    assert (item["id"], item["category"]) == (story.pk, category.title)
    assert item["value"]["adminTitle"] == story.title


def test_an_editor_is_offered_stories_by_tags(
    client: Client, category: CategoryIndexPage, index: None
) -> None:
    story = tagged(category, "两岸人山人海", "龙舟")
    rebuild()

    assert [item["id"] for item in offered(client, tags="端午, 龙舟")] == [story.pk]


def test_a_story_is_not_offered_to_itself(
    client: Client, category: CategoryIndexPage, index: None
) -> None:
    story = NewsPageFactory(parent=category, title="龙舟赛在望湖举行")
    rebuild()

    assert offered(client, page=story.pk, title=story.title) == []


@pytest.mark.parametrize("form", [{}, {"page": "x", "title": "", "tags": ",,"}])
def test_nothing_is_offered_for_nothing(
    client: Client, form: dict[str, str], index: None
) -> None:
    rebuild()

    assert offered(client, **form) == []


def test_readers_are_not_answered(client: Client) -> None:
    assert client.get(reverse("search_related")).status_code == 302
