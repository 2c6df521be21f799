"""Two at the same story in the same moment, each with a connection of its own."""

import threading
import time
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from news.corrections.issuing import withdraw
from news.models import CategoryIndexPage, NewsPage, PublishedDocument
from tests.corrections.builders import NOTICE, draft_of, lake

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
PATIENCE = 20


def beside(action: Callable[[], object]) -> tuple[threading.Thread, list[object]]:
    """Do something in another thread; the list gets what came of it."""
    outcome: list[object] = []

    def run() -> None:
        try:
            outcome.append(action())
        except PermissionDenied as error:
            outcome.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, outcome


def waits_for_a_lock() -> bool:
    """Return whether another connection waits for what this one holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            # Not pg_stat_activity: a transaction sees that as it was at its first look.
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted "
            "AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])


def wait_until_blocked(thread: threading.Thread) -> None:
    """Wait until the other thread waits for this one's transaction."""
    deadline = time.monotonic() + PATIENCE
    while thread.is_alive() and not waits_for_a_lock():
        assert time.monotonic() < deadline, "the other thread waits for nothing"
        thread.join(0.01)


def test_a_publishing_that_comes_second_is_refused(
    category: CategoryIndexPage,
) -> None:
    story = lake(category)
    draft = draft_of(story, "新的标题")

    with transaction.atomic():
        withdraw(story, text=NOTICE)
        thread, outcome = beside(draft.publish)
        wait_until_blocked(thread)
    thread.join(PATIENCE)

    assert isinstance(outcome[0], PermissionDenied)
    assert not NewsPage.objects.get(pk=story.pk).live
    assert not PublishedDocument.objects.filter(page=story).exists()


def test_a_withdrawal_that_comes_second_withdraws_the_new_text(
    category: CategoryIndexPage,
) -> None:
    story = lake(category)
    draft = draft_of(story, "新的标题")

    with transaction.atomic():
        draft.publish()
        thread, outcome = beside(lambda: withdraw(story, text=NOTICE))
        wait_until_blocked(thread)
    thread.join(PATIENCE)

    assert outcome
    page = NewsPage.objects.get(pk=story.pk)
    assert (page.live, page.title) == (False, "新的标题")
    assert not PublishedDocument.objects.filter(page=story).exists()
