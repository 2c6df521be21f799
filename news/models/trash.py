"""回收站: what editors have deleted and may still have back."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.documents import get_document_model_string
from wagtail.images import get_image_model_string
from wagtail.models import Page


def trash_end() -> dt.datetime:
    """Return when what is deleted now goes for ever."""
    return timezone.now() + dt.timedelta(days=settings.TRASH_DAYS)


class TrashItem(models.Model):
    """A page with all below it, a picture or a file that somebody has deleted.

    A page stands under the recycle bin (`news.trash.bin`) with its revisions, comments,
    log and state as they were; a picture or file stays where it is, and is hidden.
    `place` says where it was, in words; `parent` is the page above it, if that exists.
    """

    class Kind(models.TextChoices):
        """What was deleted."""

        STORY = "story", "稿件"
        CATEGORY = "category", "栏目"
        PACKAGE = "package", "专题"
        PAGE = "page", "页面"
        IMAGE = "image", "图片"
        DOCUMENT = "document", "文档"

    kind = models.CharField("种类", max_length=20, choices=Kind.choices)
    page = models.OneToOneField(
        Page, null=True, on_delete=models.CASCADE, related_name="trash_item"
    )
    image = models.OneToOneField(
        get_image_model_string(),
        null=True,
        on_delete=models.CASCADE,
        related_name="trash_item",
    )
    document = models.OneToOneField(
        get_document_model_string(),
        null=True,
        on_delete=models.CASCADE,
        related_name="trash_item",
    )
    title = models.CharField("标题", max_length=255)
    parent = models.ForeignKey(
        Page, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    slug = models.CharField(max_length=255, blank=True)
    place = models.CharField("原来的位置", max_length=1000, blank=True)
    page_count = models.PositiveIntegerField("页数", default=0)
    live_count = models.PositiveIntegerField("其中已发布", default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="删除人",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField("删除时间", default=timezone.now)
    expires_at = models.DateTimeField("自动清除时间", default=trash_end, db_index=True)

    class Meta:
        verbose_name = "回收站内容"
        verbose_name_plural = "回收站"
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=False, image=None, document=None)
                | Q(page=None, image__isnull=False, document=None)
                | Q(page=None, image=None, document__isnull=False),
                name="trash_item_is_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def thing(self) -> Any:
        """Return the page, picture or file."""
        return self.page or self.image or self.document

    @property
    def who(self) -> str:
        """Return the name of who deleted it."""
        return self.by.get_full_name() or self.by.get_username() if self.by else "系统"

    @property
    def end(self) -> str:
        """Return the day after which it goes for ever, in words."""
        day = timezone.localtime(self.expires_at)
        return date_format(day, "Y年n月j日")

    @property
    def is_page(self) -> bool:
        """Return whether it stands in the page tree."""
        return self.page_id is not None


def without_deleted(files: models.QuerySet) -> models.QuerySet:
    """Leave out the pictures or files that are in the recycle bin."""
    name = (
        "image" if files.model._meta.label == get_image_model_string() else "document"
    )
    deleted = TrashItem.objects.exclude(**{name: None})
    # By their keys: Wagtail's search filters by no other relation.
    return files.exclude(pk__in=deleted.values(name))
