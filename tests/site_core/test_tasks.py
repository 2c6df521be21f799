"""Background tasks: the worker's child runs them, and loses none."""

import subprocess
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, ReferenceIndex

from news.models import Person
from site_core.tasks import ATTEMPTS, TASK_LOCK, recover_tasks, task_worker
from tests.factories import NewsPageFactory, SourceFactory
from tests.site_core import sample_tasks
from tests.site_core.test_production import printed
from tests.site_core.test_run_worker import (  # noqa: F401
    Start,
    start_worker,
    wait_until,
)

READY, RUNNING, FAILED, DONE = (
    TaskResultStatus.READY,
    TaskResultStatus.RUNNING,
    TaskResultStatus.FAILED,
    TaskResultStatus.SUCCESSFUL,
)

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def queue(settings: Any) -> None:
    """Queue tasks in the database, as in production."""
    settings.TASKS = {
        **settings.TASKS,
        "worker": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    }


def is_signed(name: str) -> Callable[[], bool]:
    """Return whether a task has written a name."""
    return lambda: Person.objects.filter(name=name).exists()


def lost_task(*, attempts: int = 1) -> DBTaskResult:
    """Return a task that a process ran which is not there any more."""
    sample_tasks.sign.enqueue("纪明川")
    task = DBTaskResult.objects.get()
    task.status, task.worker_ids = RUNNING, ["7"] * attempts
    task.save()
    return task


def run_queue() -> None:
    """Do what waits in the queue, in this process."""
    with task_worker() as worker:
        worker.batch = True
        worker.run()


def test_the_worker_runs_tasks(start_worker: Start) -> None:  # noqa: F811
    sample_tasks.sign.enqueue("纪明川")

    start_worker()

    wait_until(is_signed("纪明川"))


def test_a_task_whose_process_was_killed_is_run_again(
    start_worker: Start,  # noqa: F811
) -> None:
    sample_tasks.die_once.enqueue("祝小棠")

    start_worker()
    wait_until(is_signed("祝小棠"))
    wait_until(lambda: DBTaskResult.objects.get().worker_ids != [])
    # The leader looks for lost tasks twice a minute; this looks at once.
    wait_until(lambda: recover_tasks() == 1 or is_signed("祝小棠二")())

    wait_until(is_signed("祝小棠二"))


def test_a_task_is_put_back_when_the_worker_is_asked_to_end(
    start_worker: Start,  # noqa: F811
) -> None:
    sample_tasks.wait_for_ever.enqueue("邵丰年")
    worker = start_worker()
    wait_until(is_signed("邵丰年"))

    worker.terminate()

    assert worker.wait(timeout=20) == 0
    task = DBTaskResult.objects.get()
    assert (task.status, task.worker_ids) == (READY, [])


def test_a_task_is_put_back_when_the_worker_is_killed(
    start_worker: Start,  # noqa: F811
) -> None:
    sample_tasks.wait_for_ever.enqueue("宋时雨")
    worker: subprocess.Popen[str] = start_worker()
    wait_until(is_signed("宋时雨"))

    worker.kill()

    # Stopped in the middle of a statement, the process leaves its task to the leader,
    # which looks for lost ones twice a minute; this looks at once.
    wait_until(
        lambda: bool(recover_tasks()) or DBTaskResult.objects.get().status == READY
    )


def test_a_lost_task_is_put_back() -> None:
    lost_task()

    assert recover_tasks() == 1
    run_queue()

    assert DBTaskResult.objects.get().status == DONE
    assert is_signed("纪明川")()


def test_a_running_task_is_left_alone() -> None:
    lost_task()
    with psycopg.connect(**connection.get_connection_params()) as holder:
        holder.execute("SELECT pg_advisory_lock(%s, 7)", [TASK_LOCK])

        assert recover_tasks() == 0

    assert DBTaskResult.objects.get().status == RUNNING


def test_the_task_of_a_worker_of_another_kind_is_left_alone() -> None:
    other = lost_task()
    other.worker_ids = ["db_worker-Xq3"]
    other.save()
    sample_tasks.sign.enqueue("祝小棠")
    lost = DBTaskResult.objects.exclude(pk=other.pk).get()
    lost.status, lost.worker_ids = RUNNING, ["7"]
    lost.save()

    assert recover_tasks() == 1

    assert DBTaskResult.objects.get(pk=other.pk).status == RUNNING


def test_a_task_that_kills_each_process_is_given_up() -> None:
    lost_task(attempts=ATTEMPTS)

    recover_tasks()

    task = DBTaskResult.objects.get()
    assert task.status == FAILED
    assert task.exception_class_path == "site_core.tasks.LostTaskError"


def test_a_task_that_fails_is_kept_with_its_traceback_and_not_repeated() -> None:
    sample_tasks.fail.enqueue()

    run_queue()

    task = DBTaskResult.objects.get()
    assert (task.status, len(task.worker_ids)) == (FAILED, 1)
    assert "no such story" in task.traceback


def test_a_task_that_was_rolled_back_is_not_run() -> None:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        sample_tasks.sign.enqueue("桂枝")
        cursor.execute("ROLLBACK")

    run_queue()

    assert not is_signed("桂枝")()


def test_what_editors_count_on_is_not_queued() -> None:
    """Wagtail's own tasks: references, from which documents follow, and search."""
    source = SourceFactory()
    story = NewsPageFactory(source=source, title="轨道六号线")

    assert ReferenceIndex.get_references_to(source).count() == 1
    assert list(Page.objects.search("轨道六号线")) == [Page.objects.get(pk=story.pk)]
    assert not DBTaskResult.objects.exists()


def test_production_queues_for_the_worker_and_keeps_uploads_private() -> None:
    assert printed("TASKS['worker']['BACKEND']") == "django_tasks_db.DatabaseBackend"
    assert "private" in printed("STORAGES['private']['OPTIONS']['location']")
    assert printed("STORAGES['private']['BACKEND']", PRIVATE_BUCKET="desk") == (
        "storages.backends.s3.S3Storage"
    )
