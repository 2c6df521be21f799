"""DATABASE_URL, part by part."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from site_core.database import database_settings, parse_database_url, with_pool


def test_address_becomes_a_connection() -> None:
    connection = parse_database_url("postgres://desk:secret@db.example:6543/news")

    assert connection == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "news",
        "USER": "desk",
        "PASSWORD": "secret",
        "HOST": "db.example",
        "PORT": "6543",
        "OPTIONS": {},
    }


def test_port_is_postgresqls_own_when_not_given() -> None:
    assert parse_database_url("postgresql://db.example/news")["PORT"] == "5432"


def test_special_characters_are_decoded() -> None:
    connection = parse_database_url("postgres://desk:p%40ss%2Fw%23rd@db/%E6%8A%A5")

    assert (connection["PASSWORD"], connection["NAME"]) == ("p@ss/w#rd", "报")


def test_host_may_be_the_folder_of_a_socket() -> None:
    connection = parse_database_url("postgres://desk@%2Frun%2FPostgres/news")

    assert connection["HOST"] == "/run/Postgres"


def test_known_parameters_reach_the_driver() -> None:
    connection = parse_database_url(
        "postgres://db/news?sslmode=verify-full&connect_timeout=5"
    )

    assert connection["OPTIONS"] == {"sslmode": "verify-full", "connect_timeout": "5"}


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("mysql://db/news", "must begin with postgres://, not 'mysql:'"),
        ("db/news", "must begin with postgres://"),
        ("postgres:///news", "the host is missing"),
        ("postgres://db", "the database name is missing"),
        ("postgres://db/", "the database name is missing"),
        ("postgres://db/news/old", "'news/old' is not the name of a database"),
        ("postgres://db:port/news", "the host or port cannot be read"),
        ("postgres://db:0/news", "port 0 does not exist"),
        ("postgres://db:99999/news", "the host or port cannot be read"),
        ("postgres://db/news#part", "holds a '#'"),
        ("postgres://db/news?sslmod=require", "the parameter 'sslmod' is not known"),
        ("postgres://db/news?sslmode", "what follows '?' is not name=value"),
        ("postgres://db/news?sslmode=a&sslmode=b", "a parameter is given twice"),
    ],
)
def test_wrong_address_is_refused_by_its_part(url: str, fault: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is wrong") as error:
        parse_database_url(url)

    assert fault in str(error.value)


def test_error_keeps_the_password_to_itself() -> None:
    with pytest.raises(ImproperlyConfigured) as error:
        parse_database_url("postgres://desk:hush#hush@db/news")

    assert "hush" not in str(error.value)


def test_pool_leaves_other_options_as_they_are() -> None:
    settings = with_pool({"OPTIONS": {"sslmode": "require"}}, max_size=4)

    assert settings["OPTIONS"]["sslmode"] == "require"
    assert settings["OPTIONS"]["pool"]["max_size"] == 4
    assert settings["CONN_MAX_AGE"] == 0


def test_named_server_is_used_instead_of_the_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://desk@db.example/news")

    settings = database_settings(tmp_path)

    assert settings["HOST"] == "db.example"
    assert list(tmp_path.iterdir()) == []


def test_each_checkout_has_its_own_test_database(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://desk@db.example/news")
    monkeypatch.delenv("TEST_DATABASE_NAME", raising=False)

    names = {
        database_settings(tmp_path / checkout)["TEST"]["NAME"] for checkout in "ab"
    }

    assert len(names) == 2
