"""How many statements a reader's request takes, through every layer of the project."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from news.api.rows import select
from news.models import CategoryIndexPage, NewsPage
from tests.factories import published_story

pytestmark = pytest.mark.django_db

PAGES = "/api/v2/pages/"
CARDS = f"{PAGES}?type=news.NewsPage&order=-published_at&limit=20"
HOST = "127.0.0.1:8767"
PREPARED = """
SELECT FROM pg_prepared_statements WHERE statement LIKE '%%news_publisheddocument%%'
"""


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """A published story."""
    return published_story(parent=category)


@pytest.fixture
def reader() -> Client:
    """A client that names host and port, as browsers do."""
    return Client(headers={"host": HOST})


def addresses(story: NewsPage) -> dict[str, str]:
    """Return the addresses by what they ask for."""
    here = f"{CARDS}&child_of={story.category.pk}"
    return {
        "detail": f"{PAGES}{story.pk}/",
        "cards": CARDS,
        "cards of a category": here,
        "full of a category": f"{here}&fields=*",
        "by cursor": f"{CARDS}&cursor=",
    }


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("detail", 1),
        ("cards", 2),
        ("cards of a category", 2),
        ("full of a category", 2),
        ("by cursor", 2),
    ],
)
def test_an_answer_takes_so_many_statements(
    reader: Client,
    story: NewsPage,
    django_assert_num_queries: Any,
    name: str,
    queries: int,
) -> None:
    url = addresses(story)[name]

    with django_assert_num_queries(queries):
        response = reader.get(url)

    assert response.status_code == 200
    assert story.title in response.content.decode()


@pytest.mark.parametrize("name", ["detail", "cards", "full of a category", "by cursor"])
def test_what_is_unchanged_takes_one_statement(
    reader: Client, story: NewsPage, django_assert_num_queries: Any, name: str
) -> None:
    url = addresses(story)[name]
    etag = reader.get(url)["ETag"]

    with django_assert_num_queries(1):
        response = reader.get(url, headers={"if-none-match": etag})

    assert response.status_code == 304


@pytest.mark.parametrize("name", ["detail", "cards of a category", "by cursor"])
def test_a_prepared_plan_answers_as_a_fresh_one(
    reader: Client, story: NewsPage, name: str
) -> None:
    url = addresses(story)[name]
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    connection.force_debug_cursor = True
    fresh = reader.get(url).content
    connection.force_debug_cursor = False

    # The sixth run is the first that may take one plan for all values.
    prepared = {reader.get(url).content for _ in range(7)}

    assert prepared == {fresh}
    assert select(PREPARED, [])
