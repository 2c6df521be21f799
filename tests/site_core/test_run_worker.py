"""The worker as a process: one leads, the next takes over, a signal ends it."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

from site_core.management.commands.run_worker import LEADER_LOCK
from tests.site_core.programs import start_python

START_SECONDS = 30
Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def start_worker(db: None, tmp_path: Path) -> Iterator[Start]:
    """Start workers on the database of the tests."""
    settings = connection.settings_dict
    user, host = quote(settings["USER"]), quote(settings["HOST"], safe="")
    url = f"postgres://{user}:{quote(settings['PASSWORD'])}@{host}:{settings['PORT']}"
    with ExitStack() as stack:

        def start() -> subprocess.Popen[str]:
            worker = start_python(
                *("manage.py", "run_worker"),
                DJANGO_SETTINGS_MODULE="site_core.settings.test",
                TMPDIR=str(tmp_path),
                DATABASE_URL=f"{url}/{quote(settings['NAME'])}",
            )
            stack.enter_context(worker)
            stack.callback(worker.kill)
            return worker

        yield start


def leader() -> int | None:
    """Return the connection that holds the leader's lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_locks JOIN pg_database ON database = pg_database.oid "
            "WHERE locktype = 'advisory' AND objid = %s AND granted "
            "AND datname = current_database()",
            [LEADER_LOCK],
        )
        row = cursor.fetchone()
    return row and row[0]


def wait_for_leader(after: int | None = None) -> int:
    """Return the leader's connection, one other than `after`."""
    deadline = time.monotonic() + START_SECONDS
    while (found := leader()) in (None, after):
        assert time.monotonic() < deadline, "no worker leads"
        time.sleep(0.05)
    assert found is not None
    return found


def test_signal_ends_the_worker_cleanly(start_worker: Start) -> None:
    worker = start_worker()
    wait_for_leader()

    worker.terminate()

    assert worker.wait(timeout=10) == 0
    assert leader() is None


def test_second_worker_takes_over(start_worker: Start) -> None:
    first = start_worker()
    first_connection = wait_for_leader()
    second = start_worker()

    first.kill()

    assert wait_for_leader(after=first_connection)
    assert second.poll() is None
