"""Corrections: what a paper tells its readers about a story after it was published."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class CorrectionQuerySet(models.QuerySet):
    """Records about stories."""

    def public(self) -> Self:
        """Keep what readers are told, the newest first."""
        return self.filter(removed_at=None)

    def of_standing(self) -> Self:
        """Keep what says whether a story may be read: withdrawn, or published again."""
        standing = (Correction.Kind.WITHDRAWAL, Correction.Kind.REPUBLICATION)
        return self.public().filter(kind__in=standing)


class Correction(models.Model):
    """A dated public record about a story: a correction, an update, a withdrawal.

    A row of its own and no part of the story's revisions: going back to an older text,
    copying or deleting the page takes nothing back that readers were told. Nothing in
    it changes afterwards and no row is deleted, which the database sees to (migration
    0015); a wrong one is corrected by the next one, or removed from view with a reason.
    """

    class Kind(models.TextChoices):
        """What readers are told."""

        CORRECTION = "correction", "更正"
        UPDATE = "update", "更新说明"
        WITHDRAWAL = "withdrawal", "撤稿"
        REPUBLICATION = "republication", "重新发布"

    # As Wagtail's log of pages does: a record outlives the page that it is about.
    page = models.ForeignKey(
        "news.NewsPage",
        verbose_name="稿件",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="corrections",
    )
    title = models.CharField("当时的标题", max_length=255)
    kind = models.CharField("类型", max_length=20, choices=Kind.choices)
    text = models.TextField("说明")
    shows_title = models.BooleanField("读者看到标题", default=True)
    issued_at = models.DateTimeField("发布时间", default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="发布人",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # The text that was published with it; none when the text stayed as it was.
    revision = models.ForeignKey(
        "wagtailcore.Revision",
        verbose_name="同时发布的稿件版本",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    removed_at = models.DateTimeField("撤回时间", null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="撤回人",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    removal_reason = models.TextField("撤回原因", blank=True)

    objects: ClassVar = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "更正与撤稿"
        verbose_name_plural = "更正与撤稿"
        default_permissions = ("add", "delete", "view")
        ordering = ["-issued_at", "-pk"]
        indexes = [models.Index(fields=["-issued_at"], name="correction_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="correction_says_something"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | ~Q(removal_reason=""),
                name="correction_removed_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.title}"

    @property
    def is_removed(self) -> bool:
        """Return whether readers are no longer shown it."""
        return self.removed_at is not None
