"""Category pages and their paging."""

import datetime as dt
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from news.models import CategoryIndexPage
from tests.factories import CategoryIndexPageFactory, NewsPageFactory

pytestmark = pytest.mark.django_db

CATEGORY = "/linhuribao/"
PAGE_SIZE = 3
# Site, document, count, navigation, cards.
QUERIES_OF_A_CATEGORY = 5


def publish_stories(category: CategoryIndexPage, number: int) -> None:
    """Publish stories of one a day, "稿件之0" being the newest."""
    for age in range(number):
        NewsPageFactory(
            parent=category,
            title=f"稿件之{age}",
            published_at=dt.datetime(2024, 3, 31, tzinfo=dt.UTC) - dt.timedelta(age),
        )


def titles(html: str) -> list[str]:
    """Return the headlines of a page's cards."""
    return re.findall(r'story-card-title"><a [^>]*>([^<]*)</a>', html)


@pytest.fixture
def two_pages(
    category: CategoryIndexPage, monkeypatch: pytest.MonkeyPatch
) -> CategoryIndexPage:
    """A category with one story more than fits a page."""
    monkeypatch.setattr("news.views.CATEGORY_PAGE_SIZE", PAGE_SIZE)
    publish_stories(category, PAGE_SIZE + 1)
    return category


def test_category_lists_its_stories_newest_first(
    client: Client, category: CategoryIndexPage
) -> None:
    publish_stories(category, 3)

    response = client.get(CATEGORY)

    assert titles(response.content.decode()) == ["稿件之0", "稿件之1", "稿件之2"]


def test_category_shows_its_introduction(client: Client) -> None:
    CategoryIndexPageFactory(slug="wenhua", introduction="<p>说<b>文化</b>。</p>")

    response = client.get("/wenhua/")

    assert "<p>说<b>文化</b>。</p>" in response.content.decode()


def test_category_leaves_out_other_categories(
    client: Client, category: CategoryIndexPage
) -> None:
    NewsPageFactory(title="别处的稿件")

    response = client.get(CATEGORY)

    assert "别处的稿件" not in response.content.decode()
    assert "这个栏目还没有稿件。" in response.content.decode()


def test_category_hides_drafts_and_private_stories(
    client: Client, category: CategoryIndexPage
) -> None:
    NewsPageFactory(parent=category, title="未发的稿件", live=False)
    private = NewsPageFactory(parent=category, title="内部稿件")
    PageViewRestriction.objects.create(
        page=private, restriction_type=PageViewRestriction.LOGIN
    )

    response = client.get(CATEGORY)

    assert titles(response.content.decode()) == []


def test_card_shows_the_first_words_of_a_story_without_summary(
    client: Client, category: CategoryIndexPage
) -> None:
    NewsPageFactory(parent=category, body=[("paragraph", "<p>路灯<b>亮</b>了。</p>")])

    response = client.get(CATEGORY)

    assert '<p class="story-card-opening">路灯亮了。</p>' in response.content.decode()


def test_card_shows_the_summary(client: Client, category: CategoryIndexPage) -> None:
    NewsPageFactory(parent=category, summary="十年治水。")

    response = client.get(CATEGORY)

    assert '<p class="story-card-opening">十年治水。</p>' in response.content.decode()


def test_second_page_holds_the_rest(
    client: Client, two_pages: CategoryIndexPage
) -> None:
    response = client.get(CATEGORY, {"page": "2"})

    assert titles(response.content.decode()) == [f"稿件之{PAGE_SIZE}"]


def test_first_page_links_to_the_next(
    client: Client, two_pages: CategoryIndexPage
) -> None:
    html = client.get(CATEGORY).content.decode()

    assert '<link rel="next" href="http://testserver/linhuribao/?page=2">' in html
    assert 'rel="next" href="/linhuribao/?page=2">下一页</a>' in html
    assert 'rel="prev"' not in html


def test_last_page_links_to_the_first_without_a_number(
    client: Client, two_pages: CategoryIndexPage
) -> None:
    html = client.get(CATEGORY, {"page": "2"}).content.decode()

    assert '<link rel="prev" href="http://testserver/linhuribao/">' in html
    assert 'rel="next"' not in html


def test_each_page_is_its_own_canonical_address(
    client: Client, two_pages: CategoryIndexPage
) -> None:
    html = client.get(CATEGORY, {"page": "2"}).content.decode()

    assert '<link rel="canonical" href="http://testserver/linhuribao/?page=2">' in html


def test_a_single_page_has_no_paging(
    client: Client, category: CategoryIndexPage
) -> None:
    publish_stories(category, 1)

    response = client.get(CATEGORY)

    assert 'class="paging"' not in response.content.decode()


@pytest.mark.parametrize(
    "number", ["", "0", "-1", "3", "two", "1.0", "9" * 30, "9" * 5000, "1 OR 1"]
)
def test_page_that_does_not_exist_is_not_found(
    client: Client, two_pages: CategoryIndexPage, number: str
) -> None:
    response = client.get(CATEGORY, {"page": number})

    assert response.status_code == 404


def test_first_page_of_an_empty_category_exists(
    client: Client, category: CategoryIndexPage
) -> None:
    response = client.get(CATEGORY, {"page": "1"})

    assert response.status_code == 200


@pytest.mark.parametrize("number", [1, 8])
def test_category_costs_the_same_for_many_stories(
    client: Client,
    category: CategoryIndexPage,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    publish_stories(category, number)

    with django_assert_num_queries(QUERIES_OF_A_CATEGORY):
        client.get(CATEGORY)
