"""Nobody comes into /api/v3/ without a token that is good for it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver
from wagtail.models import APIToken

from news.models import CategoryIndexPage, NewsPage
from tests.factories import NewsPageFactory, UserFactory
from tests.writing.conftest import API, Machine

OVER = timedelta(seconds=-1)


def routes() -> Iterator[str]:
    """Yield an address for each route of the API."""
    [resolver] = [
        one for one in get_resolver().url_patterns if str(one.pattern) == "api/v3/"
    ]
    for pattern in resolver.url_patterns:
        assert isinstance(pattern, URLPattern)
        yield API + str(pattern.pattern).replace("<int:", "<").replace(
            "<page_id>", "1"
        ).replace("<revision_id>", "1").replace("<site_id>", "1").replace(
            "<type_name>", "news.NewsPage"
        ).replace("<path:path>", "no/such/route/")


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE", "OPTIONS"])
def test_no_route_answers_without_a_token(client: Client, method: str) -> None:
    client.force_login(UserFactory(is_superuser=True))
    addresses = list(routes())

    answers = [client.generic(method, address) for address in addresses]

    assert len(addresses) > 20
    assert {answer.status_code for answer in answers} == {401}
    assert {answer["WWW-Authenticate"] for answer in answers} == {
        'Bearer realm="api/v3"'
    }
    assert {answer["Content-Type"] for answer in answers} == {
        "application/problem+json"
    }
    assert {answer.json()["detail"] for answer in answers} == {
        "This API needs a token: send 'Authorization: Bearer <token>'."
    }


def test_routes_of_wagtail_are_all_there() -> None:
    found = set(routes())

    assert {f"{API}openapi.json", f"{API}docs/", f"{API}pages/", f"{API}sites/1/"} <= (
        found
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer x", "Bearer wagtail_" + "0" * 33, "Basic YTpi", "Bearer \0"],
)
def test_a_token_that_is_none_is_refused(client: Client, header: str) -> None:
    client.force_login(UserFactory(is_superuser=True))

    answer = client.get(f"{API}pages/", headers={"Authorization": header})

    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]


def test_a_token_ends_when_it_is_revoked(machine: Machine) -> None:
    assert machine("GET", "whoami/").status_code == 200

    machine.token.revoke()

    assert machine("GET", "whoami/").status_code == 401


def test_a_token_ends_with_its_time(machine_of: Callable[..., Machine]) -> None:
    machine = machine_of("主编", lasts=OVER)

    answer = machine("GET", "pages/")

    assert answer.status_code == 401
    assert answer.json()["detail"] == "The token is unknown, revoked or expired."


def test_a_token_ends_with_its_user(machine: Machine) -> None:
    machine.user.is_active = False
    machine.user.save()

    assert machine("GET", "pages/").status_code == 401


def test_a_token_without_an_end_goes_on(machine_of: Callable[..., Machine]) -> None:
    assert machine_of("主编", lasts=None)("GET", "pages/").status_code == 200


def test_a_reading_token_changes_nothing(
    machine_of: Callable[..., Machine], category: CategoryIndexPage
) -> None:
    story = NewsPageFactory(parent=category)
    machine = machine_of("主编", may_write=False)

    read = machine("GET", f"pages/{story.pk}/")
    deleted = machine("DELETE", f"pages/{story.pk}/")

    assert (read.status_code, deleted.status_code) == (200, 403)
    assert 'error="insufficient_scope"' in deleted["WWW-Authenticate"]
    assert deleted.json()["detail"] == "This token may read, but not write."
    assert NewsPage.objects.exists()


@pytest.mark.django_db
def test_a_token_without_limits_reads_only(client: Client) -> None:
    """Another program may have made it."""
    _, secret = APIToken.create_token(user=UserFactory(groups=["主编"]), name="x")
    headers = {"Authorization": f"Bearer {secret}"}

    read = client.get(f"{API}pages/", headers=headers)
    written = client.post(f"{API}pages/", headers=headers)

    assert (read.status_code, written.status_code) == (200, 403)


@pytest.mark.django_db
def test_only_a_digest_of_a_token_is_kept() -> None:
    token, secret = APIToken.create_token(user=UserFactory(), name="x")

    row = APIToken.objects.values().get(pk=token.pk)

    assert secret.startswith("wagtail_")
    assert secret not in str(row)
    assert secret.removeprefix(row["prefix"]) not in str(row)


def test_use_is_noted_once_a_minute(
    machine: Machine, django_assert_num_queries: Callable
) -> None:
    machine("GET", "whoami/")
    first = APIToken.objects.get().last_used_at

    machine("GET", "whoami/")

    assert first is not None
    assert APIToken.objects.get().last_used_at == first
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"]


def test_use_is_noted_though_the_request_was_wrong(machine: Machine) -> None:
    answer = machine("POST", "pages/", {"meta": {}})

    assert answer.status_code == 422
    assert APIToken.objects.get().last_used_at is not None


def test_the_schema_names_the_blocks_of_a_story(machine: Machine) -> None:
    schema = machine("GET", "openapi.json").json()

    blocks = schema["components"]["schemas"]["NewsPageCreateSchema"]["properties"]
    types = blocks["body"]["items"]["discriminator"]["mapping"]
    assert set(types) >= {"paragraph", "heading", "image", "table", "related"}


def test_answers_are_never_kept_by_a_cache(machine: Machine) -> None:
    assert machine("GET", "pages/")["Cache-Control"] == "no-store"


def test_an_unknown_route_is_a_problem_too(machine: Machine) -> None:
    answer = machine("GET", "nowhere/")

    assert (answer.status_code, answer["Content-Type"]) == (
        404,
        "application/problem+json",
    )


@pytest.mark.parametrize("method", ["get", "options"])
def test_pages_of_a_browser_do_not_come_in(
    machine: Machine, method: str, settings: object
) -> None:
    settings.CORS_ALLOW_ALL_ORIGINS = True

    answer = getattr(machine.client, method)(
        f"{API}pages/",
        headers={
            "Origin": "https://front.example",
            "Access-Control-Request-Method": "GET",
        },
    )

    assert answer.status_code == 401
    assert "Access-Control-Allow-Origin" not in answer
