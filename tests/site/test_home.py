"""The front page."""

import datetime as dt

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from news.models import CategoryIndexPage, HomePage
from news.published.front import CATEGORY_SIZE, LATEST_SIZE, LEAD_CANDIDATES
from news.published.models import PublishedDocument
from tests.factories import (
    CategoryIndexPageFactory,
    NewsImageFactory,
    NewsPageFactory,
    home_page,
)

pytestmark = pytest.mark.django_db

# Site, document, navigation, categories with their newest ids, cards.
QUERIES_OF_HOME = 5


def publish_stories(category: CategoryIndexPage, number: int) -> None:
    """Publish stories of one a day, "稿件一" being the newest."""
    for age in range(number):
        NewsPageFactory(
            parent=category,
            title=f"稿件之{age}",
            published_at=dt.datetime(2024, 3, 31, tzinfo=dt.UTC) - dt.timedelta(age),
        )


def titles_of(response: HttpResponse, kind: str) -> list[str]:
    """Return the titles of the stories in the one section of a kind."""
    [section] = [one for one in response.context["sections"] if one["type"] == kind]
    return [card["title"] for card in section["cards"]]


@pytest.fixture
def home() -> HomePage:
    """The published front page."""
    page = home_page()
    page.title = "临湖新报"
    page.save_revision().publish()
    return page


def test_home_names_the_paper(client: Client, home: HomePage) -> None:
    response = client.get("/")

    assert '<h1 class="masthead-name">临湖新报</h1>' in response.content.decode()


def test_home_of_an_empty_paper_says_so(client: Client, home: HomePage) -> None:
    response = client.get("/")

    assert "还没有发布的稿件。" in response.content.decode()


def test_home_leads_with_the_newest_story(
    client: Client, home: HomePage, category: CategoryIndexPage
) -> None:
    publish_stories(category, 3)

    response = client.get("/")

    assert titles_of(response, "headlines") == ["稿件之0"]


def test_home_prefers_a_lead_with_a_picture(
    client: Client, home: HomePage, category: CategoryIndexPage
) -> None:
    publish_stories(category, 2)
    NewsPageFactory(
        parent=category,
        title="有图的稿件",
        lead_image=NewsImageFactory(),
        published_at=dt.datetime(2024, 3, 1, tzinfo=dt.UTC),
    )

    response = client.get("/")

    assert titles_of(response, "headlines") == ["有图的稿件"]


def test_home_does_not_lead_with_an_old_picture(
    client: Client, home: HomePage, category: CategoryIndexPage
) -> None:
    for _ in range(LEAD_CANDIDATES // CATEGORY_SIZE):
        publish_stories(CategoryIndexPageFactory(), CATEGORY_SIZE + 1)
    NewsPageFactory(
        parent=category,
        title="去年的图",
        lead_image=NewsImageFactory(),
        published_at=dt.datetime(2023, 3, 1, tzinfo=dt.UTC),
    )

    response = client.get("/")

    assert titles_of(response, "headlines") == ["稿件之0"]


def test_home_lists_each_category_without_the_lead(
    client: Client, home: HomePage, category: CategoryIndexPage
) -> None:
    publish_stories(category, 3)

    response = client.get("/")

    assert ">临湖日报</a></h2>" in response.content.decode()
    assert titles_of(response, "category") == ["稿件之1", "稿件之2"]


def test_home_shows_the_newest_of_a_long_category(
    client: Client, home: HomePage, category: CategoryIndexPage
) -> None:
    publish_stories(category, CATEGORY_SIZE + 3)

    response = client.get("/")

    assert titles_of(response, "category") == [
        f"稿件之{age}" for age in range(1, CATEGORY_SIZE + 1)
    ]


def test_home_leaves_out_an_empty_category(
    client: Client, home: HomePage, category: CategoryIndexPage
) -> None:
    response = client.get("/")

    assert "section-header" not in response.content.decode()


def test_home_hides_a_draft(
    client: Client, home: HomePage, category: CategoryIndexPage
) -> None:
    NewsPageFactory(parent=category, title="未发的稿件", live=False)

    response = client.get("/")

    assert "未发的稿件" not in response.content.decode()


def test_home_bears_a_story_without_a_time(
    client: Client, home: HomePage, category: CategoryIndexPage
) -> None:
    publish_stories(category, 2)
    PublishedDocument.objects.filter(title="稿件之0").update(published_at=None)

    response = client.get("/")

    assert titles_of(response, "headlines") == ["稿件之1"]


def test_home_limits_the_list_of_the_latest(
    client: Client, home: HomePage, category: CategoryIndexPage
) -> None:
    publish_stories(category, CATEGORY_SIZE + 1)
    publish_stories(CategoryIndexPageFactory(), CATEGORY_SIZE + 1)

    response = client.get("/")

    assert len(titles_of(response, "latest")) == LATEST_SIZE


@pytest.mark.parametrize("number", [1, 6])
def test_home_costs_the_same_for_many_stories_and_categories(
    client: Client,
    home: HomePage,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    for _ in range(number):
        publish_stories(CategoryIndexPageFactory(), number)

    with django_assert_num_queries(QUERIES_OF_HOME):
        client.get("/")
