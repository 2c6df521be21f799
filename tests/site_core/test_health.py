"""The two questions that a load balancer asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from pytest_django import Settings

from search.health import IndexState
from site_core import health


@contextmanager
def database_down() -> Iterator[None]:
    """Let every use of the database fail, as when its server is gone."""
    with patch.object(connection, "cursor", side_effect=OperationalError("gone")):
        yield


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> IndexState:
    """An index that has followed all changes."""
    state = IndexState(
        available=True, last_change=7, newest_change=7, lag=0, documents=3
    )
    monkeypatch.setattr(health, "index_state", lambda: state)
    return state


@pytest.fixture
def unmigrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that lacks a migration."""
    monkeypatch.setattr(health._Migrations, "_are_applied", False)
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: ["missing"])


def test_livez_answers_without_a_database(client: Client) -> None:
    response = client.get("/livez")

    assert (response.status_code, response.json()) == (200, {"status": "alive"})


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
@pytest.mark.django_db
def test_no_cache_keeps_an_answer(client: Client, path: str) -> None:
    assert "no-store" in client.get(path)["Cache-Control"]


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_only_reading_is_allowed(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.fixture
def production_hosts(settings: Settings) -> None:
    """A site that answers to its own name only, with TLS only."""
    settings.ALLOWED_HOSTS = ["news.example"]
    settings.SECURE_SSL_REDIRECT = True


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "10.0.3.7:8000"])
@pytest.mark.django_db
@pytest.mark.usefixtures("index", "production_hosts")
def test_checks_from_inside_are_answered(client: Client, path: str, host: str) -> None:
    response = client.get(path, headers={"host": host})

    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.parametrize("path", ["/", "/livez/", "/api/v2/pages/"])
@pytest.mark.usefixtures("production_hosts")
def test_nothing_else_answers_to_another_name(client: Client, path: str) -> None:
    response = client.get(path, headers={"host": "10.0.3.7:8000"})

    assert response.status_code == 400


@pytest.mark.django_db
def test_readyz_tells_the_state_of_each_part(client: Client, index: IndexState) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"status": "ready", "database": "ok", "search": index}


@pytest.mark.django_db
def test_readyz_is_503_before_the_index_is_built(
    client: Client, index: IndexState
) -> None:
    index["available"] = False

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["status"] == "unavailable"
    assert response.json()["database"] == "ok"


@pytest.mark.django_db
def test_readyz_is_503_when_the_database_is_gone(client: Client) -> None:
    with database_down():
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "unreachable"}


@pytest.mark.django_db
@pytest.mark.usefixtures("unmigrated")
def test_readyz_is_503_before_the_migrations(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "not migrated"}


@pytest.mark.django_db
def test_readyz_looks_for_migrations_only_until_they_are_there(client: Client) -> None:
    client.get("/readyz")

    with patch.object(MigrationExecutor, "__init__") as looking:
        client.get("/readyz")

    looking.assert_not_called()
