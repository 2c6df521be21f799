"""What the tests of suggestions share."""

import pytest
from wagtail.models import Site


@pytest.fixture
def site_id(db: None) -> int:
    """The id of the site that the migrations make."""
    return Site.objects.get().pk
