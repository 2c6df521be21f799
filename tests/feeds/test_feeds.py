"""RSS, Atom and JSON Feed: valid, whole, absolute, and kept exactly."""

import json
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest
from django.test import Client
from django.utils.dateparse import parse_datetime
from django.utils.encoding import escape_uri_path
from taggit.models import Tag
from wagtail.models import Page, PageViewRestriction, Site

from news.feeds.formats import FORMATS
from news.models import CategoryIndexPage, HomePage, NewsPage, Source
from tests.factories import (
    CategoryIndexPageFactory,
    NewsPageFactory,
    SourceFactory,
    published_story,
)
from tests.feeds.builders import NAMES, hostile_story, read_xml, rich_story, texts
from tests.snapshot import assert_matches_snapshot

pytestmark = pytest.mark.django_db

FORMS = ["rss.xml", "atom.xml", "feed.json"]


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """A story with everything."""
    return rich_story(category)


def test_rss_is_valid(client: Client, story: NewsPage) -> None:
    response = client.get("/feed/rss.xml")

    channel = read_xml(response).find("channel")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert texts(channel, "title") == ["报馆"]
    assert texts(channel, "link") == ["http://localhost/"]
    assert texts(channel, "description") == ["报馆"]
    assert texts(channel, "language") == ["zh-CN"]
    [itself] = channel.iterfind("atom:link", NAMES)
    assert itself.get("href") == "http://localhost/feed/rss.xml"
    [item] = channel.iterfind("item")
    assert texts(item, "title") == ["一湖碧水怎样回来"]
    assert texts(item, "link") == ["http://localhost/linhuribao/lake/"]
    assert texts(item, "category") == ["临湖日报", "治水"]
    assert texts(item, "dc:creator") == ["宋时雨、纪明川"]
    [date] = texts(item, "pubDate")
    assert parsedate_to_datetime(date) == story.published_at
    [guid] = item.iterfind("guid")
    assert guid.get("isPermaLink") == "false"


def test_the_whole_story_is_in_the_feed_with_absolute_addresses(
    client: Client, story: NewsPage
) -> None:
    item = read_xml(client.get("/feed/rss.xml")).find("channel/item")

    [content] = texts(item, "content:encoded")
    assert '<a href="http://localhost/linhuribao/shore/">' in content
    assert 'src="http://localhost/media/' in content
    assert "真亮。" in content
    # Words stay as they are.
    assert '不是 href="/x/"' in content


def test_the_picture_goes_with_the_story(client: Client, story: NewsPage) -> None:
    item = read_xml(client.get("/feed/rss.xml")).find("channel/item")

    enclosure, media = item.find("enclosure"), item.find("media:content", NAMES)
    assert enclosure.get("url").startswith("http://localhost/media/")
    assert enclosure.get("type").startswith("image/")
    assert enclosure.get("length") == "0"
    assert media.get("url") == enclosure.get("url")
    assert media.get("width") == str(story.lead_image.width)


def test_atom_is_valid(client: Client, story: NewsPage) -> None:
    response = client.get("/feed/atom.xml")

    feed = read_xml(response)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    [entry] = feed.iterfind("atom:entry", NAMES)
    for part in (feed, entry):
        for name in ("id", "title", "updated"):
            assert len(texts(part, f"atom:{name}")) == 1
    assert texts(feed, "atom:author/atom:name") == ["报馆"]
    assert texts(entry, "atom:author/atom:name") == ["宋时雨、纪明川"]
    assert texts(entry, "atom:id")[0].startswith("tag:localhost,")
    assert parse_datetime(texts(entry, "atom:published")[0]) == story.published_at
    rels = {link.get("rel") for link in feed.iterfind("atom:link", NAMES)}
    assert rels == {"alternate", "self"}
    [content] = entry.iterfind("atom:content", NAMES)
    assert content.get("type") == "html"
    assert "真亮。" in content.text


def test_json_feed_is_as_in_the_snapshot(client: Client, story: NewsPage) -> None:
    response = client.get("/feed/feed.json")

    feed = response.json()
    [item] = feed["items"]
    masked = {
        **item,
        "id": "",
        "date_modified": "",
        "content_html": "",
        "image": item["image"].partition("/media/")[0],
    }
    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    assert_matches_snapshot("feed", {**feed, "items": [masked]})


@pytest.mark.parametrize("form", FORMS)
def test_hostile_words_break_no_feed(
    client: Client, category: CategoryIndexPage, form: str
) -> None:
    hostile_story(category)

    response = client.get(f"/feed/{form}")

    text = response.content.decode()
    assert "\x0b" not in text
    assert "\\u000b" not in text
    title = (
        json.loads(text)["items"][0]["title"]
        if form == "feed.json"
        else next(
            element.text
            for element in read_xml(response).iter()
            if element.tag.endswith("title") and "<b>" in (element.text or "")
        )
    )
    assert title.split() == ["湖", "<b>&amp;</b>", "]]>", "</script><!--"]


@pytest.mark.parametrize("form", FORMS)
def test_a_feed_without_stories_is_valid(client: Client, db: None, form: str) -> None:
    first, second = client.get(f"/feed/{form}"), client.get(f"/feed/{form}")

    assert first.status_code == 200
    assert first.content == second.content


def channel_of(story: NewsPage, about: str) -> str:
    """Return the address of a feed that the story stands in, without its form."""
    return {
        "category": f"/feed/category/{story.get_parent().slug}/",
        "source": f"/feed/source/{story.source_id}/",
        "tag": "/feed/tag/治水/",
    }[about]


@pytest.mark.parametrize("about", ["category", "source", "tag"])
def test_a_channel_has_its_stories_only(
    client: Client, story: NewsPage, about: str
) -> None:
    published_story(parent=CategoryIndexPageFactory(), title="别的稿件")

    feed = client.get(f"{channel_of(story, about)}feed.json").json()

    assert [item["title"] for item in feed["items"]] == [story.title]
    assert feed["title"].startswith("报馆 · ")


@pytest.mark.parametrize("about", ["category", "source", "tag"])
def test_a_channel_without_stories_any_more_stays(
    client: Client, story: NewsPage, about: str
) -> None:
    story.unpublish()

    feed = client.get(f"{channel_of(story, about)}feed.json").json()

    assert feed["items"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/feed/",
        "/feed/rss.json",
        "/feed/category/nothing/rss.xml",
        "/feed/source/999999999999999999999/rss.xml",
        "/feed/tag/nothing/rss.xml",
        "/feed/tag/a%00b/rss.xml",
    ],
)
def test_what_there_is_no_feed_of_is_not_found(
    client: Client, story: NewsPage, path: str
) -> None:
    assert client.get(path).status_code == 404


def test_a_feed_is_only_read(client: Client, story: NewsPage) -> None:
    assert client.post("/feed/rss.xml").status_code == 405


def test_a_private_story_is_in_no_feed(client: Client, story: NewsPage) -> None:
    PageViewRestriction.objects.create(
        page=story, restriction_type=PageViewRestriction.LOGIN
    )

    assert "一湖碧水" not in client.get("/feed/rss.xml").text


def test_each_site_has_its_own_feed(client: Client, story: NewsPage) -> None:
    home = HomePage(title="东岭晚报", slug="dongling")
    Page.objects.get(depth=1).add_child(instance=home)
    Site.objects.create(hostname="dongling.example.cn", root_page=home)
    home.save_revision().publish()

    feed = client.get("/feed/feed.json", headers={"host": "dongling.example.cn"}).json()

    assert (feed["title"], feed["items"]) == ("东岭晚报", [])


@pytest.mark.parametrize("about", ["", "category", "source", "tag"])
def test_a_feed_is_kept_until_something_in_it_changes(
    client: Client, story: NewsPage, about: str
) -> None:
    path = (channel_of(story, about) if about else "/feed/") + "rss.xml"
    known = {"if-none-match": client.get(path)["ETag"]}

    again = client.get(path, headers=known)
    story.title = "新题"
    story.save_revision().publish()
    later = client.get(path, headers=known)

    assert (again.status_code, later.status_code) == (304, 200)
    assert "新题" in later.text


@pytest.mark.parametrize(
    ("about", "queries"), [("paper", 4), ("category", 4), ("source", 5), ("tag", 4)]
)
@pytest.mark.parametrize("others", [0, 9])
def test_a_feed_costs_as_many_queries_for_ten_as_for_one(
    client: Client,
    story: NewsPage,
    category: CategoryIndexPage,
    django_assert_num_queries: Any,
    about: str,
    queries: int,
    others: int,
) -> None:
    source = Source.objects.get(pk=story.source_id)
    for _ in range(others):
        other = published_story(parent=category, source=source, byline=["宋时雨"])
        other.tags.add("治水")
        other.save_revision().publish()
    path = "/feed/" if about == "paper" else channel_of(story, about)

    with django_assert_num_queries(queries):
        feed = client.get(f"{path}feed.json").json()

    assert len(feed["items"]) == others + 1


@pytest.mark.parametrize("form", FORMS)
def test_pages_lead_to_their_feeds(
    client: Client, story: NewsPage, category: CategoryIndexPage, form: str
) -> None:
    page = client.get("/linhuribao/").text

    assert f'href="/feed/{form}"' in page
    assert f'href="/feed/category/linhuribao/{form}"' in page
    assert client.get(f"/feed/category/linhuribao/{form}").status_code == 200


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", ["50%", "C#", "城/乡", "谁？a&b", "a%2Fb", "x y"])
def test_a_tag_may_be_named_anyhow(
    client: Client, story: NewsPage, name: str, form: str
) -> None:
    Tag.objects.get_or_create(name=name, slug=f"odd-{len(name)}")
    story.tags.add(name)
    story.save_revision().publish()
    path = f"/feed/tag/{quote(name, safe='/')}/{form}"

    response = client.get(path)

    assert response.status_code == 200
    assert story.title in response.text
    own = f"http://localhost{escape_uri_path(unquote(path))}"
    assert own in unescape(response.text)
    assert client.get(urlsplit(own).path).content == response.content
    assert urlsplit(own).fragment == urlsplit(own).query == ""


def test_a_source_that_only_drafts_name_has_no_feed(
    client: Client, category: CategoryIndexPage
) -> None:
    source = SourceFactory(name="内参")
    NewsPageFactory(parent=category, live=False, source=source)

    response = client.get(f"/feed/source/{source.pk}/rss.xml")

    assert response.status_code == 404
    assert "内参" not in response.text
