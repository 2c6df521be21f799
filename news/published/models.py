"""Documents and changes: all that leaves the house is read from these two tables."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import OuterRef
from django.db.models.functions import Now
from wagtail.models import Page, Site

STORY_TYPE = "news.NewsPage"
CATEGORY_TYPE = "news.CategoryIndexPage"
HOME_TYPE = "news.HomePage"


class PublishedDocumentQuerySet(models.QuerySet):
    """Documents."""

    def stories(self) -> Self:
        """Keep stories, newest first."""
        return self.filter(type=STORY_TYPE).order_by("-published_at", "-page_id")

    def in_category(self, category_page_id: int | OuterRef | None) -> Self:
        """Keep the stories of one category."""
        return self.filter(category_id=category_page_id)


class PublishedDocument(models.Model):
    """A live, public page as readers and front-ends get it.

    Derived: every row can be made again from its page (`rebuild_published`).
    `position` orders categories as the page tree does; stories have none. `data` is the page in the API's form without what depends on the request: hosts
    and detail addresses. `version` is the SHA-256 of everything else in the row.
    """

    page = models.OneToOneField(
        Page,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="published_document",
    )
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    type = models.CharField(max_length=100)
    path = models.CharField(max_length=1000)
    title = models.CharField(max_length=255)
    position = models.CharField(max_length=255, blank=True)
    category_id = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    data = models.JSONField()
    body_html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    version = models.CharField(max_length=64)
    updated_at = models.DateTimeField()

    objects: ClassVar = PublishedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "已发布文档"
        verbose_name_plural = "已发布文档"
        constraints = [
            # Deferred: two pages may swap their paths in one transaction.
            models.UniqueConstraint(
                fields=["site", "path"],
                name="unique_document_path",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]
        indexes = [
            models.Index(
                fields=["type", "-published_at", "-page"], name="document_newest"
            ),
            models.Index(
                fields=["category_id", "-published_at", "-page"],
                name="document_category_newest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.title}"


class Change(models.Model):
    """One entry of the log that followers read: a document was written or removed.

    Appended under one advisory lock that is held until the commit, so that `id`
    grows in the order of commits: a follower asks for `id > last` and misses none.
    """

    class Kind(models.TextChoices):
        """What happened to the document."""

        PUBLISHED = "published", "发布"
        UPDATED = "updated", "更新"
        MOVED = "moved", "移动"
        WITHDRAWN = "withdrawn", "撤下"

    id = models.BigAutoField(primary_key=True)
    # Not a foreign key: the entry outlives the page.
    page_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    path = models.CharField(max_length=1000)
    version = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "变更"
        verbose_name_plural = "变更"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.id} {self.kind} {self.path}"
