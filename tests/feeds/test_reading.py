"""Markdown, structured data and guides: what programs read of the reader site."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from markdown_it import MarkdownIt

from news.addresses import RESERVED_SLUGS
from news.feeds.markup import absolute_html
from news.models import CategoryIndexPage, NewsPage
from tests.factories import published_story
from tests.feeds.builders import HOSTILE, hostile_story, rich_story
from tests.snapshot import assert_matches_snapshot

pytestmark = pytest.mark.django_db

STORY = "/linhuribao/lake/"
_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """A story with everything."""
    return rich_story(category)


def data_of(client: Client, path: str) -> dict[str, Any]:
    """Return the structured data of a page by its types."""
    blocks = map(json.loads, _DATA.findall(client.get(path).text))
    return {block["@type"]: block for block in blocks}


# Markdown.


def test_markdown_is_as_in_the_snapshot(client: Client, story: NewsPage) -> None:
    response = client.get(f"{STORY}index.md")

    text = re.sub(r'updated: ".*"', 'updated: ""', response.text)
    text = re.sub(r"/media/[^)]*", "/media/", text)
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert_matches_snapshot("story_markdown", text.splitlines())


def test_markdown_has_an_address_with_the_usual_ending(
    client: Client, story: NewsPage
) -> None:
    response = client.get("/linhuribao/lake.md")

    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.content == client.get(f"{STORY}index.md").content
    assert client.get("/linhuribao.md").status_code == 404


def test_the_api_answers_json_whatever_is_preferred(
    client: Client, story: NewsPage
) -> None:
    url = f"/api/v2/pages/{story.pk}/"

    response = client.get(url, headers={"accept": "text/markdown"})

    assert response["Content-Type"] == "application/json"
    assert "Accept" not in response.get("Vary", "")


def test_markdown_reads_as_the_page_does(client: Client, story: NewsPage) -> None:
    text = client.get(f"{STORY}index.md").text.partition("\n---\n")[2]

    html = MarkdownIt("commonmark").enable("table").render(text)

    assert "<h1>一湖碧水怎样回来</h1>" in html
    assert "<h3>1. 夯实 *基础*</h3>" in html
    assert '<a href="http://localhost/linhuribao/shore/">详见</a>' in html
    assert "<td>微耕机|新</td>" in html
    assert "<pre><code>07:30\n```\n23:00\n</code></pre>" in html
    assert '<img src="https://img.example.cn/a%20%281%29.jpg" alt="薄雾"' in html
    assert html.count("<li>") == 2


def test_hostile_words_stay_words(client: Client, category: CategoryIndexPage) -> None:
    story = hostile_story(category)

    text = client.get(f"/linhuribao/{story.slug}/index.md").text

    html = MarkdownIt("commonmark").render(text.partition("\n---\n")[2])
    assert "<b>" not in html
    assert "</script>" not in html
    head = text.splitlines()[1]
    assert json.loads(head.removeprefix("title: ")) == story.title


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/markdown", "text/markdown"),
        ("text/markdown, text/html;q=0.8", "text/markdown"),
        ("text/html, text/markdown;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("", "text/html"),
    ],
)
def test_readers_get_the_form_they_prefer(
    client: Client, story: NewsPage, accept: str, content_type: str
) -> None:
    response = client.get(STORY, headers={"accept": accept})

    assert response["Content-Type"] == f"{content_type}; charset=utf-8"
    assert "Accept" in response["Vary"]


def test_only_stories_have_markdown(client: Client, story: NewsPage) -> None:
    listing = client.get("/linhuribao/", headers={"accept": "text/markdown"})

    assert listing["Content-Type"].startswith("text/html")
    assert client.get("/linhuribao/index.md").status_code == 404
    assert client.get("/linhuribao/nothing/index.md").status_code == 404


def test_markdown_is_kept_until_the_story_changes(
    client: Client, story: NewsPage
) -> None:
    path = f"{STORY}index.md"
    known = {"if-none-match": client.get(path)["ETag"]}

    again = client.get(path, headers=known)
    story.title = "新题"
    story.save_revision().publish()

    assert again.status_code == 304
    assert "# 新题" in client.get(path, headers=known).text


def test_markdown_costs_two_queries(
    client: Client, story: NewsPage, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        client.get(f"{STORY}index.md")


# Structured data.


def test_a_story_describes_itself(client: Client, story: NewsPage) -> None:
    data = data_of(client, STORY)

    article = data["NewsArticle"]
    masked = {**article, "dateModified": "", "image": []}
    assert_matches_snapshot(
        "story_jsonld", {"article": masked, "way": data["BreadcrumbList"]}
    )
    assert article["image"][0].startswith("http://testserver/media/")


def test_a_category_describes_itself(client: Client, story: NewsPage) -> None:
    data = data_of(client, "/linhuribao/")

    page = data["CollectionPage"]
    [item] = page["mainEntity"]["itemListElement"]
    assert (page["name"], item["url"]) == ("临湖日报", f"http://testserver{STORY}")
    assert len(data["BreadcrumbList"]["itemListElement"]) == 2


def test_hostile_words_end_no_script(
    client: Client, category: CategoryIndexPage
) -> None:
    story = hostile_story(category)

    data = data_of(client, f"/linhuribao/{story.slug}/")

    assert data["NewsArticle"]["headline"] == story.title
    assert data["NewsArticle"]["author"][0]["name"] == HOSTILE


# Guides.


def test_robots_are_told_where_to_go(client: Client, db: None) -> None:
    response = client.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    assert response.text.splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /api/",
        "Disallow: /search/",
        "",
        "Sitemap: http://localhost/sitemap.xml",
        "Sitemap: http://localhost/sitemaps/news.xml",
    ]


def test_models_are_told_where_to_read(client: Client, story: NewsPage) -> None:
    text = client.get("/llms.txt").text

    assert text.startswith("# 报馆\n")
    assert "- [临湖日报](http://localhost/linhuribao/)" in text
    assert "/feed/category/linhuribao/feed.json" in text


def test_guides_cost_two_queries_at_most(
    client: Client, category: CategoryIndexPage, django_assert_num_queries: Any
) -> None:
    published_story(parent=category)

    with django_assert_num_queries(1):
        client.get("/robots.txt")
    with django_assert_num_queries(2):
        client.get("/llms.txt")


def test_no_category_can_take_the_addresses_of_feeds() -> None:
    assert {"feed", "sitemaps"} <= RESERVED_SLUGS


@pytest.mark.parametrize(
    ("html", "absolute"),
    [
        ('<a href="/a/">x</a>', '<a href="https://p.cn/a/">x</a>'),
        ("<a href='/a/'>x</a>", "<a href='https://p.cn/a/'>x</a>"),
        ('<a href="//b.cn/">x</a>', '<a href="//b.cn/">x</a>'),
        ('<a href="#part">x</a>', '<a href="#part">x</a>'),
        ('<p>href="/a/"</p>', '<p>href="/a/"</p>'),
        (
            '<img srcset="/a 1x, /b 2x, https://c.cn/d 3x" src="/a">',
            (
                '<img srcset="https://p.cn/a 1x, https://p.cn/b 2x, https://c.cn/d 3x" '
                'src="https://p.cn/a">'
            ),
        ),
    ],
)
def test_addresses_become_absolute(html: str, absolute: str) -> None:
    assert absolute_html(html, "https://p.cn") == absolute
