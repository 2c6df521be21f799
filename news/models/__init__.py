"""What the newsroom keeps: pages, people, sources and pictures."""

from news.models.imports import ImportedPost
from news.models.media import NewsImage, NewsRendition
from news.models.pages import CategoryIndexPage, HomePage, NewsByline, NewsPage
from news.models.people import Person, User
from news.models.sources import Source
from news.published.models import Change, PublishedDocument

__all__ = [
    "CategoryIndexPage",
    "Change",
    "HomePage",
    "ImportedPost",
    "NewsByline",
    "NewsImage",
    "NewsPage",
    "NewsRendition",
    "Person",
    "PublishedDocument",
    "Source",
    "User",
]
