"""Every refusal of the API has one form, whoever refuses."""

import pytest
from django.conf import settings
from django.test import Client

from news.models import CategoryIndexPage

pytestmark = pytest.mark.django_db

# One address of each kind of view.
READING = ["site/", "resolve/?path=/", "changes/", "schema/", ""]
WAGTAIL = ["pages/", "pages/1/", "pages/find/", "images/", "documents/", "redirects/"]
EVERY = [*READING, *WAGTAIL, "search/?q=x", "preview/"]


def assert_is_problem(response: object, status: int) -> dict[str, object]:
    """Check the form of RFC 9457, and return the body."""
    assert response.status_code == status  # type: ignore[attr-defined]
    assert response["Content-Type"] == "application/problem+json"  # type: ignore[index]
    assert response["Cache-Control"] == "no-store"  # type: ignore[index]
    body = response.json()  # type: ignore[attr-defined]
    assert body["status"] == status
    assert body["message"]
    assert body["title"]
    return body


@pytest.mark.parametrize("path", EVERY)
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_another_method_is_refused_in_the_form_of_problems(
    category: CategoryIndexPage, path: str, method: str
) -> None:
    client = Client(enforce_csrf_checks=True)

    response = getattr(client, method)(f"/api/v2/{path}")

    body = assert_is_problem(response, 405)
    assert "GET" in response["Allow"]
    assert "GET" in body["allowed"]  # type: ignore[operator]
    assert method.upper() in str(body["message"])


@pytest.mark.parametrize("path", ["images/", "documents/", "redirects/"])
def test_a_form_that_nobody_writes_is_refused(client: Client, path: str) -> None:
    response = client.get(f"/api/v2/{path}", headers={"accept": "image/png"})

    assert_is_problem(response, 406)


@pytest.mark.parametrize("path", ["images/", "pages/?search_operator=and&title=x"])
def test_a_renderer_that_is_not_there_is_not_found(client: Client, path: str) -> None:
    sign = "&" if "?" in path else "?"

    response = client.get(f"/api/v2/{path}{sign}format=xml")

    assert_is_problem(response, 404)


@pytest.mark.parametrize("path", ["nope/", "pages/x/", "pages/1/2/", "images/x/"])
def test_an_unknown_address_is_not_found(client: Client, path: str) -> None:
    assert_is_problem(client.get(f"/api/v2/{path}"), 404)


def test_a_forged_host_is_refused(client: Client, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]  # type: ignore[attr-defined]

    response = client.get("/api/v2/pages", headers={"host": "evil.example"})

    assert_is_problem(response, 400)


def test_other_rooms_keep_their_own_errors(client: Client) -> None:
    response = client.get("/nowhere/")

    assert response["Content-Type"].startswith("text/html")


def test_the_form_is_given_outside_of_all_that_refuses() -> None:
    place = settings.MIDDLEWARE.index("news.api.problems.answer_with_problems")

    assert settings.MIDDLEWARE[:place] == [
        "site_core.health.answer_health_checks",
        "site_core.measuring.measure_requests",
    ]
