"""Sending messages: endpoints side by side, the messages of each in order.

Nobody waits for a receiver inside a transaction. Whoever sends to an endpoint holds
its claim, which ends by itself when that process dies; then the message that was on
its way goes out again, under the same id. So a receiver may get a message twice, and
knows it by its `webhook-id`.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Event as Flag
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from news.delivery.outcome import record
from news.delivery.signing import signed_headers
from news.delivery.transport import Answer, post
from news.models.webhooks import WebhookDelivery, WebhookEndpoint

# Endpoints that one worker sends to at the same time.
THREADS = 8
# Messages and seconds after which an endpoint makes room for the next that waits.
TURN = 50
TURN_SECONDS = 10.0
# Much longer than one attempt may take.
CLAIM = timedelta(minutes=2)
USER_AGENT = "Baoguan-Webhooks/1"

logger = logging.getLogger("news.delivery")
Clock = Callable[[], datetime]


@transaction.atomic
def claim_endpoints(limit: int, now: datetime) -> list[tuple[int, UUID]]:
    """Take endpoints that something can be sent to: their ids with the claims."""
    ready = WebhookEndpoint.objects.ready(now).select_for_update(skip_locked=True)
    claims = [(pk, uuid4()) for pk in ready.values_list("pk", flat=True)[:limit]]
    for pk, claim in claims:
        WebhookEndpoint.objects.filter(pk=pk).update(
            claim=claim, claimed_until=now + CLAIM
        )
    return claims


def send_turn(
    endpoint_id: int,
    claim: UUID,
    clock: Clock = timezone.now,
    let_go: Callable[[], None] = lambda: None,
    is_stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Send what is due to a claimed endpoint, until one message fails.

    Returns how many were tried, and gives the claim back. `let_go` is called before
    a receiver is waited for: the place to give the database's connection back.
    """
    claimed = WebhookEndpoint.objects.filter(pk=endpoint_id, claim=claim)
    tried, end = 0, time.monotonic() + TURN_SECONDS
    try:
        while tried < TURN and time.monotonic() < end and not is_stopping():
            now = clock()
            if not claimed.filter(is_enabled=True).update(claimed_until=now + CLAIM):
                break
            delivery = _begin_next(endpoint_id, now)
            if delivery is None:
                break
            let_go()
            answer = send(delivery, now)
            record(delivery, answer, clock())
            tried += 1
            if not answer.is_success:
                break
    finally:
        claimed.update(claim=None, claimed_until=None)
    return tried


def _begin_next(endpoint_id: int, now: datetime) -> WebhookDelivery | None:
    """Return the next message, whose attempt is counted before it is made."""
    due = WebhookDelivery.objects.due(now).filter(endpoint=endpoint_id)
    delivery = due.order_by("pk").first()
    if delivery is None:
        return None
    pending = WebhookDelivery.objects.pending().filter(pk=delivery.pk)
    pending.update(attempt_count=delivery.attempt_count + 1)
    # From now on nobody adds to it; until now somebody may have.
    return pending.select_related("endpoint").first()


def send(delivery: WebhookDelivery, now: datetime) -> Answer:
    """Sign a message, send it, and return the answer."""
    endpoint = delivery.endpoint
    signature = signed_headers(
        delivery.webhook_id, delivery.payload, endpoint.salts(now), now
    )
    headers = {
        **signature,
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
    }
    return post(endpoint.url, delivery.payload, headers)


class Sender:
    """The threads that send; none of them is the worker's own."""

    def __init__(self, threads: int = THREADS) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="webhook")
        self._threads = threads
        self._turns: list[Future[None]] = []
        self._stopping = Flag()

    def dispatch(self) -> int:
        """Hand endpoints with due messages to free threads; return how many."""
        self._turns = [turn for turn in self._turns if not turn.done()]
        free = self._threads - len(self._turns)
        claims = claim_endpoints(free, timezone.now()) if free else []
        for endpoint_id, claim in claims:
            self._turns.append(self._pool.submit(self._run, endpoint_id, claim))
        return len(claims)

    def stop(self) -> None:
        """Let the attempts under way end, and begin no more."""
        self._stopping.set()
        self._pool.shutdown()

    def _run(self, endpoint_id: int, claim: UUID) -> None:
        try:
            send_turn(
                endpoint_id,
                claim,
                let_go=connection.close,
                is_stopping=self._stopping.is_set,
            )
        except Exception:
            # The claim ends by itself, and another thread tries again.
            logger.exception("sending to endpoint %s failed", endpoint_id)
        finally:
            connection.close()
