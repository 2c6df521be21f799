"""Documents, changes and listings: all that leaves the house is read from these."""

import json
from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import OuterRef
from django.db.models.functions import Now
from django.utils import timezone
from wagtail.models import Page, Site

STORY_TYPE = "news.NewsPage"
CATEGORY_TYPE = "news.CategoryIndexPage"
HOME_TYPE = "news.HomePage"
TOPIC_TYPE = "news.TopicPage"


class PublishedDocumentQuerySet(models.QuerySet):
    """Documents."""

    def stories(self) -> Self:
        """Keep stories, newest first."""
        return self.filter(type=STORY_TYPE).order_by("-published_at", "-page_id")

    def in_category(self, category_page_id: int | OuterRef | None) -> Self:
        """Keep the stories of one category."""
        return self.filter(parent_id=category_page_id)


class Relations:
    """What a story says of other objects, from columns of its document.

    A base of documents, and of rows that have these columns.
    """

    __slots__ = ()

    path: Any
    parent_id: Any
    parent_title: Any
    source_id: Any
    source_name: Any
    source_url: Any

    @property
    def category(self) -> dict[str, Any]:
        """Return the category of a story: `{"id", "title", "slug", "path"}`."""
        return {
            "id": self.parent_id,
            "title": self.parent_title,
            "slug": self.parent_path.rstrip("/").rpartition("/")[2],
            "path": self.parent_path,
        }

    @property
    def source(self) -> dict[str, str] | None:
        """Return the paper a story is from: `{"name", "url"}`."""
        if self.source_id is None:
            return None
        return {"name": self.source_name, "url": self.source_url}

    @property
    def parent_path(self) -> str:
        """Return the path of the page above."""
        return self.path[: self.path.rstrip("/").rfind("/") + 1]


class PublishedDocument(Relations, models.Model):
    """A live, public page as readers and front-ends get it.

    Derived: every row can be made again from its page (`rebuild_published`). Nothing
    in it depends on the host that a request names.

    `meta`, `card` and `rest` are JSON objects as text, ready to be sent: the page's
    own members of the API's form (of `meta`; of a card; all others). What belongs to
    other objects has columns of its own (`parent_…`, `source_…`), so that one
    statement follows a renamed category or source; `corrections` is a JSON list as
    text (news.corrections.public). `keys` are the listings that the
    document stands in (`Listing`). `position` is the place in the page tree.

    The database itself (migration 0004) stamps `version`, the id of the change that
    the writing made, and `updated_at`; a write that changes nothing visible moves
    neither.
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
    slug = models.CharField(max_length=255)
    title = models.CharField(max_length=255)
    # Collation C: one index serves the order of the tree and its branches.
    position = models.CharField(max_length=255, db_collation="C")
    parent_id = models.BigIntegerField(null=True)
    parent_title = models.CharField(max_length=255, blank=True)
    parent_is_public = models.BooleanField(default=False)
    source_id = models.BigIntegerField(null=True)
    source_name = models.CharField(max_length=100, blank=True)
    source_url = models.CharField(max_length=1000, blank=True)
    corrections = models.TextField(default="[]")
    keys = ArrayField(models.TextField(), default=list)
    published_at = models.DateTimeField(null=True)
    first_published_at = models.DateTimeField(null=True)
    meta = models.TextField(default="{}")
    card = models.TextField(default="{}")
    rest = models.TextField(default="{}")
    body_html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    version = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField(default=timezone.now)

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
                fields=["site", "type", "-published_at", "-page"],
                name="document_newest",
            ),
            models.Index(
                fields=["parent_id", "-published_at", "-page"],
                name="document_category_newest",
            ),
            models.Index(
                fields=["source_id", "-published_at", "-page"],
                name="document_source_newest",
            ),
            # The order that Wagtail's front-ends ask for most.
            models.Index(
                fields=["site", "type", "-first_published_at", "-page"],
                name="document_first_published",
            ),
            models.Index(fields=["site", "position"], name="document_position"),
            # Sitemaps go from id to id.
            models.Index(fields=["site", "page"], name="document_site_page"),
            models.Index(fields=["site", "-updated_at"], name="document_updated"),
            models.Index(fields=["slug"], name="document_slug"),
            GinIndex(fields=["keys"], name="document_keys", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.title}"

    @cached_property
    def data(self) -> dict[str, Any]:
        """Return the document in the API's form, without addresses of any host."""
        return {
            "id": self.page_id,
            "title": self.title,
            "meta": {
                "type": self.type,
                "slug": self.slug,
                "first_published_at": iso_time(self.first_published_at),
                **json.loads(self.meta),
            },
            **self.card_members,
            **self.relations,
            **json.loads(self.rest),
        }

    @cached_property
    def card_members(self) -> dict[str, Any]:
        """Return what a card shows and no other object owns."""
        return json.loads(self.card)

    @property
    def relations(self) -> dict[str, Any]:
        """Return a story's category, source and corrections in the API's form."""
        if self.type != STORY_TYPE:
            return {}
        return {
            "category": self.category,
            "source": self.source,
            "corrections": json.loads(self.corrections),
        }


def iso_time(moment: Any) -> str | None:
    """Return a time as ISO 8601 with the offset of the paper's time zone."""
    zone = timezone.get_default_timezone()
    return moment.astimezone(zone).isoformat() if moment else None


class Change(models.Model):
    """One entry of the log that followers read: a document was written or removed.

    The database appends it, by triggers on the documents (migrations 0004 and 0011),
    under one advisory lock that is held until the commit. So `id` grows in the order of
    commits: a follower asks for `id > last` and misses none. `keys` are those of the
    document before and after: every listing that may look different now. A page that
    goes to another site is withdrawn from the one, then published on the other.
    `notice` is the kind of the record (`Correction`) that was issued with the change.
    """

    class Kind(models.TextChoices):
        """What happened to the document."""

        PUBLISHED = "published", "发布"
        UPDATED = "updated", "更新"
        MOVED = "moved", "移动"
        WITHDRAWN = "withdrawn", "撤下"

    id = models.BigAutoField(primary_key=True)
    # Not foreign keys: the entry outlives page and site.
    page_id = models.BigIntegerField(db_index=True)
    site_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    type = models.CharField(max_length=100, blank=True)
    path = models.CharField(max_length=1000)
    keys = ArrayField(models.TextField(), default=list)
    at = models.DateTimeField(db_default=Now())
    notice = models.CharField(max_length=20, blank=True, db_default="")

    class Meta:
        verbose_name = "变更"
        verbose_name_plural = "变更"
        ordering = ["id"]
        # An old address leads to where its page is now.
        indexes = [models.Index(fields=["path", "-id"], name="change_path")]

    def __str__(self) -> str:
        return f"{self.id} {self.kind} {self.path}"


class Listing(models.Model):
    """How many documents of a site have a key, and the last change to one of them.

    Kept by the same triggers: a list's length and validator cost one row, whatever
    its size. `name` is `listing_name(site, key)`.
    """

    name = models.TextField(primary_key=True)
    size = models.BigIntegerField()
    version = models.BigIntegerField()

    class Meta:
        verbose_name = "列表"
        verbose_name_plural = "列表"

    def __str__(self) -> str:
        return f"{self.name} ({self.size})"


class PendingPurge(models.Model):
    """Answers that caches must forget though no document has changed.

    By the keys under which they are tagged (news.published.tags). Written by the
    triggers for a new order of the tree (migration 0011) and when editors change
    redirects; whoever purges deletes the row. Writing one wakes the followers.
    """

    # Not a foreign key: what caches hold outlives the site.
    site_id = models.BigIntegerField()
    keys = ArrayField(models.TextField())

    class Meta:
        verbose_name = "待清缓存"
        verbose_name_plural = "待清缓存"

    def __str__(self) -> str:
        return f"{self.site_id} {' '.join(self.keys)}"


def listing_name(site_id: int, key: str) -> str:
    """Return the name of the listing of a site's documents with a key."""
    return f"{site_id} {key}"
