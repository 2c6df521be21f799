"""GET /api/v2/site/."""

import datetime as dt

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Site

from news.models import CategoryIndexPage, HomePage, NewsPage
from tests.factories import (
    CategoryIndexPageFactory,
    NewsImageFactory,
    NewsPageFactory,
    curate,
    furnish,
    headlines,
    home_page,
    latest,
    link,
    published_story,
)
from tests.snapshot import assert_matches_snapshot

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v2/site/"
# Site; front page, categories and version; ids of the newest; cards.
QUERIES_OF_SITE = 4
QUERIES_OF_UNCHANGED = 2


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """A published story."""
    return published_story(
        parent=category,
        title="一湖碧水怎样回来",
        slug="yihu-bishui",
        published_at=dt.datetime(2024, 4, 9, 1, tzinfo=dt.UTC),
        first_published_at=dt.datetime(2024, 4, 9, 1, tzinfo=dt.UTC),
    )


@pytest.fixture
def home(category: CategoryIndexPage, story: NewsPage) -> HomePage:
    """A front page with two sections, in a furnished site."""
    home_page().save_revision().publish()
    below = link("投稿", address="https://tougao.example.cn/")
    furnish(
        navigation=[
            {**link("首页", page=home_page()), "children": []},
            {**link(page=category), "children": [below]},
        ],
        footer_links=[link("关于我们", address="https://example.cn/about")],
        icp_number="京ICP备12345678号",
        police_number="京公网安备11010502000001号",
        licence_number="10120230001",
        report_phone="010-12345678",
        report_email="jubao@example.cn",
        social=[
            {
                "service": "weibo",
                "name": "@临湖日报",
                "address": "https://weibo.com/linhu",
                "picture": None,
            }
        ],
    )
    return curate(headlines(story), latest(3))


def steady(data: dict) -> dict:
    """Return an answer without the ids that a database happens to give."""
    for section in data["sections"]:
        for item in section["items"]:
            item["meta"]["detail_url"] = "…"
            item["id"] = item["category"]["id"] = 1
    return data


def test_site_answers_with_everything(
    client: Client, category: CategoryIndexPage, home: HomePage
) -> None:
    published_story(
        parent=category,
        title="上半年谁在深夜借书",
        slug="shenye-jieshu",
        published_at=dt.datetime(2024, 4, 8, 1, tzinfo=dt.UTC),
        first_published_at=dt.datetime(2024, 4, 8, 1, tzinfo=dt.UTC),
    )

    data = client.get(ADDRESS).json()

    assert_matches_snapshot("site", steady(data))


def test_cards_are_those_of_the_listing(client: Client, home: HomePage) -> None:
    listing = client.get("/api/v2/pages/?type=news.NewsPage").json()

    sections = client.get(ADDRESS).json()["sections"]

    assert sections[0]["items"] == listing["items"]


def test_an_unknown_parameter_is_named(client: Client) -> None:
    response = client.get(f"{ADDRESS}?colour=red")

    assert response.status_code == 400
    assert "colour" in response.json()["message"]


def test_a_new_paper_lists_its_categories(
    client: Client, category: CategoryIndexPage, story: NewsPage
) -> None:
    CategoryIndexPageFactory(title="没有稿件的栏目")

    data = client.get(ADDRESS).json()

    assert data["navigation"] == [
        {"title": "临湖日报", "path": "/linhuribao/", "url": None, "children": []}
    ]
    assert data["notices"] == []
    assert [section["type"] for section in data["sections"]] == ["headlines"]


def test_a_link_to_a_withdrawn_page_vanishes(
    client: Client, category: CategoryIndexPage, home: HomePage
) -> None:
    category.unpublish()

    data = client.get(ADDRESS).json()

    assert [entry["title"] for entry in data["navigation"]] == ["首页"]


def test_a_link_follows_its_page(
    client: Client, category: CategoryIndexPage, home: HomePage
) -> None:
    category.title, category.slug = "临湖晚报", "linhuwanbao"
    category.save_revision().publish()

    entry = client.get(ADDRESS).json()["navigation"][1]

    assert (entry["title"], entry["path"]) == ("临湖晚报", "/linhuwanbao/")


def test_a_picture_of_the_settings_is_kept_up_to_date(client: Client) -> None:
    code = NewsImageFactory(alt_text="二维码")
    account = {"service": "wechat", "name": "临湖", "address": "", "picture": code}
    furnish(social=[account])
    code.alt_text = "公众号二维码"
    code.save()

    [entry] = client.get(ADDRESS).json()["social"]

    assert entry["picture"]["alt"] == "公众号二维码"
    assert entry["picture"]["src"].startswith("http://testserver/media/")


def test_changed_settings_are_seen_by_the_next_request(
    client: Client, home: HomePage
) -> None:
    before = client.get(ADDRESS)
    furnish(icp_number="沪ICP备1号")

    after = client.get(ADDRESS, headers={"If-None-Match": before["ETag"]})

    assert after.status_code == 200
    assert after.json()["notices"][0]["text"] == "沪ICP备1号"


def test_an_unchanged_site_costs_two_queries(
    client: Client, home: HomePage, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    etag = client.get(ADDRESS)["ETag"]

    with django_assert_num_queries(QUERIES_OF_UNCHANGED):
        response = client.get(ADDRESS, headers={"If-None-Match": etag})

    assert response.status_code == 304


def test_a_new_story_ends_the_life_of_an_answer(
    client: Client, category: CategoryIndexPage, home: HomePage
) -> None:
    etag = client.get(ADDRESS)["ETag"]
    NewsPageFactory(parent=category)

    response = client.get(ADDRESS, headers={"If-None-Match": etag})

    assert response.status_code == 200


@pytest.mark.parametrize("number", [1, 10])
def test_site_costs_the_same_for_ten_rows_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _ in range(number):
        category = CategoryIndexPageFactory()
        NewsPageFactory.create_batch(2, parent=category, lead_image=NewsImageFactory())
    curate(*[latest(number, category=category) for _ in range(number)], latest(20))

    with django_assert_num_queries(QUERIES_OF_SITE):
        client.get(ADDRESS)


def test_another_site_is_asked_for_by_name(client: Client, home: HomePage) -> None:
    Site.objects.create(hostname="elsewhere.example", root_page=home.get_parent())

    data = client.get(f"{ADDRESS}?site=elsewhere.example").json()

    assert (data["name"], data["sections"]) == ("报馆", [])


def test_a_site_that_is_not_there_is_named(client: Client) -> None:
    response = client.get(f"{ADDRESS}?site=nobody.example")

    assert response.status_code == 400
    assert "nobody.example" in response.json()["message"]
