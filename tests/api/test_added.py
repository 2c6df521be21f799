"""What the pages endpoint adds to Wagtail's: filters, embedded objects, the index."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Site

from news.models import CategoryIndexPage, HomePage, NewsPage
from search.index import catch_up
from tests.factories import (
    CategoryIndexPageFactory,
    NewsImageFactory,
    NewsPageFactory,
    SourceFactory,
    published_story,
)
from tests.snapshot import assert_matches_snapshot

pytestmark = pytest.mark.django_db

PAGES = "/api/v2/pages/"
STORIES = f"{PAGES}?type=news.NewsPage"
SHANGHAI = dt.timezone(dt.timedelta(hours=8))


def slugs(client: Client, query: str) -> list[str]:
    """Return the slugs of a listing of stories."""
    response = client.get(f"{STORIES}&{query}")
    assert response.status_code == 200, response.content
    return [item["meta"]["slug"] for item in response.json()["items"]]


def refusal(client: Client, url: str) -> dict[str, Any]:
    """Return the problem that a request is answered with."""
    response = client.get(url)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    return response.json()


def story_at(category: CategoryIndexPage, slug: str, *when: int) -> NewsPage:
    """Publish a story at a time of the paper's zone."""
    published_at = dt.datetime(*when, tzinfo=SHANGHAI)
    return published_story(parent=category, slug=slug, published_at=published_at)


def second_site(hostname: str = "dongling.example.cn") -> HomePage:
    """Return the front page of another paper."""
    home = HomePage(title="东岭晚报", slug="dongling")
    Page.objects.get(depth=1).add_child(instance=home)
    home.save_revision().publish()
    Site.objects.create(hostname=hostname, root_page=home)
    return home


def test_category_is_chosen_by_its_slug(
    client: Client, category: CategoryIndexPage
) -> None:
    published_story(parent=category, slug="ours")
    published_story(slug="theirs")

    assert slugs(client, "category=linhuribao") == ["ours"]


def test_an_unknown_category_is_named_with_those_there_are(
    client: Client, category: CategoryIndexPage
) -> None:
    problem = refusal(client, f"{STORIES}&category=nowhere")

    assert problem == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "no category has the slug 'nowhere'",
        "message": "no category has the slug 'nowhere'",
        "parameter": "category",
        "allowed": ["linhuribao"],
    }


def test_a_category_of_another_site_is_unknown(
    client: Client, category: CategoryIndexPage
) -> None:
    CategoryIndexPageFactory(slug="dongling", parent=second_site())

    problem = refusal(client, f"{STORIES}&category=dongling")

    assert problem["allowed"] == ["linhuribao"]


def test_source_is_chosen_by_its_name_or_number(
    client: Client, category: CategoryIndexPage
) -> None:
    source = SourceFactory(name="临湖日报")
    published_story(parent=category, slug="ours", source=source)
    published_story(parent=category, slug="theirs", source=SourceFactory(name="他报"))

    assert slugs(client, "source=临湖日报") == ["ours"]
    assert slugs(client, f"source={source.pk}") == ["ours"]


def test_an_unknown_source_is_named_with_those_of_public_stories(
    client: Client, category: CategoryIndexPage
) -> None:
    published_story(parent=category, source=SourceFactory(name="临湖日报"))
    NewsPageFactory(parent=category, live=False, source=SourceFactory(name="内参"))

    problem = refusal(client, f"{STORIES}&source=某报")

    assert problem["message"] == "no source has the name '某报'"
    assert problem["allowed"] == ["临湖日报"]


@pytest.mark.parametrize("parameter", ["source", "byline"])
def test_a_name_that_only_drafts_know_is_as_unknown_as_any(
    client: Client, category: CategoryIndexPage, parameter: str
) -> None:
    NewsPageFactory(
        parent=category, live=False, source=SourceFactory(name="内参"), byline=["内参"]
    )
    withdrawn = published_story(
        parent=category, source=SourceFactory(name="旧报"), byline=["旧报"]
    )
    withdrawn.unpublish()

    told = {
        name: refusal(client, f"{STORIES}&{parameter}={name}")["message"]
        for name in ("内参", "旧报", "无此")
    }

    noun = "person" if parameter == "byline" else "source"
    assert told == {name: f"no {noun} has the name '{name}'" for name in told}


def test_a_tag_that_only_drafts_have_is_as_unknown_as_any(
    client: Client, category: CategoryIndexPage
) -> None:
    draft = NewsPageFactory(parent=category, live=False)
    draft.tags.add("内参")
    draft.save()

    known, unknown = (
        client.get(f"{STORIES}&tags={name}").json() for name in ("内参", "无此")
    )

    assert known == unknown == {"meta": {"total_count": 0}, "items": []}


def test_byline_is_chosen_by_its_name(
    client: Client, category: CategoryIndexPage
) -> None:
    published_story(parent=category, slug="ours", byline=["宋时雨"])
    published_story(parent=category, slug="theirs", byline=["纪明川"])

    assert slugs(client, "byline=宋时雨") == ["ours"]
    assert refusal(client, f"{STORIES}&byline=宋")["allowed"] == ["宋时雨"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("published_after=2024-04-09", ["late", "next"]),
        ("published_before=2024-04-09", ["early"]),
        ("published_after=2024-04-09&published_before=2024-04-10", ["late"]),
        ("published_after=2024-04-09T23:59:00%2B08:00", ["late", "next"]),
        ("published_after=2024-04-09T23:59:01+08:00", ["next"]),
        ("published_before=2024-04-09T15:59:00Z", ["early"]),
        ("updated_after=2024-04-09", ["early", "late", "next"]),
        ("updated_after=9000-01-01", []),
    ],
)
def test_dates_are_days_of_the_paper(
    client: Client, category: CategoryIndexPage, query: str, found: list[str]
) -> None:
    story_at(category, "early", 2024, 4, 8, 23, 59)
    story_at(category, "late", 2024, 4, 9, 23, 59)
    story_at(category, "next", 2024, 4, 10)

    assert slugs(client, query) == found


@pytest.mark.parametrize(
    "name", ["published_after", "published_before", "updated_after"]
)
@pytest.mark.parametrize(
    "value", ["", "yesterday", "2024-13-01", "2024-04-09T08:30:00", "0001-01-01T00:00Z"]
)
def test_a_moment_that_is_none_is_named(client: Client, name: str, value: str) -> None:
    problem = refusal(client, f"{STORIES}&{name}={value}")

    assert problem["parameter"] == name
    assert f"'{value}'" in problem["message"]


def test_filters_go_together(client: Client, category: CategoryIndexPage) -> None:
    source = SourceFactory(name="临湖日报")
    published_story(parent=category, slug="both", source=source, byline=["宋时雨"])
    published_story(parent=category, slug="one", source=source)

    response = client.get(
        f"{STORIES}&source=临湖日报&byline=宋时雨&category=linhuribao"
    )

    assert response.json()["meta"]["total_count"] == 1
    assert response.json()["items"][0]["meta"]["slug"] == "both"


def test_a_filter_goes_with_one_of_wagtails_own(
    client: Client, category: CategoryIndexPage
) -> None:
    published_story(parent=category, slug="both", kicker="引题", byline=["宋时雨"])
    published_story(parent=category, slug="one", kicker="引题")

    assert slugs(client, "byline=宋时雨&kicker=引题") == ["both"]


@pytest.mark.parametrize("path", ["1/", "find/"])
def test_a_parameter_of_listings_means_nothing_to_a_page(
    client: Client, path: str
) -> None:
    problem = refusal(client, f"{PAGES}{path}?category=linhuribao")

    assert problem["parameter"] == "category"
    assert "include" in problem["allowed"]


@pytest.mark.parametrize("path", ["1/", "find/", ""])
def test_an_unknown_parameter_is_named_everywhere(client: Client, path: str) -> None:
    problem = refusal(client, f"{PAGES}{path}?colour=red")

    assert problem["parameter"] == "colour"
    assert "fields" in problem["allowed"]


def test_a_parameter_given_twice_is_refused(client: Client) -> None:
    problem = refusal(client, f"{STORIES}&byline=a&byline=b")

    assert problem["message"] == "byline is given more than once"


def test_an_unknown_type_is_named_beside_wagtails_sentence(client: Client) -> None:
    problem = refusal(client, f"{PAGES}?type=news.Foo")

    assert problem["message"] == "type doesn't exist"
    assert problem["detail"] == "type 'news.Foo' doesn't exist"
    assert "news.NewsPage" in problem["allowed"]


# Embedding.


def test_included_objects_are_as_in_the_snapshot(
    client: Client, category: CategoryIndexPage
) -> None:
    first = published_story(parent=category, slug="first", title="第一篇")
    second = published_story(
        parent=category, slug="second", title="第二篇", body=[("related", first)]
    )

    response = client.get(f"{PAGES}{second.pk}/?include=related,category,parent")

    included = response.json()["included"]
    assert [item["id"] for item in included["related"]] == [first.pk]
    assert [item["id"] for item in included["parent"]] == [category.pk]
    shapes = {name: sorted(rows[0]) for name, rows in included.items()}
    assert_matches_snapshot("included", shapes)


def test_a_listing_embeds_each_object_once_in_one_more_query(
    client: Client, category: CategoryIndexPage, django_assert_num_queries: Any
) -> None:
    first = published_story(parent=category)
    for _ in range(3):
        published_story(parent=category, body=[("related", first)])

    with django_assert_num_queries(3):
        response = client.get(f"{STORIES}&include=related,category")

    included = response.json()["included"]
    assert [item["id"] for item in included["related"]] == [first.pk]
    assert [item["id"] for item in included["category"]] == [category.pk]


def test_a_withdrawn_story_is_not_embedded(
    client: Client, category: CategoryIndexPage
) -> None:
    first = published_story(parent=category)
    second = published_story(parent=category, body=[("related", first)])
    first.unpublish()

    response = client.get(f"{PAGES}{second.pk}/?include=related")

    assert response.json()["included"] == {"related": []}


@pytest.mark.parametrize("value", ["", "colour", "related,colour"])
def test_what_cannot_be_embedded_is_named(
    client: Client, category: CategoryIndexPage, value: str
) -> None:
    problem = refusal(client, f"{PAGES}{category.pk}/?include={value}")

    assert problem["allowed"] == ["category", "parent", "related"]


# Sites.


def test_the_site_is_that_of_the_host_or_the_one_named(
    client: Client, category: CategoryIndexPage
) -> None:
    published_story(parent=category, slug="ours")
    there = CategoryIndexPageFactory(slug="there", parent=second_site())
    theirs = published_story(parent=there, slug="theirs")

    by_host = client.get(STORIES, headers={"host": "dongling.example.cn"}).json()

    assert [item["id"] for item in by_host["items"]] == [theirs.pk]
    assert slugs(client, "site=dongling.example.cn") == ["theirs"]
    assert slugs(client, "site=localhost:80") == ["ours"]
    assert client.get(f"{PAGES}{theirs.pk}/").status_code == 404


def test_an_unknown_site_or_locale_is_404(client: Client) -> None:
    for query in ("site=nowhere.example.cn", "locale=xx"):
        response = client.get(f"{STORIES}&{query}")

        assert response.status_code == 404
        assert response.json()["status"] == 404


# Searching.


@pytest.mark.parametrize("more", ["", "&order=-published_at", "&kicker=", "&limit=1"])
def test_search_finds_what_readers_find(
    client: Client, category: CategoryIndexPage, more: str
) -> None:
    published_story(parent=category, slug="lake", title="一湖碧水怎样回来")
    published_story(parent=category, slug="road", title="修路")
    catch_up()

    response = client.get(f"{STORIES}&search=碧水{more}")

    assert [item["meta"]["slug"] for item in response.json()["items"]] == ["lake"]
    assert response.json()["meta"]["total_count"] == 1
    assert response["Cache-Control"] == "no-store"


def test_search_goes_with_filters(client: Client, category: CategoryIndexPage) -> None:
    published_story(parent=category, slug="ours", title="一湖碧水")
    published_story(slug="theirs", title="一湖碧水")
    catch_up()

    assert slugs(client, "search=碧水&category=linhuribao") == ["ours"]
    assert slugs(client, "search=碧水&search_operator=and") != []


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("search=a&tags=b", "filtering by tag with a search query is not supported"),
        ("search=a&search_operator=xor", "search_operator is 'xor'"),
        ("search=" + "a" * 300, "200"),
    ],
)
def test_a_search_that_cannot_be_is_refused(
    client: Client, query: str, message: str
) -> None:
    assert message in refusal(client, f"{STORIES}&{query}")["message"]


# Lists.


def test_the_index_names_every_endpoint(client: Client) -> None:
    endpoints = client.get("/api/v2/").json()["endpoints"]

    assert endpoints["pages"] == "http://localhost/api/v2/pages/"
    assert {"images", "documents", "redirects", "search"} <= endpoints.keys()


def test_a_category_is_as_in_the_snapshot(
    client: Client, category: CategoryIndexPage
) -> None:
    response = client.get(f"{PAGES}{category.pk}/?fields=_,title,slug,introduction")

    assert_matches_snapshot("category", response.json())


@pytest.mark.parametrize(
    "query", ["", "&fields=*", "&category=linhuribao", "&order=slug"]
)
def test_a_listing_costs_two_queries_for_ten_as_for_one(
    client: Client,
    category: CategoryIndexPage,
    query: str,
    django_assert_num_queries: Any,
) -> None:
    first = published_story(parent=category, lead_image=NewsImageFactory())
    with django_assert_num_queries(2):
        client.get(f"{STORIES}{query}")
    for _ in range(9):
        published_story(
            parent=category,
            byline=["宋时雨"],
            source=SourceFactory(),
            lead_image=NewsImageFactory(),
            body=[("related", first), ("image", {"image": NewsImageFactory()})],
        )

    with django_assert_num_queries(2):
        response = client.get(f"{STORIES}{query}")

    assert len(response.json()["items"]) == 10


def test_a_cursor_goes_with_one_of_wagtails_own_filters(
    client: Client, category: CategoryIndexPage
) -> None:
    for number in range(3):
        story_at(category, f"story-{number}", 2024, 4, 1 + number)
    NewsPage.objects.filter(slug="story-1").update(editors="柏舟")

    page = client.get(f"{STORIES}&editors=&cursor=&limit=1&include=category").json()

    assert [item["meta"]["slug"] for item in page["items"]] == ["story-2"]
    assert [item["id"] for item in page["included"]["category"]] == [category.pk]
    path = page["meta"]["next"].removeprefix("http://localhost")
    following = client.get(path).json()
    assert [item["meta"]["slug"] for item in following["items"]] == ["story-0"]


@pytest.mark.parametrize("more", ["", "&kicker="])
def test_a_search_without_an_index_asks_to_come_back(
    client: Client, settings: Any, tmp_path: Path, more: str
) -> None:
    settings.SEARCH_INDEX_DIR = tmp_path / "nothing"

    response = client.get(f"{STORIES}&search=碧水{more}")

    assert response.status_code == 503
    assert response["Retry-After"]


def test_sizes_below_a_page_are_those_of_its_documents(
    client: Client, category: CategoryIndexPage
) -> None:
    published_story(parent=category)
    published_story(parent=category)

    def total(query: str) -> int:
        return client.get(f"{PAGES}?{query}").json()["meta"]["total_count"]

    assert total("") == 4
    assert total("descendant_of=root") == 3
    assert total("descendant_of=root&type=news.HomePage") == 0
    assert total("descendant_of=root&type=news.NewsPage") == 2
    assert total(f"descendant_of={category.pk}") == 2
    assert total(f"ancestor_of={category.pk}") == 1
    assert total("child_of=root") == 1
