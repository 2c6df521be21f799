"""What all tests share."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from news.models import CategoryIndexPage
from tests.factories import CategoryIndexPageFactory

# Fixtures that empty the tables afterwards.
EMPTYING = frozenset({"transactional_db", "live_server"})


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process run a file's tests, and those that empty tables last.

    pytest-django puts them there; what migrations made is gone after the first. xdist
    reads the groups in a hook of the same name, thus the marks are set before it.
    """
    for item in items:
        part = "emptying" if _empties_tables(item) else "kept"
        item.add_marker(pytest.mark.xdist_group(f"{part}:{item.path}"))


def _empties_tables(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    marker = item.get_closest_marker("django_db")
    return bool(EMPTYING & {*fixtures}) or bool(
        marker and marker.kwargs.get("transaction")
    )


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """End what still answers the last browser: a database in use is not dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def category(db: None) -> CategoryIndexPage:
    """A published category."""
    return CategoryIndexPageFactory(title="临湖日报", slug="linhuribao")
