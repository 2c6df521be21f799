"""Builders of pages, people and pictures for tests."""

from tests.factories.media import NewsImageFactory
from tests.factories.pages import (
    CategoryIndexPageFactory,
    NewsPageFactory,
    home_page,
    published_story,
)
from tests.factories.people import PersonFactory, SourceFactory, UserFactory
from tests.factories.site import curate, furnish, headlines, latest, link

__all__ = [
    "CategoryIndexPageFactory",
    "NewsImageFactory",
    "NewsPageFactory",
    "PersonFactory",
    "SourceFactory",
    "UserFactory",
    "curate",
    "furnish",
    "headlines",
    "home_page",
    "latest",
    "link",
    "published_story",
]
