"""Pages of a small paper."""

from typing import Any

import factory
import wagtail_factories

from news.models import CategoryIndexPage, HomePage, NewsByline, NewsPage
from tests.factories.people import PersonFactory

PARAGRAPHS = [
    ("paragraph", "<p>县里不断<b>夯实</b>文明县城创建基础。</p>"),
    ("heading", {"text": "夯实基础建设", "level": "2"}),
    ("paragraph", "<p>隆畅社区的居民说，路灯亮了。</p>"),
]


def home_page() -> HomePage:
    """Return the front page that the migrations make."""
    return HomePage.objects.get()


class CategoryIndexPageFactory(wagtail_factories.PageFactory):
    """A category under the front page; published when built with `live=True`."""

    title = factory.Sequence(lambda number: f"第{number}栏目")
    slug = factory.Sequence(lambda number: f"category-{number}")
    parent = factory.LazyFunction(home_page)

    class Meta:
        model = CategoryIndexPage
        skip_postgeneration_save = True

    @factory.post_generation
    def publish(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Publish as an editor would, so that the document is written."""
        if create and self.live:
            self.save_revision().publish()


class NewsPageFactory(wagtail_factories.PageFactory):
    """A story; published when built with `live=True` (the default)."""

    title = factory.Sequence(lambda number: f"第{number}篇稿件")
    slug = factory.Sequence(lambda number: f"story-{number}")
    body = PARAGRAPHS
    parent = factory.SubFactory(CategoryIndexPageFactory)

    class Meta:
        model = NewsPage
        skip_postgeneration_save = True

    @factory.post_generation
    def byline(self, create: bool, names: list[str] | None, **kwargs: Any) -> None:
        """Sign the story with these names."""
        self.bylines = [
            NewsByline(person=PersonFactory(name=name), sort_order=position)
            for position, name in enumerate(names or [])
        ]

    @factory.post_generation
    def publish(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Publish as an editor would, so that the document is written."""
        if create and self.live:
            self.save_revision().publish()


def published_story(**fields: Any) -> NewsPage:
    """Return a story of the database, published with these fields."""
    return NewsPage.objects.get(pk=NewsPageFactory(**fields).pk)
