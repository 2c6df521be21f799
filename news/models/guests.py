"""Links for people without an account: who may look at a draft, and what they said."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from wagtail.models import Revision, TaskState

from news.models.stories import NewsPage

KEY_LENGTH = 12


class GuestLinkQuerySet(models.QuerySet):
    """Links."""

    def valid(self, now: datetime) -> Self:
        """Keep those that still open something."""
        return self.filter(revoked_at=None, expires_at__gt=now)

    def count_use(self, now: datetime) -> None:
        """Note that a page was shown, also where two look at the same time."""
        self.update(uses=F("uses") + 1, last_used_at=now)


class GuestLink(models.Model):
    """A link that shows one draft to one person without an account, for a while.

    The address holds `key` and a secret; of the secret only a digest is kept.
    """

    class Purpose(models.TextChoices):
        """Why somebody outside of the house reads a draft."""

        EXPERT = "expert", "专家审读"
        INTERVIEWEE = "interviewee", "采访对象核实"
        AUTHORITY = "authority", "主管单位审阅"
        PARTNER = "partner", "合作单位"
        OTHER = "other", "其他"

    page = models.ForeignKey(
        NewsPage,
        verbose_name="稿件",
        on_delete=models.CASCADE,
        related_name="guest_links",
    )
    revision = models.ForeignKey(
        Revision,
        verbose_name="版本",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="留空则总是显示最新的草稿。",
    )
    name = models.CharField("收件人", max_length=60)
    purpose = models.CharField(
        "用途", max_length=20, choices=Purpose.choices, default=Purpose.EXPERT
    )
    may_decide = models.BooleanField("可以同意或退回", default=True)
    key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="创建人",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField("创建时间", default=timezone.now)
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    uses = models.PositiveIntegerField("打开次数", default=0)
    last_used_at = models.DateTimeField("最近打开", null=True, blank=True)

    objects: ClassVar = GuestLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "外部预览链接"
        verbose_name_plural = "外部预览链接"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")),
                name="guest_link_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_purpose_display()}）"

    @property
    def state_label(self) -> str:
        """Return in a word whether the link still opens something."""
        if self.revoked_at is not None:
            return "已撤销"
        return "有效" if self.expires_at > timezone.now() else "已过期"

    @property
    def is_valid(self) -> bool:
        """Return whether the link still opens something."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class GuestOpinion(models.Model):
    """What somebody without an account said of one version of a draft."""

    class Verdict(models.TextChoices):
        """What was said."""

        APPROVED = "approved", "同意"
        RETURNED = "returned", "退回"

    link = models.ForeignKey(
        GuestLink, on_delete=models.CASCADE, related_name="opinions"
    )
    verdict = models.CharField("意见", max_length=20, choices=Verdict.choices)
    reason = models.TextField("说明", blank=True)
    at = models.DateTimeField("时间", default=timezone.now)
    revision = models.ForeignKey(
        Revision, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Autosave writes one revision again and again: its number alone is no version.
    version_at = models.DateTimeField("所看版本的时间")
    task_state = models.ForeignKey(
        TaskState,
        verbose_name="审稿环节",
        null=True,
        on_delete=models.SET_NULL,
        related_name="guest_opinions",
    )
    has_returned = models.BooleanField("已退回流程", default=False)

    class Meta:
        verbose_name = "外审意见"
        verbose_name_plural = "外审意见"
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["link", "revision", "version_at"], name="one_opinion_a_version"
            ),
            models.CheckConstraint(
                condition=Q(verdict="approved") | ~Q(reason=""),
                name="a_return_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.link.name}{self.get_verdict_display()}"
