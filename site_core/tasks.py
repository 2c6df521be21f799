"""Background tasks: the process that runs them, and what becomes of those it loses.

They run in a process of their own beside the worker: an import of an hour keeps a core
busy, and must not hold back the search index or the schedule, nor take them with it
when the machine runs out of memory.

django-tasks-db marks a task as running and forgets it when its process dies. Here a
process holds an advisory lock as long as it lives; a running task whose process holds
none any more is put back into the queue. So every task must stand being run again.
"""

import logging
import secrets
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType

import psycopg
from django.db import connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from site_core.processes import Children

BACKEND = "worker"
# Whoever runs tasks holds the lock (TASK_LOCK, its number).
TASK_LOCK = 6_172_024
# A task that kills its process each time must not do so for ever.
ATTEMPTS = 5
KEPT = timedelta(days=30)
QUEUE_SECONDS = 1.0
RESTART_SECONDS = 10.0

logger = logging.getLogger("site_core.tasks")


class LostTaskError(Exception):
    """The process that ran the task died, again and again."""


class TaskWorker(Worker):
    """Runs the tasks of all queues, one after the other, until it is asked to stop."""

    def __init__(self, number: int) -> None:
        super().__init__(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=QUEUE_SECONDS,
            batch=False,
            backend_name=BACKEND,
            startup_delay=False,
            max_tasks=None,
            worker_id=str(number),
        )

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Interrupt the task at hand; a signal handler. Asked twice, it does so once.

        A parent that is killed asks once for each of its threads, and the second time
        would come between the task's failure and its way back into the queue.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        self.running = False
        raise KeyboardInterrupt

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run a task; one that was interrupted goes back into the queue."""
        super().run_task(db_task_result)
        if db_task_result.exception_class_path == "builtins.KeyboardInterrupt":
            # A worker that was asked to end is no failure of its task.
            db_task_result.worker_ids.pop()
            _put_back(db_task_result)


@contextmanager
def task_worker() -> Iterator[TaskWorker]:
    """Yield a worker under a number of its own, which is held while it lives."""
    number = secrets.randbelow(2**31)
    parameters = connection.get_connection_params()
    with psycopg.connect(**parameters, autocommit=True) as holder:
        holder.execute("SELECT pg_advisory_lock(%s, %s)", [TASK_LOCK, number])
        yield TaskWorker(number)


def recover_tasks() -> int:
    """Put tasks whose process has died back, and return how many there were."""
    tasks = DBTaskResult.objects.filter(backend_name=BACKEND)
    tasks.finished().filter(finished_at__lt=timezone.now() - KEPT).delete()
    lost = 0
    with transaction.atomic():
        running = tasks.running().select_for_update(skip_locked=True)
        for task in running:
            if not _is_alive(task.worker_ids[-1]):
                logger.warning("the process of task %s died", task.id)
                _put_back(task)
                lost += 1
    return lost


def _is_alive(number: str) -> bool:
    """Return whether the worker of this number still holds its lock.

    Those of `manage.py db_worker` have names and hold none: nobody can tell.
    """
    if not number.isdecimal():
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database "
            "ON pg_locks.database = pg_database.oid "
            "WHERE locktype = 'advisory' AND granted AND datname = current_database() "
            "AND classid::bigint = %s AND objid::bigint = %s AND objsubid = 2)",
            [TASK_LOCK, int(number)],
        )
        return bool(cursor.fetchone()[0])


def _put_back(task: DBTaskResult) -> None:
    """Let a task be run again, unless that has been tried often enough."""
    if len(task.worker_ids) >= ATTEMPTS:
        task.set_failed(LostTaskError(f"given up after {ATTEMPTS} attempts"))
        return
    task.status = TaskResultStatus.READY
    task.started_at = task.finished_at = None
    task.exception_class_path = task.traceback = ""
    task.save()


class TaskProcess:
    """The child of a worker that runs tasks; it is started again when it ends."""

    def __init__(self, group: Children) -> None:
        self._group = group
        self._start_at = 0.0

    def keep_running(self) -> None:
        """Start the process when there is none, not more often than is good."""
        if self._group.is_running("tasks") or time.monotonic() < self._start_at:
            return
        if self._start_at:
            logger.warning("the process that runs tasks ended, starting it again")
        self._group.start("tasks", [sys.executable, "manage.py", "run_tasks"])
        self._start_at = time.monotonic() + RESTART_SECONDS
