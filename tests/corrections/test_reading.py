"""What readers and machines get of a story that something was said about."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from news.corrections.issuing import issue, republish
from news.delivery.queueing import queue_changes
from news.models import (
    CategoryIndexPage,
    NewsPage,
    PublishedDocument,
    WebhookDelivery,
    WebhookEndpoint,
)
from news.published.refresh import find_difference
from tests.api.described import component_faults
from tests.corrections.builders import (
    WORDS,
    Kind,
    corrected,
    draft_of,
    lake,
    withdrawn,
)
from tests.factories import published_story

pytestmark = pytest.mark.django_db

PATH = "/linhuribao/lake/"
_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
MARKUP = "“<b>三座</b>”应为\n“两座”。"


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """A story with a correction."""
    return corrected(category)


def detail(client: Client, story: NewsPage, query: str = "") -> Any:
    """Return a story as the API describes it."""
    return client.get(f"/api/v2/pages/{story.pk}/{query}").json()


def news_article(html: str) -> Any:
    """Return the structured data of a story on a page."""
    blocks = map(json.loads, _DATA.findall(html))
    return next(block for block in blocks if block["@type"] == "NewsArticle")


def test_the_detail_lists_them(client: Client, story: NewsPage) -> None:
    answer = detail(client, story)

    [record] = answer["corrections"]
    assert record["text"] == WORDS
    assert list(record) == ["id", "kind", "kind_label", "text", "at"]
    assert record["at"].endswith("+08:00")
    assert component_faults("Story", answer) == ""


@pytest.mark.parametrize("query", ["?fields=*", "?rich_text_format=markdown"])
def test_every_way_of_asking_lists_them(
    client: Client, story: NewsPage, query: str
) -> None:
    usual = detail(client, story)["corrections"]

    assert detail(client, story, query)["corrections"] == usual


def test_a_listing_shows_them_to_who_asks(client: Client, story: NewsPage) -> None:
    url = "/api/v2/pages/?type=news.NewsPage"

    [plain] = client.get(url).json()["items"]
    [asked] = client.get(f"{url}&fields=corrections").json()["items"]

    assert "corrections" not in plain
    assert asked["corrections"][0]["text"] == WORDS


def test_the_etag_and_the_time_move(
    client: Client, category: CategoryIndexPage
) -> None:
    story = lake(category)
    url = f"/api/v2/pages/{story.pk}/"
    before = client.get(url)
    stamp = PublishedDocument.objects.get(page=story).updated_at

    issue(story, kind=Kind.UPDATE, text=WORDS)

    answer = client.get(url, headers={"If-None-Match": before["ETag"]})
    assert answer.status_code == 200
    assert PublishedDocument.objects.get(page=story).updated_at > stamp


def test_the_log_names_the_kind(client: Client, category: CategoryIndexPage) -> None:
    mark = client.get("/api/v2/changes/").json()["meta"]["next"]
    corrected(category)

    items = client.get(f"/api/v2/changes/?since={mark}").json()["items"]

    told = [(item["kind"], item["notice"]) for item in items]
    assert told == [("published", None), ("updated", "correction")]
    assert all(component_faults("Change", item) == "" for item in items)


def test_the_log_says_why_a_story_is_gone(
    client: Client, category: CategoryIndexPage
) -> None:
    story = corrected(category)
    mark = client.get("/api/v2/changes/").json()["meta"]["next"]
    withdrawn_page = published_story(parent=category, slug="other")
    issue(withdrawn_page, kind=Kind.UPDATE, text=WORDS)
    withdrawn_page.unpublish()

    items = client.get(f"/api/v2/changes/?since={mark}").json()["items"]

    assert {(item["kind"], item["notice"]) for item in items} == {("withdrawn", None)}
    assert story.pk not in {item["page"] for item in items}


def test_structured_data_names_them(client: Client, story: NewsPage) -> None:
    article = news_article(client.get(PATH).text)

    [comment] = article["correction"]
    assert comment["@type"] == "CorrectionComment"
    assert (comment["name"], comment["text"]) == ("更正", WORDS)
    assert comment["datePublished"] == detail(client, story)["corrections"][0]["at"]
    assert article["dateModified"] >= comment["datePublished"]


def test_the_api_gives_the_same_structured_data(
    client: Client, story: NewsPage
) -> None:
    answer = detail(client, story, "?fields=json_ld")

    assert answer["json_ld"]["correction"][0]["text"] == WORDS
    assert component_faults("NewsArticle", answer["json_ld"]) == ""


def test_a_story_without_them_has_no_empty_list(
    client: Client, category: CategoryIndexPage
) -> None:
    lake(category)

    assert "correction" not in news_article(client.get(PATH).text)


def test_the_page_shows_them_above_the_text(client: Client, story: NewsPage) -> None:
    shown = client.get(PATH).text.partition("<main")[2]

    assert shown.index("更正</strong>") < shown.index(WORDS) < shown.index("story-body")


def test_words_are_words(client: Client, category: CategoryIndexPage) -> None:
    issue(lake(category), kind=Kind.CORRECTION, text=MARKUP)

    html = client.get(PATH).text

    assert "&lt;b&gt;三座&lt;/b&gt;”应为<br>“两座”" in html
    assert "<b>三座</b>" not in html


@pytest.mark.parametrize("form", ["rss.xml", "atom.xml", "feed.json"])
def test_feeds_show_them_with_the_story(
    client: Client, story: NewsPage, form: str
) -> None:
    text = client.get(f"/feed/{form}").text

    assert WORDS in text
    assert "<aside>" in text.replace("&lt;", "<").replace("&gt;", ">")


def test_a_feed_says_when_the_story_changed(client: Client, story: NewsPage) -> None:
    [item] = client.get("/feed/feed.json").json()["items"]

    assert item["date_modified"] >= detail(client, story)["corrections"][0]["at"]


def test_feeds_hold_no_markup_of_notes(
    client: Client, category: CategoryIndexPage
) -> None:
    issue(lake(category), kind=Kind.CORRECTION, text=MARKUP)

    [item] = client.get("/feed/feed.json").json()["items"]

    assert "&lt;b&gt;三座" in item["content_html"]


def test_markdown_shows_them_below_the_title(
    client: Client, category: CategoryIndexPage
) -> None:
    issue(lake(category), kind=Kind.CORRECTION, text=MARKUP)

    text = client.get(f"{PATH}index.md").text

    assert re.search(
        r"^# .*\n\n> \*\*更正\*\*（\d+年\d+月\d+日）“\\<b\\>三座", text, re.M
    )
    assert "\n> “两座”。\n" in text


def test_the_history_stays_on_a_story_that_came_back(
    client: Client, category: CategoryIndexPage
) -> None:
    story = withdrawn(category)
    draft = draft_of(story, "改正后的稿件")

    republish(story, text="已核实改正。", revision=draft)

    html = client.get(PATH).text
    assert html.index("重新发布</strong>") < html.index("撤稿</strong>")


def test_a_webhook_says_what_the_change_is_about(
    category: CategoryIndexPage,
) -> None:
    WebhookEndpoint.objects.create(
        name="接收方", url="https://receiver.example/", events=["story.updated"]
    )
    queue_changes()
    corrected(category)

    queue_changes()

    payload = json.loads(WebhookDelivery.objects.get().payload)
    assert payload["type"] == "story.updated"
    assert payload["data"]["notice"] == "correction"


def test_a_rebuild_changes_nothing(story: NewsPage) -> None:
    assert not find_difference([story.pk])


def test_many_stories_cost_as_many_queries_as_one(
    category: CategoryIndexPage,
) -> None:
    pages = [published_story(parent=category) for _ in range(6)]
    for page in pages:
        issue(page, kind=Kind.UPDATE, text=WORDS)
    counts = []

    for ids in ([pages[0].pk], [page.pk for page in pages]):
        with CaptureQueriesContext(connection) as queries:
            find_difference(ids)
        counts.append(len(queries))

    assert counts[0] == counts[1]
