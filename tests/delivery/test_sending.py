"""Messages reach real receivers: signed, in order, again after failures, once."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

from django.core import mail
from django.utils import timezone
from standardwebhooks import Webhook

from news.delivery import outcome, sending
from news.delivery.log import prune_deliveries
from news.delivery.outcome import DELAYS, GIVE_UP_AFTER, JITTER
from news.delivery.sending import claim_endpoints, send_turn
from news.delivery.signing import secret_of
from news.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from tests.delivery.conftest import Receiver, answer
from tests.delivery.messages import queue, send_due, states
from tests.factories import UserFactory

State = WebhookDelivery.State


def test_a_message_is_signed(endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    (delivery,) = queue(endpoint, 7)

    send_due()

    verified = Webhook(secret_of(endpoint.salt)).verify(
        receiver.bodies[0], receiver.headers[0]
    )
    assert verified["data"] == {"id": 7}
    assert receiver.headers[0]["webhook-id"] == delivery.webhook_id
    assert receiver.headers[0]["Content-Type"] == "application/json"
    assert states() == [State.DELIVERED]
    attempt = WebhookAttempt.objects.get(delivery=delivery)
    assert (attempt.status, attempt.response) == (200, "thanks")


def test_messages_arrive_in_order(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    deliveries = queue(endpoint, *range(20))

    send_due()

    arrived = [headers["webhook-id"] for headers in receiver.headers]
    assert arrived == [delivery.webhook_id for delivery in deliveries]


def test_a_failure_is_tried_again_by_the_schedule(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.reply = answer(500)
    (delivery,) = queue(endpoint, 1)
    # The whole schedule is longer than an endpoint may fail otherwise.
    now = timezone.now()
    waits: list[timedelta] = []

    for _ in DELAYS:
        assert send_due(now) == 1
        delivery.refresh_from_db()
        waits.append(delivery.next_attempt_at - now)
        assert send_due(delivery.next_attempt_at - timedelta(seconds=1)) == 0
        now = max(
            delivery.next_attempt_at,
            WebhookEndpoint.objects.get().paused_until,
        )
    assert states() == [State.PENDING]
    assert send_due(now) == 1

    assert states() == [State.FAILED]
    assert send_due(now + timedelta(days=1)) == 0
    assert len(receiver.bodies) == len(DELAYS) + 1 == 10
    assert len({headers["webhook-id"] for headers in receiver.headers}) == 1
    assert all(
        delay <= wait <= delay * (1 + JITTER)
        for delay, wait in zip(DELAYS, waits, strict=True)
    )


def test_a_receiver_that_recovers_gets_the_message(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.reply = answer(503)
    queue(endpoint, 1)
    send_due()
    receiver.reply = answer(204)

    send_due(timezone.now() + timedelta(minutes=1))

    assert states() == [State.DELIVERED]
    endpoint.refresh_from_db()
    assert (endpoint.failure_count, endpoint.failing_since) == (0, None)
    attempts = WebhookAttempt.objects.order_by("pk")
    assert list(attempts.values_list("status", flat=True)) == [503, 204]


def test_a_receiver_is_left_alone_as_long_as_it_asks(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.reply = answer(429, Retry_After="3600")
    queue(endpoint, 1, 2)
    send_due()
    receiver.reply = answer(200)

    assert send_due(timezone.now() + timedelta(minutes=59)) == 0
    assert send_due(timezone.now() + timedelta(minutes=61)) == 2


def test_a_dead_receiver_is_not_asked_for_each_message(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.reply = answer(500)
    queue(endpoint, *range(50))
    begin = timezone.now()

    asked = sum(send_due(begin + timedelta(seconds=second)) for second in range(900))

    # After 5, 15, 35, 75, 155 and 315 seconds, then every five minutes.
    assert asked == 1 + 6 + 1


def test_news_of_one_page_waits_for_what_failed_of_other_pages_not(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    def reply(request: BaseHTTPRequestHandler) -> None:
        answer(500 if '"id":1}' in receiver.bodies[-1] else 200)(request)

    receiver.reply = reply
    queue(endpoint, 1, 2, 1, 3)
    now = timezone.now()
    send_due(now)
    send_due(now + timedelta(seconds=10))
    send_due(now + timedelta(seconds=20))

    assert states() == [State.PENDING, State.DELIVERED, State.PENDING, State.DELIVERED]
    receiver.reply = answer(200)
    receiver.bodies.clear()
    send_due(now + timedelta(hours=1))
    assert states() == [State.DELIVERED] * 4
    assert len(receiver.bodies) == 2


def test_410_disables_the_endpoint(
    endpoint: WebhookEndpoint,
    receiver: Receiver,
    django_capture_on_commit_callbacks: Any,
) -> None:
    UserFactory(groups=["主编"], email="chief@paper.example")
    UserFactory(groups=["记者"], email="reporter@paper.example")
    receiver.reply = answer(410)
    queue(endpoint, 1, 2)

    with django_capture_on_commit_callbacks(execute=True):
        send_due()

    endpoint.refresh_from_db()
    assert not endpoint.is_enabled
    assert "410" in endpoint.disabled_reason
    assert states() == [State.FAILED, State.FAILED]
    assert len(receiver.bodies) == 1
    (letter,) = mail.outbox
    assert letter.to == ["chief@paper.example"]
    assert endpoint.name in letter.subject


def test_an_endpoint_that_fails_for_days_is_disabled(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.reply = answer(500)
    now = timezone.now()
    queue(endpoint, 1)
    send_due(now)
    queue(endpoint, 2)
    send_due(now + GIVE_UP_AFTER - timedelta(minutes=1))
    assert WebhookEndpoint.objects.get().is_enabled

    send_due(now + GIVE_UP_AFTER + timedelta(minutes=10))

    assert "5 天" in WebhookEndpoint.objects.get().disabled_reason


def test_sending_again_keeps_the_id(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    (delivery,) = queue(endpoint, 1)
    send_due()

    WebhookDelivery.objects.filter(pk=delivery.pk).send_again()
    send_due(timezone.now() + timedelta(minutes=1))

    assert receiver.bodies == [delivery.payload] * 2
    assert {found["webhook-id"] for found in receiver.headers} == {delivery.webhook_id}
    assert states() == [State.DELIVERED]
    assert delivery.attempts.count() == 2


def test_a_claim_of_a_dead_process_ends(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    queue(endpoint, 1)
    now = timezone.now()
    claim_endpoints(1, now)

    assert send_due(now + timedelta(seconds=30)) == 0
    assert send_due(now + sending.CLAIM + timedelta(seconds=1)) == 1


def test_a_lost_claim_sends_nothing(
    endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    queue(endpoint, 1)
    ((pk, claim),) = claim_endpoints(1, timezone.now())
    WebhookEndpoint.objects.update(claim=None)

    assert send_turn(pk, claim) == 0
    assert receiver.bodies == []


def test_the_log_is_kept_for_a_month(endpoint: WebhookEndpoint) -> None:
    old, kept, waiting = queue(endpoint, 1, 2, 3)
    ages = {old: 31, kept: 29, waiting: 31}
    for delivery, days in ages.items():
        delivery.created_at = timezone.now() - timedelta(days=days)
        delivery.state = State.DELIVERED
        delivery.save()
    WebhookDelivery.objects.filter(pk=waiting.pk).update(state=State.PENDING)

    prune_deliveries(timezone.now())

    left = WebhookDelivery.objects.order_by("pk").values_list("pk", flat=True)
    assert list(left) == [kept.pk, waiting.pk]


def test_jitter_spreads_attempts(endpoint: WebhookEndpoint, receiver: Receiver) -> None:
    receiver.reply = answer(500)
    now = timezone.now()
    for page_id in range(5):
        queue(endpoint, page_id)
        send_due(now)
        WebhookEndpoint.objects.update(paused_until=None)

    planned = WebhookDelivery.objects.values_list("next_attempt_at", flat=True)
    assert len(set(planned)) == 5
    assert outcome.JITTER > 0
