"""Stories: what a paper prints, with their names and tags."""

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, Revision
from wagtail.search import index

from news.api.fields import (
    BylineField,
    CategoryField,
    CorrectionsField,
    EditorsField,
    OutlineField,
    SourceField,
    TagNamesField,
)
from news.api.images import ImageField
from news.blocks.story import StoryBlock
from news.corrections.panels import CorrectionsPanel
from news.counting.body import count_body
from news.counting.panels import CountPanel
from news.counting.rule import reading_minutes
from news.models.embargoes import Embargoed
from news.models.pages import CategoryIndexPage
from news.models.published_pages import (
    SLUG_PANEL,
    TITLE_PANEL,
    UNTITLED,
    PublishedPage,
)
from news.models.story_forms import NewsPageForm
from news.packages.panel import RelatedPanel
from news.planning.panels import NoticesPanel
from news.querysets import NewsManager

_NAME_SEPARATORS = re.compile(r"[\s、，,;；]+")


class NewsTag(TaggedItemBase):
    """A tag on a story."""

    content_object = ParentalKey(
        "news.NewsPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class NewsPage(Embargoed, PublishedPage):
    """A story."""

    base_form_class = NewsPageForm

    # Headline.
    kicker = models.CharField("引题", max_length=200, blank=True)
    subtitle = models.CharField("副题", max_length=300, blank=True)
    summary = models.TextField(
        "摘要", blank=True, help_text="列表、搜索结果和分享时显示；不在正文里重复。"
    )
    lead_image = models.ForeignKey(
        "news.NewsImage",
        verbose_name="题图",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    # Body.
    body = StreamField(StoryBlock(), verbose_name="正文", blank=True)

    # Where it is from and who made it.
    source = models.ForeignKey(
        "news.Source",
        verbose_name="来源",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stories",
    )
    original_author = models.CharField("原作者", max_length=200, blank=True)
    original_title = models.CharField("原标题", max_length=300, blank=True)
    original_url = models.URLField("原文地址", max_length=1000, blank=True)
    original_code = models.CharField(
        "原文编号",
        max_length=100,
        blank=True,
        help_text="来稿系统里的编号，用来识别同一篇稿件；一般不用填。",
    )
    editors = models.CharField(
        "责任编辑", max_length=200, blank=True, help_text="多人之间用空格或顿号隔开。"
    )

    # Publishing.
    published_at = models.DateTimeField(
        "发布时间",
        null=True,
        blank=True,
        db_index=True,
        help_text="读者看到的时间；留空则用首次发布的时间。",
    )
    tags = ClusterTaggableManager(
        "标签", through=NewsTag, blank=True, help_text="用逗号或回车隔开。"
    )

    # Derived: `clean` and `save` count. Of a story that was never live, the draft's.
    character_count = models.PositiveIntegerField("字数", default=0, editable=False)

    objects: ClassVar = NewsManager()

    content_panels = [
        NoticesPanel(),
        MultiFieldPanel(["kicker", TITLE_PANEL, "subtitle"], "标题"),
        InlinePanel("bylines", heading="署名", label="署名"),
        FieldRowPanel(["source", "published_at"], "来源与时间"),
        "summary",
        "lead_image",
        CountPanel(),
        "body",
        "tags",
        RelatedPanel(heading="相关稿件"),
        "editors",
        CorrectionsPanel(heading="更正与撤稿"),
        MultiFieldPanel(
            ["original_author", "original_title", "original_url", "original_code"],
            "原文",
            classname="collapsed",
        ),
    ]
    promote_panels = [
        SLUG_PANEL,
        MultiFieldPanel(["seo_title", "search_description"], "搜索引擎"),
    ]

    search_fields = [
        *Page.search_fields,
        index.SearchField("kicker"),
        index.SearchField("subtitle"),
        index.SearchField("summary"),
        index.SearchField("body"),
        index.RelatedFields("bylines", [index.SearchField("person_name")]),
        index.SearchField("original_code"),
        index.FilterField("published_at"),
        index.FilterField("original_code"),
    ]

    api_fields = [
        "kicker",
        "subtitle",
        "summary",
        APIField("lead_image", serializer=ImageField()),
        APIField("category", serializer=CategoryField()),
        APIField("byline", serializer=BylineField()),
        APIField("source", serializer=SourceField()),
        APIField("corrections", serializer=CorrectionsField()),
        "original_url",
        "original_author",
        "original_title",
        "original_code",
        APIField("editors", serializer=EditorsField()),
        "character_count",
        "reading_minutes",
        "published_at",
        APIField("tags", serializer=TagNamesField()),
        APIField("outline", serializer=OutlineField()),
        "body",
    ]

    parent_page_types = ["news.CategoryIndexPage"]
    subpage_types: list[str] = []
    # A copy is another story: the import key and the times stay with the first one.
    exclude_fields_in_copy = ["original_code", "first_published_at", "published_at"]

    class Meta:
        verbose_name = "稿件"
        verbose_name_plural = "稿件"
        constraints = [
            models.UniqueConstraint(
                fields=["original_code"],
                condition=~models.Q(original_code=""),
                name="unique_original_code",
                violation_error_message=_("已经有一篇稿件用了这个原文编号。"),
            )
        ]
        indexes = [
            models.Index(
                fields=["embargo_until"],
                condition=models.Q(embargo_until__isnull=False),
                name="story_embargo",
            )
        ]
        permissions = [("move_embargo", "改动或解除禁发")]

    def clean(self) -> None:
        """Count the words, and refuse to be live without a title."""
        super().clean()
        self.character_count = count_body(self.body.get_prep_value())
        # A form's new page is called live before it stands in the tree.
        if self.live and self.path and self.title.strip() in ("", UNTITLED):
            raise ValidationError({"title": _("请填写标题。")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take the first publishing as publication time when none was set."""
        if self.live and self.published_at is None:
            self.published_at = self.first_published_at or timezone.now()
        if kwargs.get("update_fields") is None:
            self.character_count = count_body(self.body.get_prep_value())
        elif not self.live and "latest_revision" in kwargs["update_fields"]:
            # As Wagtail does with the title of a draft.
            kwargs["update_fields"] = [*kwargs["update_fields"], "character_count"]
        super().save(*args, **kwargs)

    @transaction.atomic
    def publish(
        self, revision: Revision, user: Any = None, *args: Any, **kwargs: Any
    ) -> None:
        """Publish a revision that passes the gate (news.review.publishing).

        A withdrawn story goes out with a note to its readers only.
        """
        from news.corrections.standing import refuse_withdrawn
        from news.review.publishing import clear

        refuse_withdrawn(self.pk)
        is_signing = kwargs.get("skip_permission_checks", False)
        clear(revision, user, is_signing=is_signing)
        super().publish(revision, user, *args, **kwargs)

    @cached_property
    def category(self) -> CategoryIndexPage:
        """Return the category that the story stands in."""
        return CategoryIndexPage.objects.get(pk=self.get_parent().pk)

    @property
    def reading_minutes(self) -> int:
        """Return how many minutes reading it takes, pictures not counted."""
        return reading_minutes(self.character_count)

    @property
    def editor_names(self) -> list[str]:
        """Return the names written in 责任编辑."""
        return [name for name in _NAME_SEPARATORS.split(self.editors) if name]

    @property
    def byline_names(self) -> str:
        """Return the names under the headline in one line, for the explorer."""
        return "、".join(row.person.name for row in self.bylines.all())


class NewsByline(Orderable):
    """One name under a headline, and what that person did."""

    class Role(models.TextChoices):
        """What somebody did for a story."""

        REPORTER = "reporter", "记者"
        CORRESPONDENT = "correspondent", "通讯员"
        PHOTOGRAPHER = "photographer", "摄影"
        AUTHOR = "author", "作者"

    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="bylines")
    person = models.ForeignKey(
        "news.Person",
        verbose_name="姓名",
        on_delete=models.PROTECT,
        related_name="bylines",
    )
    role = models.CharField(
        "身份", max_length=20, choices=Role.choices, default=Role.REPORTER
    )

    panels = [FieldRowPanel(["person", "role"])]

    # What machines may write of it (news.writing).
    api_fields = [APIField("person", writable=True), APIField("role", writable=True)]

    class Meta(Orderable.Meta):
        verbose_name = "署名"
        verbose_name_plural = "署名"

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.person}"

    @property
    def person_name(self) -> str:
        """Return the name, for search in the admin."""
        return self.person.name
