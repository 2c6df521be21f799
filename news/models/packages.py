"""专题: stories about one thing, chosen or collected, on a page of their own."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from news.api.images import ImageField
from news.blocks.packages import TopicBlock
from news.models.published_pages import (
    SLUG_PANEL,
    PublishedPage,
    refuse_reserved_slug,
)


class TopicPage(PublishedPage):
    """A package: a name, a picture, an introduction, and sections of stories.

    Its stories stand in their categories, and may stand in several packages.
    """

    lead_image = models.ForeignKey(
        "news.NewsImage",
        verbose_name="题图",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    introduction = RichTextField("导语", blank=True)
    sections = StreamField(
        TopicBlock(),
        verbose_name="版块",
        blank=True,
        help_text="从上到下就是专题的顺序，拖动可以换位置。",
    )

    content_panels = [
        FieldPanel("title", heading="专题名称", classname="title"),
        "lead_image",
        "introduction",
        "sections",
    ]
    promote_panels = [
        SLUG_PANEL,
        MultiFieldPanel(["seo_title", "search_description"], "搜索引擎"),
    ]

    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    api_fields = [
        APIField("lead_image", serializer=ImageField()),
        "introduction",
        "sections",
    ]

    parent_page_types = ["news.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "专题"
        verbose_name_plural = "专题"

    def clean(self) -> None:
        """Refuse an address that the site itself uses."""
        super().clean()
        refuse_reserved_slug(self)
