"""What an answer means for the message, for the endpoint, and for its editors."""

from datetime import datetime, timedelta
from secrets import SystemRandom

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from wagtail.admin.mail import send_mail

from news.delivery.transport import Answer
from news.models.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint

# Before the second attempt, the third, ...: the schedule of Standard Webhooks.
DELAYS = [
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
]
JITTER = 0.2
# An endpoint that fails is left alone for a moment, twice as long each time.
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=5)
# Without one success for so long, an endpoint is disabled.
GIVE_UP_AFTER = timedelta(days=5)
_random = SystemRandom()


def record(delivery: WebhookDelivery, answer: Answer, now: datetime) -> None:
    """Write down an attempt that was made, and what follows from it."""
    with transaction.atomic():
        WebhookAttempt.objects.create(
            delivery=delivery,
            at=now,
            status=answer.status,
            error=answer.error,
            response=answer.excerpt,
            milliseconds=answer.milliseconds,
        )
        endpoints = WebhookEndpoint.objects.select_for_update()
        endpoint = endpoints.get(pk=delivery.endpoint_id)
        endpoint.last_attempt_at = now
        if answer.is_success:
            endpoint.forget_failures()
            _end(delivery, WebhookDelivery.State.DELIVERED, now)
        else:
            _plan_next(delivery, answer, now)
            _count_failure(endpoint, answer, now)
        endpoint.save(
            update_fields=[
                *("last_attempt_at", "failure_count", "failing_since"),
                *("paused_until", "is_enabled", "disabled_reason"),
            ]
        )


def _end(delivery: WebhookDelivery, state: str, now: datetime) -> None:
    delivery.state = state
    delivery.ended_at = now
    delivery.save(update_fields=["state", "ended_at"])


def _plan_next(delivery: WebhookDelivery, answer: Answer, now: datetime) -> None:
    """Try again later, as long as the schedule goes."""
    if answer.is_gone or delivery.attempt_count > len(DELAYS):
        _end(delivery, WebhookDelivery.State.FAILED, now)
        return
    delay = DELAYS[delivery.attempt_count - 1] * _random.uniform(1, 1 + JITTER)
    delay = max(delay, timedelta(seconds=answer.retry_after))
    delivery.next_attempt_at = now + delay
    delivery.save(update_fields=["next_attempt_at"])


def _count_failure(endpoint: WebhookEndpoint, answer: Answer, now: datetime) -> None:
    """Leave the endpoint alone for a while, or for good."""
    endpoint.failure_count += 1
    endpoint.failing_since = endpoint.failing_since or now
    pause = min(FIRST_PAUSE * 2 ** min(endpoint.failure_count - 1, 10), LONGEST_PAUSE)
    endpoint.paused_until = now + max(pause, timedelta(seconds=answer.retry_after))
    if answer.is_gone:
        disable(endpoint, "接收方答复不再接收（410）", now)
    elif now - endpoint.failing_since >= GIVE_UP_AFTER:
        disable(endpoint, f"连续 {GIVE_UP_AFTER.days} 天没有一次发送成功", now)


def disable(endpoint: WebhookEndpoint, reason: str, now: datetime) -> None:
    """Send no more to an endpoint (not saved), and tell who can change that."""
    endpoint.is_enabled = False
    endpoint.disabled_reason = reason
    endpoint.deliveries.pending().update(
        state=WebhookDelivery.State.FAILED, ended_at=now
    )
    transaction.on_commit(lambda: tell_managers(endpoint))


def tell_managers(endpoint: WebhookEndpoint) -> None:
    """Write to the chief editors that an endpoint was disabled."""
    users = get_user_model().objects.filter(is_active=True).exclude(email="")
    rights = Q(
        groups__permissions__content_type__app_label="news",
        groups__permissions__codename="change_webhookendpoint",
    )
    addresses = users.filter(rights).values_list("email", flat=True).distinct()
    path = reverse("webhooks:edit", args=[endpoint.pk])
    text = (
        f"推送目标“{endpoint.name}”（{endpoint.url}）已自动停用：{endpoint.disabled_reason}。\n\n"
        "没有送达的消息已记为失败。接收方修好后，请在管理后台重新启用，再重发失败的消息：\n"
        f"{settings.WAGTAILADMIN_BASE_URL}{path}\n"
    )
    for address in addresses:
        send_mail(f"推送目标“{endpoint.name}”已自动停用", text, [address])
