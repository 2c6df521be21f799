"""Workers as processes: each follows, one publishes, a signal ends them."""

import itertools
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from news.models import NewsPage
from search.matching import count_stories
from search.storage import SearchUnavailableError, open_searcher
from site_core.management.commands import run_worker
from site_core.management.commands.run_worker import LEADER_LOCK
from tests.factories import NewsPageFactory
from tests.site_core.programs import start_python

START_SECONDS = 30
Start = Callable[[], subprocess.Popen[str]]

shares_database = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def start_worker(db: None, tmp_path: Path) -> Iterator[Start]:
    """Start workers on the database of the tests, each on a node of its own."""
    settings = connection.settings_dict
    user, host = quote(settings["USER"]), quote(settings["HOST"], safe="")
    url = f"postgres://{user}:{quote(settings['PASSWORD'])}@{host}:{settings['PORT']}"
    numbers = itertools.count()
    with ExitStack() as stack:

        def start() -> subprocess.Popen[str]:
            node = tmp_path / f"node{next(numbers)}"
            node.mkdir()
            worker = start_python(
                *("manage.py", "run_worker"),
                DJANGO_SETTINGS_MODULE="site_core.settings.test",
                TMPDIR=str(node),
                DATABASE_URL=f"{url}/{quote(settings['NAME'])}",
            )
            stack.enter_context(worker)
            stack.callback(worker.kill)
            return worker

        yield start


def indexed(tmp_path: Path) -> list[int]:
    """Return how many stories the index of each node holds, of those that have one."""
    counts = []
    for index in tmp_path.glob("node*/*/search"):
        try:
            counts.append(count_stories(open_searcher(index)))
        except SearchUnavailableError:
            continue
    return counts


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for what workers do in their own time."""
    deadline = time.monotonic() + START_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "the workers did not do it"
        time.sleep(0.05)


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


@shares_database
def test_every_worker_indexes_a_change(start_worker: Start, tmp_path: Path) -> None:
    start_worker()
    start_worker()
    wait_until(lambda: indexed(tmp_path) == [0, 0])

    NewsPageFactory()

    wait_until(lambda: indexed(tmp_path) == [1, 1])


@shares_database
def test_what_is_due_is_published_and_indexed(
    start_worker: Start, tmp_path: Path
) -> None:
    story = NewsPageFactory(live=False)
    revision = story.save_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()

    worker = start_worker()

    wait_until(lambda: indexed(tmp_path) == [1])
    assert NewsPage.objects.get(pk=story.pk).live
    worker.terminate()
    assert worker.wait(timeout=10) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("failing", ["catch_up", "recover_tasks"])
def test_a_part_that_fails_is_tried_again_and_holds_no_other_back(
    monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    worker = run_worker.Command()
    done: list[str] = []

    def part(name: str) -> Callable[[], int]:
        def work() -> int:
            done.append(name)
            worker._is_stopping = len(done) >= 4
            if name == failing and done.count(name) == 1:
                raise OSError("no space left on device")
            return 1

        work.__name__ = name
        return work

    for name in ("WAIT_SECONDS", "RETRY_SECONDS", "RECOVER_SECONDS"):
        monkeypatch.setattr(run_worker, name, 0.0)
    for name in ("catch_up", "recover_tasks"):
        monkeypatch.setattr(run_worker, name, part(name))

    worker._work()

    assert done.count(failing) >= 2
    assert set(done) == {"catch_up", "recover_tasks"}
