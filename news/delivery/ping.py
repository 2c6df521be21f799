"""The test of an endpoint: one message at once, never again."""

import json

from django.utils import timezone

from news.delivery.sending import send
from news.delivery.transport import Answer
from news.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from news.models.webhooks import TEST_PING


def send_ping(endpoint: WebhookEndpoint) -> tuple[WebhookDelivery, Answer]:
    """Send a test, disabled or not; note it in the log, and return what came back.

    It says nothing about the messages that wait, and pauses nothing.
    """
    now = timezone.now()
    payload = {
        "type": TEST_PING,
        "timestamp": now.isoformat(),
        "data": {"endpoint": endpoint.name},
    }
    delivery = WebhookDelivery(
        endpoint=endpoint,
        event=TEST_PING,
        payload=json.dumps(payload, ensure_ascii=False),
        attempt_count=1,
        created_at=now,
    )
    answer = send(delivery, now)
    State = WebhookDelivery.State  # noqa: N806
    delivery.state = State.DELIVERED if answer.is_success else State.FAILED
    delivery.ended_at = timezone.now()
    delivery.save()
    WebhookAttempt.objects.create(
        delivery=delivery,
        at=now,
        status=answer.status,
        error=answer.error,
        response=answer.excerpt,
        milliseconds=answer.milliseconds,
    )
    return delivery, answer
