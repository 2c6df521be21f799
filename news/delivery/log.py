"""The log of deliveries: kept for a month."""

from datetime import datetime, timedelta

from news.models.webhooks import WebhookDelivery

KEPT = timedelta(days=30)
CHUNK = 1000


def prune_deliveries(now: datetime) -> int:
    """Delete messages that are done and old, and return how many there were."""
    old = WebhookDelivery.objects.filter(created_at__lt=now - KEPT)
    done = old.exclude(state=WebhookDelivery.State.PENDING)
    deleted = 0
    while chunk := list(done.values_list("pk", flat=True)[:CHUNK]):
        WebhookDelivery.objects.filter(pk__in=chunk).delete()
        deleted += len(chunk)
    return deleted
