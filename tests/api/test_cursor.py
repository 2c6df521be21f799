"""Paging by cursor: stable while stories arrive and leave."""

import datetime as dt
from itertools import chain, repeat
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page

from news.models import CategoryIndexPage
from news.published.models import STORY_TYPE, PublishedDocument
from tests.factories import published_story

STORIES = "/api/v2/pages/?type=news.NewsPage"
START = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)


def page_at(client: Client, url: str) -> dict[str, Any]:
    """Return a page of the listing."""
    parts = urlsplit(url)
    response = client.get(f"{parts.path}?{parts.query}")
    assert response.status_code == 200, response.content
    return response.json()


def ids_of(page: dict[str, Any]) -> list[int]:
    """Return the ids of the stories on a page."""
    return [item["id"] for item in page["items"]]


@pytest.fixture
def stories(category: CategoryIndexPage) -> list[int]:
    """Seven stories, newest first; the middle ones of the same moment."""
    hours = [6, 5, 4, 4, 4, 2, 1]
    made = [
        published_story(parent=category, published_at=START + dt.timedelta(hours=hour))
        for hour in reversed(hours)
    ]
    return [story.pk for story in reversed(made)]


@pytest.mark.django_db
def test_pages_lead_through_all_stories_and_back(
    client: Client, stories: list[int]
) -> None:
    pages = [page_at(client, f"{STORIES}&cursor=&limit=3")]
    while url := pages[-1]["meta"]["next"]:
        pages.append(page_at(client, url))
    back = [page_at(client, pages[-1]["meta"]["previous"])]
    while url := back[-1]["meta"]["previous"]:
        back.append(page_at(client, url))

    assert [ids_of(page) for page in pages] == [stories[:3], stories[3:6], stories[6:]]
    assert [ids_of(page) for page in back] == [stories[3:6], stories[:3]]
    assert {page["meta"]["total_count"] for page in pages} == {7}


@pytest.mark.django_db
def test_a_deep_page_costs_what_the_first_one_does(
    client: Client, stories: list[int], django_assert_num_queries: Any
) -> None:
    first = page_at(client, f"{STORIES}&cursor=&limit=3&category=linhuribao")

    with django_assert_num_queries(2):
        second = page_at(client, first["meta"]["next"])

    assert ids_of(second) == stories[3:6]


@pytest.mark.django_db
def test_a_listing_that_is_counted_is_not_counted_again(
    client: Client, stories: list[int]
) -> None:
    page = page_at(client, f"{STORIES}&cursor=&published_after=2024-01-01")

    assert page["meta"]["total_count"] is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "cursor=x",
        "cursor=%F0",
        "cursor=&offset=1",
        "cursor=&order=title",
        "cursor=&limit=0",
    ],
)
def test_a_cursor_that_is_none_is_refused(client: Client, query: str) -> None:
    response = client.get(f"{STORIES}&{query}")

    assert response.status_code == 400
    assert response.json()["parameter"] in query


@pytest.mark.django_db
def test_a_cursor_of_another_listing_is_refused(
    client: Client, stories: list[int]
) -> None:
    url = page_at(client, f"{STORIES}&cursor=&limit=3")["meta"]["next"]
    parts = urlsplit(url)

    response = client.get(f"{parts.path}?{parts.query}&category=linhuribao")

    assert response.status_code == 400


def test_a_cursor_pages_through_stories_only(client: Client, db: None) -> None:
    response = client.get("/api/v2/pages/?cursor=")

    assert response.status_code == 400


STEPS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 8), max_size=3),
        st.lists(st.integers(0, 30), max_size=3),
    ),
    max_size=8,
)


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(limit=st.integers(1, 4), steps=STEPS)
def test_who_reads_on_misses_none_that_stayed_and_sees_none_twice(
    client: Client,
    stories: list[int],
    limit: int,
    steps: list[tuple[list[int], list[int]]],
) -> None:
    with transaction.atomic():
        read = list(_read_while_it_changes(client, limit, steps))
        left = set(
            PublishedDocument.objects.filter(type=STORY_TYPE).values_list(
                "pk", flat=True
            )
        )
        transaction.set_rollback(True)

    assert len(read) == len(set(read))
    assert set(stories) & left <= set(read)


def _read_while_it_changes(
    client: Client, limit: int, steps: list[tuple[list[int], list[int]]]
) -> Any:
    url = f"{STORIES}&cursor=&limit={limit}"
    for arrivals, withdrawals in chain(steps, repeat(([], []))):
        page = page_at(client, url)
        yield from ids_of(page)
        url = page["meta"]["next"]
        if url is None:
            return
        for hour in arrivals:
            _arrive(hour)
        _withdraw(withdrawals)


def _arrive(hour: int) -> None:
    """Bring a withdrawn story back, or a new one, at this hour.

    Of its page only the number is needed: nothing of it is read.
    """
    documents = PublishedDocument.objects.filter(type=STORY_TYPE)
    document = documents.first()
    if document is None:
        return
    page = Page(
        title="新稿件",
        slug=f"new-{documents.count()}-{hour}",
        depth=5,
        path=f"9999{Page.objects.count():012d}",
        content_type_id=document.page.content_type_id,
        locale_id=document.page.locale_id,
        draft_title="新稿件",
    )
    Page.objects.bulk_create([page])
    document.page_id, document.path = page.pk, f"/linhuribao/new-{page.pk}/"
    document.published_at = START + dt.timedelta(hours=hour)
    PublishedDocument.objects.bulk_create([document])


def _withdraw(places: list[int]) -> None:
    documents = PublishedDocument.objects.filter(type=STORY_TYPE).order_by("pk")
    ids = list(documents.values_list("pk", flat=True))
    chosen = {ids[place] for place in places if place < len(ids)}
    PublishedDocument.objects.filter(pk__in=chosen).delete()
