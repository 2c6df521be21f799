"""GET /api/v2/search/."""

import datetime
import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from news.models import CategoryIndexPage, NewsPage
from search.index import catch_up
from tests.factories import SourceFactory, published_story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_index")]

SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))
BODY = [("paragraph", "<p>縣裡不斷<b>夯實</b>文明縣城創建基礎 &lt;b&gt;。</p>")]


def get(client: Client, status: int = 200, **parameters: Any) -> dict[str, Any]:
    """Return the answer to a search, which has this status."""
    response = client.get(f"/api/v2/search/?{urlencode(parameters)}")
    assert response.status_code == status
    return json.loads(response.content)


def indexed_story(**fields: Any) -> NewsPage:
    """Return a published story that is in the index."""
    page = published_story(**fields)
    catch_up()
    return page


def test_an_item_is_a_card_with_the_words_marked(
    client: Client, category: CategoryIndexPage
) -> None:
    page = indexed_story(
        title="夯实基础",
        slug="hangshi",
        parent=category,
        body=BODY,
        byline=["桂枝"],
        source=SourceFactory(name="临湖日报", url="https://paper.example.cn/"),
        published_at=datetime.datetime(2022, 6, 7, 11, 1, 44, tzinfo=SHANGHAI),
    )

    answer = get(client, q="夯实")

    score = answer["items"][0].pop("score")
    assert score > 0
    assert answer == {
        "meta": {"total_count": 1},
        "query": "夯实",
        "items": [
            {
                "id": page.pk,
                "title": "夯实基础",
                "title_html": "<mark>夯实</mark>基础",
                "passage": "縣裡不斷<mark>夯實</mark>文明縣城創建基礎 &lt;b&gt;。",
                "path": "/linhuribao/hangshi/",
                "html_url": "http://testserver/linhuribao/hangshi/",
                "category": {
                    "id": category.pk,
                    "title": "临湖日报",
                    "slug": "linhuribao",
                    "path": "/linhuribao/",
                },
                "byline": [{"name": "桂枝", "role": "reporter", "role_label": "记者"}],
                "source": {"name": "临湖日报", "url": "https://paper.example.cn/"},
                "published_at": "2022-06-07T11:01:44+08:00",
            }
        ],
    }


def test_nothing_found_is_an_empty_list(client: Client) -> None:
    assert get(client, q="夯实") == {
        "meta": {"total_count": 0},
        "query": "夯实",
        "items": [],
    }


def test_category_and_source_narrow_the_search(
    client: Client, category: CategoryIndexPage
) -> None:
    page = indexed_story(parent=category, source=SourceFactory(name="甘肃日报"))
    indexed_story(parent=category)
    indexed_story(source=page.source)

    answer = get(client, q="夯实", category="linhuribao", source="甘肅日報")

    assert [item["id"] for item in answer["items"]] == [page.pk]


def test_newest_first_has_no_score(client: Client) -> None:
    old = indexed_story(published_at=datetime.datetime(2020, 1, 1, tzinfo=SHANGHAI))
    new = indexed_story(published_at=datetime.datetime(2022, 1, 1, tzinfo=SHANGHAI))

    answer = get(client, q="夯实", sort="newest")

    assert [(item["id"], item["score"]) for item in answer["items"]] == [
        (new.pk, None),
        (old.pk, None),
    ]


def test_limit_and_offset_cut_the_list_and_not_the_total(client: Client) -> None:
    for _ in range(3):
        indexed_story()
    everything = get(client, q="夯实")["items"]

    answer = get(client, q="夯实", limit=1, offset=1)

    assert answer["meta"]["total_count"] == 3
    assert answer["items"] == everything[1:2]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, "the parameter 'q' is required: the words to search for"),
        (
            {"q": "夯实", "category": "\0"},
            "the parameter 'category' holds a NUL character",
        ),
        (
            {"q": "夯实", "page": 2},
            "unknown parameter 'page'; known are q, category, source, sort, limit, offset",
        ),
        (
            {"q": "夯实", "limit": 51},
            "limit is '51', but must be a number from 1 to 50",
        ),
        (
            {"q": "夯实", "limit": "x"},
            "limit is 'x', but must be a number from 1 to 50",
        ),
        (
            {"q": "夯实", "offset": -1},
            "offset is '-1', but must be a number from 0 to 10000",
        ),
        (
            {"q": "夯实", "offset": 9999},
            "offset and limit reach to 10000 together; search more narrowly",
        ),
        (
            {"q": "夯实", "sort": "oldest"},
            "sort is 'oldest', but must be one of relevance, newest",
        ),
        ({"q": "夯实", "category": "none"}, "no category has the slug 'none'"),
        (
            {"q": "！"},
            "the query holds no letter, figure or Han character to search for",
        ),
        (
            {"q": "字" * 201},
            "a query has at most 200 characters, this one has 201",
        ),
    ],
)
def test_a_bad_request_says_what_is_allowed(
    client: Client, parameters: dict[str, Any], message: str
) -> None:
    assert get(client, 400, **parameters)["message"] == message


def test_a_parameter_given_twice_is_refused(client: Client) -> None:
    response = client.get("/api/v2/search/?q=a&q=b")

    assert response.status_code == 400
    assert "given more than once" in response.json()["message"]


def test_without_an_index_the_answer_is_503(client: Client, index_root: Path) -> None:
    shutil.rmtree(index_root)

    response = client.get("/api/v2/search/?q=a")

    assert (response.status_code, response["Retry-After"]) == (503, "30")


def test_a_story_withdrawn_since_the_last_catch_up_is_left_out(client: Client) -> None:
    indexed_story().unpublish()

    assert get(client, q="夯实")["items"] == []


def test_ten_hits_take_as_many_queries_as_one(client: Client) -> None:
    indexed_story()
    with CaptureQueriesContext(
        connection,
    ) as one:
        get(client, q="夯实")
    for _ in range(9):
        indexed_story()

    with CaptureQueriesContext(connection) as ten:
        answer = get(client, q="夯实")

    assert len(answer["items"]) == 10
    assert len(ten) == len(one)
