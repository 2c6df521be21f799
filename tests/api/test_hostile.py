"""Requests that nobody means well: each gets an answer, and no page that breaks."""

import pytest
from django.test import Client
from wagtail.models import Page

from news.models import CategoryIndexPage
from tests.factories import NewsPageFactory, published_story

pytestmark = pytest.mark.django_db

PAGES = "/api/v2/pages/"
# Python reads no number of more than 4300 digits.
DIGITS = "1" * 5000


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        (f"{PAGES}?offset={DIGITS}", "offset"),
        (f"/api/v2/images/?offset={DIGITS}", "offset"),
        (f"{PAGES}find/?id={DIGITS}", "id"),
        (f"{PAGES}?fields={'parent(' * 2000}", "fields"),
        (f"{PAGES}?fields={'parent(' * 2000}&locale=en", "fields"),
        (f"/api/v2/images/?fields={'tags(' * 2000}", "fields"),
    ],
)
def test_what_is_too_large_to_read_is_refused_by_name(
    client: Client, category: CategoryIndexPage, address: str, parameter: str
) -> None:
    response = client.get(address)

    assert response.status_code == 400
    assert response.json()["parameter"] == parameter


def test_the_search_refuses_a_number_that_is_too_large_to_read(
    client: Client, db: None
) -> None:
    response = client.get("/api/v2/search/", {"q": "夯实", "limit": DIGITS})

    assert response.status_code == 400
    assert response.json()["parameter"] == "limit"


@pytest.mark.parametrize("path", ["http://localhost//[bad", "//localhost//[bad"])
def test_a_path_that_looks_like_a_host_is_looked_up_as_a_path(
    client: Client, category: CategoryIndexPage, path: str
) -> None:
    response = client.get("/api/v2/resolve/", {"path": path})

    assert response.status_code == 404


def test_the_names_of_drafts_are_not_told(
    client: Client, category: CategoryIndexPage
) -> None:
    NewsPageFactory(parent=category, live=False, byline=["线人乙"])
    published_story(parent=category, byline=["线人甲"])

    response = client.get(f"{PAGES}?type=news.NewsPage&byline=线人丙")

    assert response.json()["allowed"] == ["线人甲"]


def test_a_title_like_an_address_stays_as_it_is(
    client: Client, category: CategoryIndexPage
) -> None:
    story = published_story(parent=category, title="/media/条")

    answer = client.get(f"{PAGES}{story.pk}/").json()

    assert answer["title"] == "/media/条"


def test_nothing_is_embedded_in_another_format_silently(
    client: Client, category: CategoryIndexPage
) -> None:
    query = {"rich_text_format": "markdown", "include": "parent"}

    response = client.get(f"{PAGES}{category.pk}/", query)

    assert response.status_code == 400
    assert response.json()["parameter"] == "include"


@pytest.mark.parametrize(
    "address",
    ["/api/v2/images/", "/api/v2/documents/", f"{PAGES}%s/?rich_text_format=markdown"],
)
def test_what_no_version_vouches_for_is_not_kept(
    client: Client, category: CategoryIndexPage, address: str
) -> None:
    response = client.get(address.replace("%s", str(category.pk)))

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"


def test_the_ancestors_of_a_story_that_moved_are_answered_anew(
    client: Client, category: CategoryIndexPage
) -> None:
    story = published_story()
    address = f"{PAGES}?ancestor_of={story.pk}&type=news.CategoryIndexPage&order=title"
    etag = client.get(address)["ETag"]
    Page.objects.get(pk=story.pk).specific.move(category, pos="last-child")

    response = client.get(address, headers={"if-none-match": etag})

    assert response.status_code == 200
    assert [item["id"] for item in response.json()["items"]] == [category.pk]
