"""Webhooks: who is told of changes, what was sent, and what came back."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import get_random_string

from news.delivery.addresses import check_url

# How long both secrets sign after one was replaced.
ROTATION = timedelta(hours=24)
SALT_LENGTH = 32


class Event(models.TextChoices):
    """What a receiver can be told of."""

    STORY_PUBLISHED = "story.published", "稿件发布"
    STORY_UPDATED = "story.updated", "稿件更新"
    STORY_MOVED = "story.moved", "稿件移动（地址改变）"
    STORY_WITHDRAWN = "story.withdrawn", "稿件撤下"
    CATEGORY_PUBLISHED = "category.published", "栏目发布"
    CATEGORY_UPDATED = "category.updated", "栏目更新"
    CATEGORY_MOVED = "category.moved", "栏目移动（地址改变）"
    CATEGORY_WITHDRAWN = "category.withdrawn", "栏目撤下"
    HOME_UPDATED = "home.updated", "首页或站点设置更新"


# Not chosen, but sent: many changes in one, and the test.
CHANGES_BULK = "changes.bulk"
TEST_PING = "test.ping"
EVENT_LABELS = {
    **dict(Event.choices),
    CHANGES_BULK: "批量变更",
    TEST_PING: "测试",
}


def random_salt() -> str:
    """Return what one secret is derived from (news.delivery.signing)."""
    return get_random_string(SALT_LENGTH)


class WebhookEndpointQuerySet(models.QuerySet):
    """Receivers of events."""

    def ready(self, now: datetime) -> Self:
        """Keep those that something can be sent to now, the longest waiting first."""
        due = WebhookDelivery.objects.due(now).filter(endpoint=OuterRef("pk"))
        # EXISTS would let PostgreSQL join all that waits.
        first = Subquery(due.order_by("pk").values("pk")[:1])
        return (
            self.annotate(first_due=first)
            .filter(
                Q(claimed_until=None) | Q(claimed_until__lt=now),
                Q(paused_until=None) | Q(paused_until__lte=now),
                first_due__isnull=False,
                is_enabled=True,
            )
            .order_by(F("last_attempt_at").asc(nulls_first=True))
        )


class WebhookEndpoint(models.Model):
    """An address that is told of what is published, changed and withdrawn."""

    class Bulk(models.TextChoices):
        """What an endpoint gets when very much changes at once."""

        SUMMARY = "summary", "积压过多时合并成一条“批量变更”通知（推荐）"
        EACH = "each", "始终逐条发送"

    name = models.CharField("名称", max_length=60, unique=True)
    url = models.CharField("地址", max_length=1000, validators=[check_url])
    description = models.TextField("说明", blank=True)
    events = ArrayField(
        models.CharField(max_length=30, choices=Event.choices),
        verbose_name="事件",
        blank=True,
        default=list,
        help_text="不勾选则发送全部事件。",
    )
    # No foreign keys: a filter must not become "everything" when a category goes.
    category_ids = ArrayField(
        models.BigIntegerField(),
        verbose_name="栏目",
        blank=True,
        default=list,
        help_text="只发送这些栏目及其稿件的事件；不勾选则不限栏目。",
    )
    bulk = models.CharField(
        "大批变更",
        max_length=10,
        choices=Bulk.choices,
        default=Bulk.SUMMARY,
        help_text="导入旧稿、栏目改名会一次产生成千上万条变更。合并后的通知只写明变更的范围，"
        "接收方从变更接口读取。",
    )
    is_enabled = models.BooleanField("启用", default=True)
    disabled_reason = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    # Secrets are derived from these and SECRET_KEY; the database holds none.
    salt = models.CharField(max_length=32, default=random_salt, editable=False)
    old_salt = models.CharField(max_length=32, blank=True, editable=False)
    old_salt_until = models.DateTimeField(null=True, editable=False)
    # How sending goes. Whoever sends holds the claim: one at a time.
    claim = models.UUIDField(null=True, editable=False)
    claimed_until = models.DateTimeField(null=True, editable=False)
    last_attempt_at = models.DateTimeField("最近发送", null=True, editable=False)
    failure_count = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    paused_until = models.DateTimeField(null=True, editable=False)

    objects: ClassVar = WebhookEndpointQuerySet.as_manager()

    class Meta:
        verbose_name = "推送目标"
        verbose_name_plural = "推送目标"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def state_label(self) -> str:
        """Return in a word how it stands."""
        if not self.is_enabled:
            return "已自动停用" if self.disabled_reason else "停用"
        return "发送失败" if self.failure_count else "正常"

    def salts(self, now: datetime) -> list[str]:
        """Return what the secrets that sign now are derived from, the new one first."""
        if self.old_salt_until is not None and self.old_salt_until > now:
            return [self.salt, self.old_salt]
        return [self.salt]

    @property
    def is_rotating(self) -> bool:
        """Return whether the secret before still signs too."""
        return len(self.salts(timezone.now())) > 1

    def rotate(self) -> None:
        """Take a new secret; the present one goes on signing for a day."""
        self.old_salt, self.salt = self.salt, random_salt()
        self.old_salt_until = timezone.now() + ROTATION
        self.save(update_fields=["old_salt", "salt", "old_salt_until"])

    def forget_failures(self) -> None:
        """Begin afresh: nothing has failed yet (not saved)."""
        self.disabled_reason = ""
        self.failure_count = 0
        self.failing_since = self.paused_until = None


class WebhookDeliveryQuerySet(models.QuerySet):
    """Messages to receivers."""

    def pending(self) -> Self:
        """Keep those that are still to be sent."""
        return self.filter(state=WebhookDelivery.State.PENDING)

    def due(self, now: datetime) -> Self:
        """Keep those that may be sent now.

        News of one page stays in order: what comes later waits for what failed. Other
        pages do not wait for it.
        """
        earlier = WebhookDelivery.objects.pending().filter(
            endpoint=OuterRef("endpoint"), page_id=OuterRef("page_id")
        )
        waits = Exists(earlier.filter(pk__lt=OuterRef("pk")))
        return self.pending().filter(~waits, next_attempt_at__lte=now)

    def send_again(self) -> int:
        """Put messages back as if never tried, under their own ids; return how many."""
        return self.update(
            state=WebhookDelivery.State.PENDING,
            attempt_count=0,
            next_attempt_at=Now(),
            ended_at=None,
        )


class WebhookDelivery(models.Model):
    """One message to one receiver, and how far it has come."""

    class State(models.TextChoices):
        """Whether it has arrived."""

        PENDING = "pending", "等待发送"
        DELIVERED = "delivered", "已送达"
        FAILED = "failed", "失败"

    endpoint = models.ForeignKey(
        WebhookEndpoint,
        verbose_name="推送目标",
        on_delete=models.CASCADE,
        related_name="deliveries",
    )
    # What the receiver knows the message by, at every attempt.
    message_id = models.UUIDField(default=uuid4, db_default=RandomUUID(), unique=True)
    event = models.CharField("事件", max_length=30)
    # The last change that it tells of; no foreign keys, it outlives both.
    change_id = models.BigIntegerField("变更", null=True)
    page_id = models.BigIntegerField(null=True)
    path = models.CharField("页面", max_length=1000, blank=True)
    payload = models.TextField("内容")
    state = models.CharField(
        "状态",
        max_length=10,
        choices=State.choices,
        default=State.PENDING,
        db_default=State.PENDING,
    )
    attempt_count = models.PositiveIntegerField("次数", default=0, db_default=0)
    next_attempt_at = models.DateTimeField(
        "下次发送", default=timezone.now, db_default=Now()
    )
    created_at = models.DateTimeField(
        "时间", default=timezone.now, db_default=Now(), editable=False
    )
    ended_at = models.DateTimeField("结束时间", null=True)

    objects: ClassVar = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "推送记录"
        verbose_name_plural = "推送记录"
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["endpoint", "id"],
                condition=Q(state="pending"),
                name="webhook_pending",
            ),
            models.Index(
                fields=["endpoint", "page_id", "id"],
                condition=Q(state="pending"),
                name="webhook_pending_page",
            ),
            models.Index(fields=["created_at"], name="webhook_created"),
        ]

    def __str__(self) -> str:
        return f"{self.event_label} {self.path}".strip()

    @property
    def event_label(self) -> str:
        """Return the event in Chinese."""
        return EVENT_LABELS.get(self.event, self.event)

    @property
    def webhook_id(self) -> str:
        """Return the message's id as its header says it."""
        return f"msg_{self.message_id.hex}"


class WebhookAttempt(models.Model):
    """One request to a receiver, and its answer."""

    delivery = models.ForeignKey(
        WebhookDelivery, on_delete=models.CASCADE, related_name="attempts"
    )
    at = models.DateTimeField("时间")
    status = models.PositiveSmallIntegerField("状态码", null=True)
    error = models.CharField("错误", max_length=300, blank=True)
    response = models.TextField("应答", blank=True)
    milliseconds = models.PositiveIntegerField("毫秒")

    class Meta:
        verbose_name = "发送"
        verbose_name_plural = "发送"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.status or self.error}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Cut what the receiver said to what the columns hold."""
        self.error = self.error[:300]
        self.response = self.response.replace("\0", "\ufffd")
        super().save(*args, **kwargs)
