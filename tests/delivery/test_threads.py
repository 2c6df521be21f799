"""The worker delivers beside its other work."""

import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from django.utils import timezone

from news.delivery.queueing import queue_changes
from news.delivery.threads import delivering
from news.models import CategoryIndexPage, WebhookEndpoint
from tests.delivery.conftest import Receiver, answer
from tests.factories import CategoryIndexPageFactory, NewsPageFactory
from tests.site_core.test_run_worker import Start, start_worker  # noqa: F401

PATIENCE = 60

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def arrived(receiver: Receiver) -> threading.Event:
    """Set when a published story has arrived."""
    event = threading.Event()

    def reply(request: BaseHTTPRequestHandler) -> None:
        answer(200)(request)
        if "story.published" in receiver.bodies[-1]:
            event.set()

    receiver.reply = reply
    return event


@pytest.fixture
def category(transactional_db: None, receiver: Receiver) -> CategoryIndexPage:
    """A category that was there before the endpoint."""
    category = CategoryIndexPageFactory()
    queue_changes()
    WebhookEndpoint.objects.create(name="客户端", url=receiver.url)
    return category


def test_a_published_story_is_sent_while_threads_run(
    receiver: Receiver, arrived: threading.Event, category: CategoryIndexPage
) -> None:
    with delivering(), delivering():
        NewsPageFactory(parent=category)

        assert arrived.wait(PATIENCE)
    assert len(receiver.bodies) == 1


def test_threads_end_when_they_are_asked_to(transactional_db: None) -> None:
    with delivering():
        time.sleep(0)

    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"webhooks", "purging"}


def test_a_worker_sends_what_it_publishes_by_schedule(
    start_worker: Start,  # noqa: F811
    receiver: Receiver,
    arrived: threading.Event,
    category: CategoryIndexPage,
) -> None:
    story = NewsPageFactory(parent=category, live=False)
    revision = story.save_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()

    worker = start_worker()

    assert arrived.wait(PATIENCE)
    worker.terminate()
    assert worker.wait(timeout=15) == 0
