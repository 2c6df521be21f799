"""Several workers and receivers at the same time, each on connections of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.db import connection

from news.delivery.sending import Sender
from news.models import WebhookDelivery, WebhookEndpoint
from tests.delivery.conftest import Receiver, answer, listening
from tests.delivery.messages import queue, send_due, states

State = WebhookDelivery.State


@pytest.fixture
def committed(transactional_db: None, receiver: Receiver) -> WebhookEndpoint:
    """An endpoint that other connections see."""
    return WebhookEndpoint.objects.create(name="客户端", url=receiver.url)


def side_by_side(work: Callable[[], Any], times: int) -> list[Any]:
    """Do something at the same time in threads with connections of their own."""
    barrier = threading.Barrier(times)

    def once() -> Any:
        barrier.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        futures = [pool.submit(once) for _ in range(times)]
        return [future.result() for future in futures]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_at_once_send_once(
    committed: WebhookEndpoint, receiver: Receiver
) -> None:
    others = [
        WebhookEndpoint.objects.create(name=f"第{number}家", url=receiver.url)
        for number in range(5)
    ]
    for target in (committed, *others):
        queue(target, *range(10))

    side_by_side(send_due, 4)

    sent = [headers["webhook-id"] for headers in receiver.headers]
    assert len(sent) == len(set(sent)) == 60
    assert set(states()) == {State.DELIVERED}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_slow_receiver_holds_back_no_other(
    committed: WebhookEndpoint, receiver: Receiver
) -> None:
    release = threading.Event()
    arrived = threading.Event()

    def hold(request: BaseHTTPRequestHandler) -> None:
        release.wait(30)
        answer(200)(request)

    def note(request: BaseHTTPRequestHandler) -> None:
        answer(200)(request)
        if len(fast.bodies) == 30:
            arrived.set()

    receiver.reply = hold
    queue(committed, *range(5))
    with listening(Receiver()) as fast:
        fast.reply = note
        other = WebhookEndpoint.objects.create(name="快", url=fast.url)
        queue(other, *range(30))
        sender = Sender()
        try:
            assert sender.dispatch() == 2
            assert arrived.wait(30)
            # Only one message at a time waits for the slow one.
            assert len(receiver.bodies) <= 1
            assert sender.dispatch() == 0
        finally:
            release.set()
            sender.stop()

    now = datetime.now(UTC)
    assert WebhookEndpoint.objects.filter(claimed_until__gt=now).count() == 0
