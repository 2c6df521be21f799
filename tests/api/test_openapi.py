"""The description of the API: valid, and naming all that there is."""

import json

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver
from openapi_spec_validator import OpenAPIV31SpecValidator

from news.api.schema.blocks import VALUES
from news.blocks.story import StoryBlock
from news.feeds.urls import urlpatterns as feed_urls
from site_core.api import api_router
from site_core.openapi import build_description
from site_core.urls import urlpatterns
from tests.api.described import get, parameters_at
from tests.factories import published_story

pytestmark = pytest.mark.django_db

PAGES = "/api/v2/pages/"
STORIES = f"{PAGES}?type=news.NewsPage"


def test_the_description_is_valid_openapi(client: Client) -> None:
    document = client.get("/api/v2/schema/").json()

    errors = list(OpenAPIV31SpecValidator(document).iter_errors())

    assert document["openapi"] == "3.1.0"
    assert errors == []


def test_the_index_leads_to_the_description(client: Client) -> None:
    response = client.get("/api/v2/")

    assert '</api/v2/schema/>; rel="service-desc"' in response["Link"]
    assert "schema" in response.json()["endpoints"]


def test_a_client_that_has_the_description_gets_304(client: Client) -> None:
    etag = client.get("/api/v2/schema/")["ETag"]

    get(client, "/api/v2/schema/", 304, **{"If-None-Match": etag})


def test_every_block_of_a_story_has_a_schema() -> None:
    schemas = build_description()["components"]["schemas"]
    mapping = schemas["Block"]["discriminator"]["mapping"]

    assert VALUES.keys() == StoryBlock.base_blocks.keys()
    assert mapping.keys() == StoryBlock.base_blocks.keys()


def test_every_address_of_the_api_is_described() -> None:
    described = build_description()["paths"]

    assert _routes(urlpatterns, "/") <= {_bare(path) for path in described}
    assert {
        _bare(f"/api/v2/{name}/{step}")
        for name in api_router._endpoints
        for step in ("", "find/", "{id}/")
    } <= {_bare(path) for path in described}


def test_every_feed_is_described() -> None:
    feeds = [route for route in feed_urls if "feed" in str(route.pattern)]
    described = [path for path in build_description()["paths"] if "/feed/" in path]

    assert len(feeds) == len(described)


def _routes(routes: list[URLPattern | URLResolver], root: str) -> set[str]:
    """Return the addresses of the page API, placeholders as "{}"."""
    found = {
        f"{root}{route.pattern}" for route in routes if isinstance(route, URLPattern)
    }
    return {_bare(route) for route in found if route.startswith("/api/v2/")}


def _bare(path: str) -> str:
    return "/".join("{}" if "{" in step else step for step in path.split("/"))


def test_the_page_needs_no_script(client: Client) -> None:
    page = client.get("/api/v2/docs/").content.decode()

    assert "<script" not in page
    assert "style=" not in page
    assert 'id="listPages"' in page
    assert 'id="schema-HeadingBlock"' in page


# Parameters.


@pytest.mark.parametrize(
    "address",
    [
        PAGES,
        STORIES,
        f"{PAGES}?type=news.CategoryIndexPage",
        f"{PAGES}?type=news.HomePage",
        "/api/v2/site/",
        "/api/v2/resolve/?path=/",
        "/api/v2/changes/",
        "/api/v2/preview/",
    ],
)
def test_every_parameter_that_is_allowed_is_described(
    client: Client, address: str
) -> None:
    mark = "&" if "?" in address else "?"
    problem = client.get(f"{address}{mark}colour=red").json()
    path = address.partition("?")[0]

    assert problem["parameter"] == "colour"
    assert set(problem["allowed"]) - {"format"} <= parameters_at(path)


@pytest.mark.parametrize("step", ["find/", "{}/"])
def test_every_parameter_of_one_page_is_described(client: Client, step: str) -> None:
    address = f"{PAGES}{step.format(published_story().pk)}"
    names = parameters_at(PAGES) | {"html_path", "path", "since", "q"}
    taken = {
        name
        for name in names
        if "query parameter is not" not in _message(client, f"{address}?{name}=1")
    }

    assert taken <= parameters_at(address)
    assert {"fields", "include", "rich_text_format"} <= taken


def test_every_parameter_of_search_is_described(client: Client) -> None:
    problem = client.get("/api/v2/search/?colour=red").json()

    assert set(problem["allowed"]) == parameters_at("/api/v2/search/")


@pytest.mark.parametrize("name", ["images", "documents", "redirects"])
def test_every_parameter_of_the_library_is_described(client: Client, name: str) -> None:
    candidates = {
        field.name for field in api_router._endpoints[name].model._meta.get_fields()
    } | parameters_at(PAGES)
    address = f"/api/v2/{name}/"
    taken = {
        each
        for each in candidates
        if "query parameter is not" not in _message(client, f"{address}?{each}=1")
    }

    assert taken <= parameters_at(address)


def _message(client: Client, address: str) -> str:
    response = client.get(address)
    is_problem = response.status_code == 400
    return json.loads(response.content)["message"] if is_problem else ""
