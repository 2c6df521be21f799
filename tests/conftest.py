"""What all tests share."""

import pytest

from news.models import CategoryIndexPage
from tests.factories import CategoryIndexPageFactory


@pytest.fixture
def category(db: None) -> CategoryIndexPage:
    """A published category."""
    return CategoryIndexPageFactory(title="临湖日报", slug="linhuribao")
