"""What all tests share."""

import pytest

from news.models import CategoryIndexPage
from tests.factories import CategoryIndexPageFactory
from tests.programs import tell_what_is_left_out

pytest_terminal_summary = tell_what_is_left_out


@pytest.fixture
def category(db: None) -> CategoryIndexPage:
    """A published category."""
    return CategoryIndexPageFactory(title="临湖日报", slug="linhuribao")
