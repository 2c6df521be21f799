"""How long an answer of the pages endpoint is true, and who is told."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date
from wagtail.models import PageViewRestriction, Site

from news.models import CategoryIndexPage, NewsPage, PublishedDocument
from tests.factories import SourceFactory, published_story

pytestmark = pytest.mark.django_db

PAGES = "/api/v2/pages/"
STORIES = f"{PAGES}?type=news.NewsPage"
Urls = Callable[[NewsPage], str]


def detail(story: NewsPage) -> str:
    """Return the address of a page."""
    return f"{PAGES}{story.pk}/"


def listing(story: NewsPage) -> str:
    """Return the address of all stories."""
    return STORIES


def in_category(story: NewsPage) -> str:
    """Return the address of a category's stories."""
    return f"{STORIES}&category={story.category.slug}"


def by_source(story: NewsPage) -> str:
    """Return the address of a paper's stories."""
    return f"{STORIES}&source={story.source.name}"


def embedding(story: NewsPage) -> str:
    """Return the address of a page with its category."""
    return f"{PAGES}{story.pk}/?include=category"


EVERY = pytest.mark.parametrize(
    "address", [detail, listing, in_category, by_source, embedding]
)


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """A published story."""
    return published_story(parent=category, source=SourceFactory(name="临湖日报"))


@EVERY
def test_what_the_client_has_is_not_sent_again(
    client: Client, story: NewsPage, address: Urls, django_assert_max_num_queries: Any
) -> None:
    first = client.get(address(story))
    etag = first["ETag"]

    with django_assert_max_num_queries(2 if address is embedding else 1):
        second = client.get(address(story), headers={"if-none-match": etag})

    assert not etag.startswith("W/")
    assert second.status_code == 304
    assert not second.content
    assert second["ETag"] == etag
    assert second["Cache-Control"] == first["Cache-Control"]
    assert second["Cache-Tag"] == first["Cache-Tag"]


@EVERY
def test_an_edit_is_seen_by_the_next_request(
    client: Client, story: NewsPage, address: Urls
) -> None:
    etag = client.get(address(story))["ETag"]
    story.title = "改过的标题"
    story.save_revision().publish()

    response = client.get(address(story), headers={"if-none-match": etag})

    assert response.status_code == 200
    assert "改过的标题" in response.content.decode()
    assert response["ETag"] != etag


def test_an_edit_elsewhere_leaves_a_category_as_it_is(
    client: Client, story: NewsPage
) -> None:
    url = f"{STORIES}&category=linhuribao&order=-published_at"
    etag = client.get(url)["ETag"]
    published_story(slug="elsewhere")

    response = client.get(url, headers={"if-none-match": etag})

    assert response.status_code == 304


def test_a_page_of_a_listing_ends_when_a_story_is_withdrawn(
    client: Client, story: NewsPage
) -> None:
    etag = client.get(STORIES)["ETag"]
    story.unpublish()

    response = client.get(STORIES, headers={"if-none-match": etag})

    assert response.status_code == 200
    assert response.json()["items"] == []


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the next second begin."""
    moment = timezone.now() + dt.timedelta(seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.mark.parametrize("address", [detail, listing])
def test_last_modified_alone_is_enough(
    client: Client, story: NewsPage, later: None, address: Urls
) -> None:
    modified = client.get(address(story))["Last-Modified"]

    response = client.get(address(story), headers={"if-modified-since": modified})

    assert response.status_code == 304


@pytest.mark.parametrize("address", [detail, listing])
def test_a_second_that_is_not_over_vouches_for_nothing(
    client: Client,
    story: NewsPage,
    monkeypatch: pytest.MonkeyPatch,
    address: Urls,
) -> None:
    changed = PublishedDocument.objects.get(page=story).updated_at
    end = changed.replace(microsecond=999_999)
    monkeypatch.setattr(timezone, "now", lambda: end)

    first = client.get(address(story))
    since = http_date(changed.timestamp())
    second = client.get(address(story), headers={"if-modified-since": since})

    assert "Last-Modified" not in first
    assert second.status_code == 200


def test_another_address_of_the_site_is_another_answer(
    client: Client, story: NewsPage
) -> None:
    etag = client.get(detail(story))["ETag"]
    Site.objects.update(hostname="paper.example.cn")

    response = client.get(detail(story), headers={"if-none-match": etag})

    assert response.status_code == 200
    assert response.json()["meta"]["html_url"].startswith("http://paper.example.cn/")


@EVERY
def test_caches_are_told_what_an_answer_is_made_of(
    client: Client, story: NewsPage, address: Urls
) -> None:
    response = client.get(address(story))

    assert "s-maxage=" in response["Cache-Control"]
    assert "max-age=0" in response["Cache-Control"]
    assert response["Surrogate-Key"].split(" ") == response["Cache-Tag"].split(",")
    assert response["Cache-Tag"].isascii()
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    "url", [f"{PAGES}999999/", f"{PAGES}find/?html_path=/x/", f"{PAGES}?colour=red"]
)
def test_a_problem_is_kept_by_no_cache(client: Client, url: str) -> None:
    response = client.get(url)

    assert response.status_code >= 400
    assert response["Cache-Control"] == "no-store"


def test_a_random_order_is_kept_by_no_cache(client: Client, story: NewsPage) -> None:
    response = client.get(f"{STORIES}&order=random")

    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response


def test_head_is_get_without_a_body(client: Client, story: NewsPage) -> None:
    whole = client.get(detail(story))

    head = client.head(detail(story))

    assert head.status_code == 200
    assert head["ETag"] == whole["ETag"]
    assert head["Content-Length"] == whole["Content-Length"]


@pytest.mark.parametrize("path", ["", "find/", "1/"])
def test_options_names_the_methods_and_others_are_refused(
    client: Client, path: str
) -> None:
    assert "GET" in client.options(f"{PAGES}{path}")["Allow"]
    assert client.post(f"{PAGES}{path}").status_code == 405


@pytest.mark.parametrize(
    "query", ["", "?fields=*", "?include=category", "?type=news.NewsPage"]
)
def test_a_private_story_never_leaks(
    client: Client, story: NewsPage, query: str
) -> None:
    url = f"{detail(story)}{query}"
    etag = client.get(url)["ETag"]
    PageViewRestriction.objects.create(
        page=story.get_parent(), restriction_type=PageViewRestriction.LOGIN
    )

    response = client.get(url, headers={"if-none-match": etag})

    assert response.status_code == 404


def test_a_page_costs_one_query(
    client: Client, story: NewsPage, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        client.get(detail(story))


def test_find_leads_on_in_one_query_and_is_tagged(
    client: Client, story: NewsPage, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        response = client.get(f"{PAGES}find/?html_path={story.site_path}&fields=*")

    assert response["Location"] == f"http://localhost{detail(story)}?fields=%2A"
    assert response["Cache-Tag"] == client.get(detail(story))["Cache-Tag"]
