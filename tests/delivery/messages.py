"""Builders of messages, and sending in the test's own thread."""

from datetime import datetime, timedelta

from django.utils import timezone

from news.delivery.sending import claim_endpoints, send_turn
from news.models import WebhookDelivery, WebhookEndpoint


def queue(endpoint: WebhookEndpoint, *page_ids: int) -> list[WebhookDelivery]:
    """Queue a message of each page, due since a minute."""
    due = timezone.now() - timedelta(minutes=1)
    return [
        WebhookDelivery.objects.create(
            endpoint=endpoint,
            event="story.published",
            page_id=page_id,
            payload=f'{{"type":"story.published","data":{{"id":{page_id}}}}}',
            next_attempt_at=due,
        )
        for page_id in page_ids
    ]


def send_due(now: datetime | None = None) -> int:
    """Send what is due at a time, in this thread; return the number of attempts."""
    moment = now or timezone.now()
    claims = claim_endpoints(100, moment)
    return sum(send_turn(pk, claim, clock=lambda: moment) for pk, claim in claims)


def states() -> list[str]:
    """Return the states of all messages in their order."""
    return list(WebhookDelivery.objects.order_by("pk").values_list("state", flat=True))
