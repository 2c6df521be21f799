"""The pages endpoint: Wagtail's v2 contract with a newspaper's fields."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from wagtail.models import Page, PageViewRestriction, Site

from news.models import CategoryIndexPage, HomePage
from tests.factories import (
    NewsImageFactory,
    NewsPageFactory,
    SourceFactory,
    published_story,
)
from tests.snapshot import assert_matches_snapshot

pytestmark = pytest.mark.django_db

PAGES = "/api/v2/pages/"
STORIES = f"{PAGES}?type=news.NewsPage"
# Of all sizes: see test_listing_costs_as_many_queries_for_ten_as_for_one.
QUERIES_OF_A_LISTING = 2
BODY = [
    {
        "type": "paragraph",
        "id": "00000000-0000-4000-8000-000000000001",
        "value": "<p>县里不断<b>夯实</b>基础，<a href='https://example.cn/'>详见</a>。</p>",
    },
    {
        "type": "heading",
        "id": "00000000-0000-4000-8000-000000000002",
        "value": {"text": "夯实基础建设", "level": "2"},
    },
    {
        "type": "quote",
        "id": "00000000-0000-4000-8000-000000000003",
        "value": {"text": "路灯亮了。", "attribution": "居民"},
    },
    {
        "type": "table",
        "id": "00000000-0000-4000-8000-000000000004",
        "value": {
            "data": [["机具", "今年"], ["微耕机", "900"]],
            "table_header_choice": "row",
            "table_caption": "补贴额",
        },
    },
]


def full_story(category: CategoryIndexPage) -> int:
    """Publish a story with all its fields and return its id."""
    story = published_story(
        parent=category,
        slug="lake",
        title="一湖碧水怎样回来",
        kicker="治水十年",
        subtitle="临湖水环境调查",
        summary="十年治水，银鱼回来了。",
        lead_image=NewsImageFactory(),
        source=SourceFactory(name="临湖日报"),
        byline=["宋时雨", "纪明川"],
        editors="柏舟、连姨",
        original_url="http://share.example.cn/?infoCode=NW1",
        original_author="卓然",
        original_title="碧水",
        original_code="NW1",
        published_at=dt.datetime(2024, 4, 9, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai")),
        body=json.dumps(BODY),
    )
    story.tags.add("治水", "临湖")
    story.save_revision().publish()
    return story.pk


def without_ids(data: dict) -> dict:
    """Return an answer without what differs from run to run."""
    text = json.dumps(data, ensure_ascii=False)
    for key in (data["id"], data["category"]["id"], data["meta"]["parent"]["id"]):
        text = text.replace(f'"id": {key}', '"id": 0').replace(f"/{key}/", "/0/")
    masked = json.loads(text)
    masked["meta"]["first_published_at"] = None
    masked["lead_image"] = sorted(masked["lead_image"])
    return masked


def test_detail_is_as_in_the_snapshot(
    client: Client, category: CategoryIndexPage
) -> None:
    page_id = full_story(category)

    response = client.get(f"{PAGES}{page_id}/")

    assert_matches_snapshot("story", without_ids(response.json()))


def test_listing_carries_category_and_byline(
    client: Client, category: CategoryIndexPage
) -> None:
    full_story(category)

    [item] = client.get(STORIES).json()["items"]

    assert item["category"]["slug"] == "linhuribao"
    assert item["category"]["title"] == "临湖日报"
    assert [row["name"] for row in item["byline"]] == ["宋时雨", "纪明川"]
    assert item["published_at"] == "2024-04-09T08:30:00+08:00"


def test_listing_hides_a_draft(client: Client, category: CategoryIndexPage) -> None:
    NewsPageFactory(parent=category, live=False)

    response = client.get(STORIES)

    assert response.json()["meta"]["total_count"] == 0


def test_listing_hides_a_private_story(
    client: Client, category: CategoryIndexPage
) -> None:
    story = published_story(parent=category)
    PageViewRestriction.objects.create(
        page=story, restriction_type=PageViewRestriction.LOGIN
    )

    response = client.get(STORIES)

    assert response.json()["meta"]["total_count"] == 0


def test_unknown_parameter_is_named(client: Client) -> None:
    response = client.get(f"{STORIES}&colour=red")

    assert response.status_code == 400
    assert "colour" in response.json()["message"]


def test_a_value_that_does_not_fit_its_field_is_named(client: Client) -> None:
    response = client.get(f"{STORIES}&published_at=abc")

    assert response.status_code == 400
    assert "abc" in response.json()["message"]


def test_an_offset_beyond_counting_is_refused(client: Client) -> None:
    response = client.get(f"{STORIES}&offset=99999999999999999999")

    assert response.status_code == 400
    assert "offset" in response.json()["message"]


@pytest.mark.parametrize("path", ["", "find/"])
def test_a_nul_character_is_refused(client: Client, path: str) -> None:
    response = client.get(f"{PAGES}{path}", {"html_path": "/a\0/"})

    assert response.status_code == 400
    assert "html_path" in response.json()["message"]


def test_unknown_field_is_named(client: Client) -> None:
    response = client.get(f"{STORIES}&fields=colour")

    assert response.status_code == 400
    assert "colour" in response.json()["message"]


def test_find_by_path_leads_to_the_detail(
    client: Client, category: CategoryIndexPage
) -> None:
    page_id = full_story(category)

    response = client.get(
        f"{PAGES}find/", {"html_path": "/linhuribao/lake/"}, follow=True
    )

    assert response.json()["id"] == page_id


def test_find_of_an_unknown_path_is_404(client: Client) -> None:
    response = client.get(f"{PAGES}find/", {"html_path": "/nowhere/"})

    assert response.status_code == 404


def test_rich_text_leaves_as_markdown_on_request(
    client: Client, category: CategoryIndexPage
) -> None:
    page_id = full_story(category)

    response = client.get(f"{PAGES}{page_id}/?rich_text_format=markdown")

    assert "**夯实**" in response.json()["body"][0]["value"]


def test_children_of_a_category_newest_first(
    client: Client, category: CategoryIndexPage
) -> None:
    for year, slug in ((2023, "old"), (2025, "new"), (2024, "middle")):
        published_story(
            parent=category,
            slug=slug,
            published_at=dt.datetime(year, 1, 1, tzinfo=dt.UTC),
        )

    response = client.get(f"{STORIES}&child_of={category.pk}&order=-published_at")

    slugs = [item["meta"]["slug"] for item in response.json()["items"]]
    assert slugs == ["new", "middle", "old"]


def test_lead_image_comes_in_widths_and_formats(
    client: Client, category: CategoryIndexPage
) -> None:
    image = NewsImageFactory(file__width=1600, file__height=1000, renditions=True)
    story = published_story(parent=category, lead_image=image)

    lead = client.get(f"{PAGES}{story.pk}/").json()["lead_image"]

    assert lead["alt"] == "湖面上的薄雾"
    assert lead["credit"] == "本报资料图"
    assert [(entry["format"], entry["width"]) for entry in lead["srcset"]] == [
        ("avif", 400),
        ("avif", 800),
        ("avif", 1280),
        ("webp", 400),
        ("webp", 800),
        ("webp", 1280),
        ("jpeg", 400),
        ("jpeg", 800),
        ("jpeg", 1280),
    ]
    assert lead["src"].startswith("http://testserver/media/")
    assert lead["crops"]["card"]["height"] == 450


def test_a_small_picture_is_not_listed_twice(
    client: Client, category: CategoryIndexPage
) -> None:
    image = NewsImageFactory(file__width=500, file__height=300, renditions=True)
    story = published_story(parent=category, lead_image=image)

    lead = client.get(f"{PAGES}{story.pk}/").json()["lead_image"]

    assert [(entry["format"], entry["width"]) for entry in lead["srcset"]] == [
        ("avif", 400),
        ("avif", 500),
        ("webp", 400),
        ("webp", 500),
        ("jpeg", 400),
        ("jpeg", 500),
    ]


def test_the_site_is_the_one_that_the_proxy_was_asked_for(
    client: Client, category: CategoryIndexPage, settings: object
) -> None:
    settings.USE_X_FORWARDED_HOST = True
    story = published_story(parent=category)
    other = HomePage(title="东岭晚报", slug="dongling")
    Page.objects.get(depth=1).add_child(instance=other)
    Site.objects.create(hostname="dongling.example.cn", root_page=other)

    ours = client.get(STORIES, headers={"x-forwarded-host": "localhost"})
    theirs = client.get(STORIES, headers={"x-forwarded-host": "dongling.example.cn"})

    assert [item["id"] for item in ours.json()["items"]] == [story.pk]
    assert theirs.json()["items"] == []


@pytest.mark.parametrize("fields", ["", "&fields=*"])
def test_listing_costs_as_many_queries_for_ten_as_for_one(
    client: Client,
    category: CategoryIndexPage,
    fields: str,
    django_assert_num_queries: object,
) -> None:
    full_story(category)
    with django_assert_num_queries(QUERIES_OF_A_LISTING):
        client.get(f"{STORIES}{fields}")
    for _ in range(9):
        published_story(
            parent=category,
            byline=["宋时雨"],
            source=SourceFactory(),
            lead_image=NewsImageFactory(),
        )

    with django_assert_num_queries(QUERIES_OF_A_LISTING):
        response = client.get(f"{STORIES}{fields}")

    assert len(response.json()["items"]) == 10


def test_the_api_sets_no_cookie(client: Client, category: CategoryIndexPage) -> None:
    response = client.get(STORIES)

    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_configured_front_end_may_read(
    client: Client, category: CategoryIndexPage, settings: object
) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://www.example.cn"]

    response = client.get(STORIES, headers={"origin": "https://www.example.cn"})

    assert response["Access-Control-Allow-Origin"] == "https://www.example.cn"


def test_another_front_end_may_not(
    client: Client, category: CategoryIndexPage, settings: object
) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://www.example.cn"]

    response = client.get(STORIES, headers={"origin": "https://other.example.net"})

    assert "Access-Control-Allow-Origin" not in response
