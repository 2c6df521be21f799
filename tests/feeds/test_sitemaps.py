"""Sitemaps: every public page once, in parts that cost the same at any size."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from news.feeds import sitemaps
from news.models import CategoryIndexPage, PublishedDocument
from tests.factories import published_story
from tests.feeds.builders import hostile_story, read_xml, texts

pytestmark = pytest.mark.django_db


def all_parts(client: Client) -> list[str]:
    """Return the addresses in all parts of the sitemap."""
    index = read_xml(client.get("/sitemap.xml"))
    places = texts(index, "map:sitemap/map:loc")
    paths = [place.removeprefix("http://localhost") for place in places]
    return [
        address
        for path in paths
        for address in texts(read_xml(client.get(path)), "map:url/map:loc")
    ]


@pytest.mark.parametrize("part_size", [1, 3, 10_000])
def test_every_public_page_is_in_one_part(
    client: Client,
    category: CategoryIndexPage,
    monkeypatch: pytest.MonkeyPatch,
    part_size: int,
) -> None:
    monkeypatch.setattr(sitemaps, "PART_SIZE", part_size)
    for number in range(4):
        published_story(parent=category, slug=f"s-{number}")
    published_story(parent=category, slug="gone").unpublish()

    addresses = all_parts(client)

    paths = PublishedDocument.objects.values_list("path", flat=True)
    assert sorted(addresses) == sorted(f"http://localhost{path}" for path in paths)


def test_a_part_says_when_pages_changed(
    client: Client, category: CategoryIndexPage
) -> None:
    story = published_story(parent=category)
    document = PublishedDocument.objects.get(page=story)

    number = story.pk // sitemaps.PART_SIZE
    part = read_xml(client.get(f"/sitemaps/{number}.xml"))

    times = [parse_datetime(text) for text in texts(part, "map:url/map:lastmod")]
    assert document.updated_at in times


def test_parts_without_pages_are_not_found(
    client: Client, category: CategoryIndexPage
) -> None:
    assert client.get("/sitemaps/77.xml").status_code == 404
    assert client.get("/sitemaps/99999999999999999999.xml").status_code == 404


def test_the_news_sitemap_has_the_last_two_days(
    client: Client, category: CategoryIndexPage
) -> None:
    for hours, slug in ((1, "new"), (47, "recent"), (49, "old"), (-5, "future")):
        moment = timezone.now() - dt.timedelta(hours=hours)
        published_story(parent=category, slug=slug, title=slug, published_at=moment)

    part = read_xml(client.get("/sitemaps/news.xml"))

    assert texts(part, "map:url/news:news/news:title") == ["new", "recent"]
    publication = "map:url/news:news/news:publication"
    assert set(texts(part, f"{publication}/news:name")) == {"报馆"}
    assert set(texts(part, f"{publication}/news:language")) == {"zh-cn"}
    dates = texts(part, "map:url/news:news/news:publication_date")
    assert all(parse_datetime(date).tzinfo for date in dates)


def test_hostile_words_break_no_sitemap(
    client: Client, category: CategoryIndexPage
) -> None:
    hostile_story(category)

    part = read_xml(client.get("/sitemaps/news.xml"))

    [title] = texts(part, "map:url/news:news/news:title")
    assert "</script>" in title


@pytest.mark.parametrize("name", ["sitemap.xml", "sitemaps/news.xml", "part"])
def test_a_sitemap_is_kept_until_a_page_changes(
    client: Client, category: CategoryIndexPage, name: str
) -> None:
    story = published_story(parent=category)
    part = f"sitemaps/{story.pk // sitemaps.PART_SIZE}.xml"
    path = f"/{part if name == 'part' else name}"
    known = {"if-none-match": client.get(path)["ETag"]}

    again = client.get(path, headers=known)
    story.title = "新题"
    story.save_revision().publish()
    later = client.get(path, headers=known)

    assert (again.status_code, later.status_code) == (304, 200)


def test_no_sitemap_counts_or_skips(
    client: Client, category: CategoryIndexPage, django_assert_num_queries: Any
) -> None:
    story = published_story(parent=category)
    number = story.pk // sitemaps.PART_SIZE

    with CaptureQueriesContext(connection) as queries:
        for path in ("sitemap", f"sitemaps/{number}", "sitemaps/news"):
            client.get(f"/{path}.xml")

    assert len(queries) == 9
    asked = " ".join(query["sql"].upper() for query in queries)
    assert "COUNT(" not in asked
    assert "OFFSET" not in asked


def test_the_parts_are_found_by_an_index(category: CategoryIndexPage) -> None:
    call_command("rebuild_published", verbosity=0)
    values = {"size": sitemaps.PART_SIZE, "site": 1}
    with connection.cursor() as cursor:
        # Of three rows the planner may think anything: with three of its ways closed it
        # takes an index in the order of ids, of one site or of all.
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {sitemaps._PARTS}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = 'document_site_page'"
        )
        ((definition,),) = cursor.fetchall()

    assert definition.endswith("(site_id, page_id)")
    assert "Index" in plan
    assert "Sort" not in plan
    assert "Seq Scan" not in plan
