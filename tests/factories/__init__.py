"""Builders of pages, people and pictures for tests."""

from tests.factories.media import NewsImageFactory
from tests.factories.pages import (
    CategoryIndexPageFactory,
    NewsPageFactory,
    home_page,
    published_story,
)
from tests.factories.people import PersonFactory, SourceFactory, UserFactory

__all__ = [
    "CategoryIndexPageFactory",
    "NewsImageFactory",
    "NewsPageFactory",
    "PersonFactory",
    "SourceFactory",
    "UserFactory",
    "home_page",
    "published_story",
]
