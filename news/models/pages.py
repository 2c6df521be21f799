"""Pages: the front page, its categories and their stories."""

import datetime as dt
import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
)
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from news.addresses import RESERVED_SLUGS, pinyin_slug, site_path
from news.api.fields import (
    BylineField,
    CategoryField,
    EditorsField,
    FurnitureField,
    OutlineField,
    SourceField,
    TagNamesField,
)
from news.api.images import ImageField
from news.blocks.front import FrontPageBlock
from news.blocks.story import StoryBlock
from news.querysets import NewsManager
from news.tree_locks import lock_pages

# What a draft is called while it has no title.
UNTITLED = "无标题"

_NAME_SEPARATORS = re.compile(r"[\s、，,;；]+")

# Not a TitleFieldPanel: its script would make the slug "2024" of “2024年大事记”;
# `PublishedPage` makes the slug from pinyin when the page is first saved.
TITLE_PANEL = FieldPanel("title", classname="title", required_on_save=False)
SLUG_PANEL = FieldPanel(
    "slug",
    help_text="地址的最后一段。留空则按标题的拼音生成。发布后改动，旧地址会自动转到新地址。",
)


class PublishedPageForm(WagtailAdminPageForm):
    """The editor's form: a draft may lack its title, and the slug follows the title."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False

    def clean_title(self) -> str:
        """Name a draft that has no title yet; ask for one before it is published."""
        title = self.cleaned_data["title"].strip()
        if self.is_deferred_validation:
            return title or UNTITLED
        if title in ("", UNTITLED):
            raise ValidationError(_("请填写标题。"))
        return title

    def clean_slug(self) -> str:
        """Keep the slug that somebody wrote; leave the others to the title.

        The editor saves by itself while the title is being typed: until the page is
        published, a slug made of the title so far gives way to one of the new title.
        """
        written = self.cleaned_data["slug"]
        page = self.instance
        # Wagtail's editor turns them into ASCII in the browser only.
        if not written.isascii():
            raise ValidationError(_("地址只能用英文字母、数字、连字符和下划线。"))
        if written not in ("", self.initial.get("slug")):
            return written
        title = self.initial.get("title", "")
        if page.first_published_at is None and page.is_slug_of(title):
            return ""
        return page.slug


class PublishedPageCopyForm(CopyForm):
    """Copying a page: a copy of its own, not an alias.

    An alias would be a second live page with the first one's import key, and Wagtail
    tells nobody that it was published.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)


class PublishedPage(Page):
    """What the pages of a paper share: an address, and one look in preview and live."""

    base_form_class = PublishedPageForm
    copy_form_class = PublishedPageCopyForm

    class Meta:
        abstract = True

    @property
    def site_path(self) -> str:
        """Return the path of this page inside its site."""
        return site_path(self.url_path)

    # Wagtail sends its signals after the page is saved: without one transaction
    # around both, a crash between them leaves a live page without its document.
    # Requests of the admin have theirs already (ATOMIC_REQUESTS).
    @transaction.atomic
    def publish(self, *args: Any, **kwargs: Any) -> None:
        """Publish a revision and write its document, or neither."""
        super().publish(*args, **kwargs)

    @transaction.atomic
    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Take the page down and remove its document, or neither."""
        super().unpublish(*args, **kwargs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a page without a document, a private one, to who may see it.

        Wagtail keeps the answer out of every cache.
        """
        from news.published.documents import preview_document
        from news.views import render_document

        return render_document(request, preview_document(self))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the draft in the site's front-end, or as readers of this site get it."""
        from news.preview.frontends import preview_in_front_end
        from news.published.documents import preview_document
        from news.views import render_document

        elsewhere = preview_in_front_end(request, self)
        return elsewhere or render_document(request, preview_document(self))

    def is_slug_of(self, title: str) -> bool:
        """Return whether the slug was made of this title."""
        base = re.escape(self._slug_base(title))
        return re.fullmatch(rf"{base}(-\d+)?", self.slug) is not None

    def _slug_base(self, title: str) -> str:
        return pinyin_slug(title) or str(self._meta.model_name)

    def _set_core_field_defaults(self) -> None:
        # Wagtail's slugify drops every Chinese character of a title.
        parent_is_known = self.path or getattr(self, "_cached_parent_obj", None)
        if not self.slug and self.title and parent_is_known:
            self.slug = self._get_autogenerated_slug(self._slug_base(self.title))
        super()._set_core_field_defaults()


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
    subpage_types = ["news.CategoryIndexPage"]

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
        if self.slug in RESERVED_SLUGS:
            taken = ValidationError(
                _("“%(slug)s”是系统自己用的地址，请换一个。"),
                params={"slug": self.slug},
            )
            raise ValidationError({"slug": taken})

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


class NewsTag(TaggedItemBase):
    """A tag on a story."""

    content_object = ParentalKey(
        "news.NewsPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class NewsPageForm(PublishedPageForm):
    """The editor's form of a story."""

    def clean_published_at(self) -> dt.datetime | None:
        """Keep the seconds of a time that nobody changed: the form shows minutes."""
        written = self.cleaned_data["published_at"]
        before = self.instance.published_at
        if before and written == before.replace(second=0, microsecond=0):
            return before
        return written


class NewsPage(PublishedPage):
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

    objects: ClassVar = NewsManager()

    content_panels = [
        MultiFieldPanel(["kicker", TITLE_PANEL, "subtitle"], "标题"),
        InlinePanel("bylines", heading="署名", label="署名"),
        FieldRowPanel(["source", "published_at"], "来源与时间"),
        "summary",
        "lead_image",
        "body",
        "tags",
        "editors",
        MultiFieldPanel(
            ["original_title", "original_url", "original_code"],
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
        "original_url",
        "original_title",
        "original_code",
        APIField("editors", serializer=EditorsField()),
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

    def clean(self) -> None:
        """Refuse to be live without a title."""
        super().clean()
        # A form's new page is called live before it stands in the tree.
        if self.live and self.path and self.title.strip() in ("", UNTITLED):
            raise ValidationError({"title": _("请填写标题。")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Take the first publishing as publication time when none was set."""
        if self.live and self.published_at is None:
            self.published_at = self.first_published_at or timezone.now()
        super().save(*args, **kwargs)

    @cached_property
    def category(self) -> CategoryIndexPage:
        """Return the category that the story stands in."""
        return CategoryIndexPage.objects.get(pk=self.get_parent().pk)

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
