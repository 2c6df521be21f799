"""Pages that stories are found by: the front page and its categories."""

from typing import Any

from django.db import transaction
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from news.api.fields import FurnitureField
from news.blocks.front import FrontPageBlock
from news.models.published_pages import (
    SLUG_PANEL,
    TITLE_PANEL,
    PublishedPage,
    refuse_reserved_slug,
)
from news.tree_locks import lock_pages


class HomePage(PublishedPage):
    """The front page of a paper; its title is the paper's name."""

    sections = StreamField(
        FrontPageBlock(),
        verbose_name="版面",
        blank=True,
        help_text="从上到下就是首页的顺序，拖动可以换位置。"
        "一个版块都没有时，首页自动列出各栏目的最新稿件。",
    )

    content_panels = [TITLE_PANEL, "sections"]
    promote_panels = [MultiFieldPanel(["seo_title", "search_description"], "搜索引擎")]

    api_fields = ["sections", APIField("furniture", serializer=FurnitureField())]

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["news.CategoryIndexPage", "news.TopicPage"]

    class Meta:
        verbose_name = "首页"
        verbose_name_plural = "首页"


class CategoryIndexPage(PublishedPage):
    """A category: a name, an introduction, and the stories below it."""

    introduction = RichTextField("栏目介绍", blank=True)

    content_panels = [
        FieldPanel("title", heading="栏目名称", classname="title"),
        "introduction",
    ]
    promote_panels = [
        SLUG_PANEL,
        MultiFieldPanel(["seo_title", "search_description"], "搜索引擎"),
    ]

    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    api_fields = [APIField("introduction", writable=True)]

    parent_page_types = ["news.HomePage"]
    subpage_types = ["news.NewsPage"]

    class Meta:
        verbose_name = "栏目"
        verbose_name_plural = "栏目"

    def clean(self) -> None:
        """Refuse an address that the site itself uses."""
        super().clean()
        refuse_reserved_slug(self)

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the number of stories that there are by now: an import adds many.

        Unless that number is what is being saved, as when a category is copied.
        """
        if self.pk and "numchild" not in (kwargs.get("update_fields") or ()):
            self.numchild = lock_pages([self.pk]).get(self.pk, self.numchild)
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Let no import add stories while the category goes."""
        lock_pages([self.pk])
        return super().delete(*args, **kwargs)
