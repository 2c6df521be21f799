"""The structured data of a story, for front-ends that render it themselves."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from news.models import CategoryIndexPage, NewsPage
from tests.api.described import component_faults
from tests.feeds.builders import hostile_story, rich_story

pytestmark = pytest.mark.django_db

_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """A story with everything."""
    return rich_story(category)


def detail(client: Client, story: NewsPage, query: str = "") -> Any:
    """Return the answer of a page's detail."""
    return client.get(f"/api/v2/pages/{story.pk}/{query}")


def test_it_is_that_of_the_reader_page(client: Client, story: NewsPage) -> None:
    html = client.get("/linhuribao/lake/", headers={"host": "localhost"}).text
    [shown] = [
        block
        for block in map(json.loads, _DATA.findall(html))
        if block["@type"] == "NewsArticle"
    ]

    answer = client.get(
        f"/api/v2/pages/{story.pk}/?fields=json_ld", headers={"host": "localhost"}
    ).json()

    assert shown["publisher"].pop("name") == "报馆"
    assert answer["json_ld"] == shown
    assert answer["json_ld"]["image"][0].startswith("http://localhost/media/")


def test_nobody_gets_it_who_does_not_ask(client: Client, story: NewsPage) -> None:
    for query in ("", "?fields=*", "?fields=kicker", "?fields=-json_ld"):
        assert "json_ld" not in detail(client, story, query).json()


def test_all_else_stays_as_it_is(client: Client, story: NewsPage) -> None:
    for fields in ("_,title", "-kicker", "kicker"):
        without = detail(client, story, f"?fields={fields}").json()
        having = detail(client, story, f"?fields={fields},json_ld").json()
        assert having.pop("json_ld")["@type"] == "NewsArticle"
        assert having == without


def test_it_can_be_had_alone(client: Client, story: NewsPage) -> None:
    assert detail(client, story, "?fields=_,json_ld").json().keys() == {"json_ld"}


@pytest.mark.parametrize("query", ["", "&site=localhost", "&include=category"])
def test_it_costs_no_query(client: Client, story: NewsPage, query: str) -> None:
    costs = []
    for fields in ("kicker", "kicker,json_ld"):
        with CaptureQueriesContext(connection) as counted:
            detail(client, story, f"?fields={fields}{query}")
        costs.append(len(counted))

    assert costs[0] == costs[1]


def test_it_is_described(client: Client, story: NewsPage) -> None:
    answer = detail(client, story, "?fields=json_ld").json()

    assert component_faults("Story", answer) == ""
    assert component_faults("NewsArticle", answer["json_ld"]) == ""
    assert component_faults("NewsArticle", {"url": 1}) != ""


def test_hostile_words_stay_words(client: Client, category: CategoryIndexPage) -> None:
    story = hostile_story(category)

    answer = detail(client, story, "?fields=json_ld").json()

    assert answer["json_ld"]["headline"] == story.title


def test_it_ends_with_the_document(client: Client, story: NewsPage) -> None:
    known = {"if-none-match": detail(client, story, "?fields=json_ld")["ETag"]}
    url = f"/api/v2/pages/{story.pk}/?fields=json_ld"

    again = client.get(url, headers=known)
    Site.objects.update(hostname="paper.example.cn")
    elsewhere = client.get(url, headers=known).json()

    assert again.status_code == 304
    assert elsewhere["json_ld"]["url"] == "http://paper.example.cn/linhuribao/lake/"


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("pages/{category}/?fields=json_ld", "fields"),
        ("pages/{story}/?fields=json_ld(url)", "fields"),
        ("pages/{story}/?fields=json_ld&rich_text_format=markdown", "fields"),
        ("pages/?type=news.NewsPage&fields=json_ld", "fields"),
    ],
)
def test_where_it_is_not_it_is_refused(
    client: Client, story: NewsPage, path: str, parameter: str
) -> None:
    url = path.format(story=story.pk, category=story.get_parent().pk)

    response = client.get(f"/api/v2/{url}")

    assert response.status_code == 400
    assert "json_ld" in response.json()["message"]
    assert response.json().get("parameter", parameter) == parameter
