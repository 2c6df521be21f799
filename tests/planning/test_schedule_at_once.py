"""Several workers at the same minute, each on connections of its own."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from news.editorial.schedule import ScheduleWork, publish_due
from news.models import Change, NewsPage, PublishedDocument
from news.planning.embargo import EmbargoError, set_embargo
from tests.factories import CategoryIndexPageFactory, NewsPageFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

STORIES = 6


def side_by_side(*works: Callable[[], Any]) -> list[Any]:
    """Do things at the same time in threads with connections of their own."""
    barrier = threading.Barrier(len(works))

    def once(work: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(once, w) for w in works]]


def due_stories(number: int) -> list[int]:
    """Return ids of stories whose time came a minute ago."""
    category = CategoryIndexPageFactory()
    due = timezone.now() - dt.timedelta(minutes=1)
    stories = [NewsPageFactory(parent=category, live=False) for _ in range(number)]
    for story in stories:
        story.save_revision()
    Revision.objects.filter(object_id__in=[str(story.pk) for story in stories]).update(
        approved_go_live_at=due
    )
    return [story.pk for story in stories]


@contextmanager
def held_elsewhere(page_id: int) -> Iterator[None]:
    """Let another connection change a page meanwhile."""
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Page.objects.select_for_update().get(pk=page_id)
            locked.set()
            done.wait(30)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        assert locked.wait(30)
        try:
            yield
        finally:
            done.set()
        holding.result()


def test_workers_at_once_publish_each_story_once() -> None:
    stories = due_stories(STORIES)

    done = side_by_side(*[publish_due] * 4)

    assert sum(done) == STORIES
    assert PublishedDocument.objects.stories().count() == STORIES
    changes = Change.objects.filter(page_id__in=stories, kind="published")
    assert changes.count() == STORIES
    published = PageLogEntry.objects.filter(action="wagtail.publish.scheduled")
    assert published.filter(page_id__in=stories).count() == STORIES


def test_workers_at_once_withdraw_each_story_once() -> None:
    stories = [NewsPageFactory().pk for _ in range(STORIES)]
    past = timezone.now() - dt.timedelta(minutes=1)
    Page.objects.filter(pk__in=stories).update(expire_at=past)

    done = side_by_side(*[publish_due] * 4)

    assert sum(done) == STORIES
    changes = Change.objects.filter(page_id__in=stories, kind="withdrawn")
    assert changes.count() == STORIES
    logged = PageLogEntry.objects.filter(action="wagtail.unpublish.scheduled")
    assert logged.filter(page_id__in=stories).count() == STORIES


def test_a_story_that_somebody_holds_keeps_no_other_waiting() -> None:
    held, free = due_stories(2)

    with held_elsewhere(held):
        assert publish_due() == 1
        assert NewsPage.objects.get(pk=free).live

    assert publish_due() == 1
    assert NewsPage.objects.get(pk=held).live


def test_a_story_unscheduled_meanwhile_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from news.editorial import schedule

    (story,) = due_stories(1)
    hold = schedule._hold

    def unschedule_then_hold(page_id: int) -> Page | None:
        Revision.objects.update(approved_go_live_at=None)
        return hold(page_id)

    monkeypatch.setattr(schedule, "_hold", unschedule_then_hold)

    assert publish_due() == 0
    assert not NewsPage.objects.get(pk=story).live


def test_the_work_looks_again_only_after_some_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from news.editorial import schedule

    clock = [100.0]
    monkeypatch.setattr(schedule.time, "monotonic", lambda: clock[0])
    work = ScheduleWork()
    work.tick()
    (story,) = due_stories(1)

    work.tick()
    was_live = NewsPage.objects.get(pk=story).live
    clock[0] += schedule.SCHEDULE_SECONDS
    work.tick()

    assert not was_live
    assert NewsPage.objects.get(pk=story).live
    assert schedule.SCHEDULE_SECONDS < 60


def test_embargo_and_publishing_at_once_never_both_hold() -> None:
    chief = UserFactory(is_superuser=True)
    for _ in range(STORIES):
        story = NewsPageFactory(live=False)
        revision = story.save_revision()
        until = timezone.now() + dt.timedelta(hours=1)

        def publish(revision: Revision = revision) -> None:
            with suppress(IntegrityError):
                Revision.objects.get(pk=revision.pk).publish()

        def embargo(pk: int = story.pk, until: dt.datetime = until) -> None:
            with suppress(EmbargoError):
                set_embargo(pk, until, user=chief)

        side_by_side(publish, embargo)

        story.refresh_from_db()
        assert story.live is not story.is_embargoed
        has_document = PublishedDocument.objects.filter(page=story).exists()
        assert has_document is story.live
