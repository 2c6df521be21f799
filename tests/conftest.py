"""What all tests share."""

import pytest

from news.models import CategoryIndexPage
from tests.factories import CategoryIndexPageFactory

# Fixtures that empty the tables afterwards.
EMPTYING = frozenset({"transactional_db", "live_server"})


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each process run a file's tests together, and those that empty tables last.

    pytest-django has put them there; what migrations made is gone after the first.
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


@pytest.fixture
def category(db: None) -> CategoryIndexPage:
    """A published category."""
    return CategoryIndexPageFactory(title="临湖日报", slug="linhuribao")
