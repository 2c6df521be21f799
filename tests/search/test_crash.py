"""Processes that are killed, disks that are full, folders that are deleted.

Whatever happened, the next start ends with the index that a fresh build makes.
"""

import shutil
import subprocess
import textwrap
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from tantivy import Query

from news.models import NewsPage
from news.published.models import Change
from search import index
from search.clauses import literal
from search.facets import count_with_facets
from search.index import catch_up, rebuild
from search.matching import count_matching
from search.models import SuggestionPhrase
from search.storage import Reader, open_reader
from search.suggestions.following import rebuild as rebuild_suggestions
from tests.factories import published_story
from tests.site_core.programs import start_python

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WORDS = ("夯实", "社区", "亮灯", "运动会", "定稿")
STORIES = 6

# Follows the log into the folder that is named, one change a commit. Before each
# commit of which `stops` is true it says so, and waits for a line.
FOLLOWER = textwrap.dedent(
    """
    import resource, sys
    from pathlib import Path
    import django
    django.setup()
    from django.conf import settings
    from search import index, storage

    settings.SEARCH_INDEX_DIR = Path(sys.argv[1])
    index.BATCH = 1
    commit = storage.StoryWriter.commit

    def told(writer, mark):
        print("commit", mark.change_id, flush=True)
        sys.stdin.readline()
        commit(writer, mark)

    def limit_files(size):
        highest = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, highest))

    """
)
STOPPING = FOLLOWER + "storage.StoryWriter.commit = told\nindex.catch_up()\n"
REBUILDING = FOLLOWER + "storage.StoryWriter.commit = told\nindex.rebuild()\n"
FULL = FOLLOWER + textwrap.dedent(
    """
    limit_files(400)
    try:
        index.catch_up()
    except Exception as error:
        print("failed", type(error).__name__, flush=True)
    limit_files(resource.RLIM_INFINITY)
    if sys.argv[2:]:
        index.catch_up()
    """
)
REPEATING = FOLLOWER + textwrap.dedent(
    """
    for line in sys.stdin:
        print("applied", index.catch_up(), flush=True)
    """
)

TOGETHER = FOLLOWER + textwrap.dedent(
    """
    from search.suggestions import following

    following.BATCH = 1
    for line in sys.stdin:
        print("applied", index.catch_up(), following.catch_up(), flush=True)
    """
)

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path, index_root: Path) -> Iterator[Start]:
    """Start a program on the database of the tests and the folder of the index."""
    settings = connection.settings_dict
    user, host = quote(settings["USER"]), quote(settings["HOST"], safe="")
    url = f"postgres://{user}:{quote(settings['PASSWORD'])}@{host}:{settings['PORT']}"
    with ExitStack() as stack:

        def begin(program: str, *arguments: str) -> subprocess.Popen[str]:
            process = start_python(
                *("-c", program, str(index_root), *arguments),
                DJANGO_SETTINGS_MODULE="site_core.settings.test",
                TMPDIR=str(tmp_path),
                DATABASE_URL=f"{url}/{quote(settings['NAME'])}",
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield begin


@pytest.fixture
def stories(index_root: Path) -> list[NewsPage]:
    """Stories of which the index knows the first, and not what became of them."""
    pages = [published_story(title="第一届运动会")]
    catch_up()
    pages += [published_story(title=f"社区{number}亮灯") for number in range(STORIES)]
    pages[1].title = "定稿"
    pages[1].save_revision().publish()
    pages[0].unpublish()
    return pages


def contents(reader: Reader) -> dict[str, Any]:
    """Return all that an index says: its mark, facets, and counts for each word."""
    searcher = reader.searcher
    every = Query.all_query()
    found = searcher.search(every, 1000, order_by_field="place").hits
    addresses = [address for _, address in found]
    return {
        "mark": reader.mark,
        "ids": searcher.fast_field_values("page_id", addresses),
        "facets": count_with_facets(searcher, every),
        "words": {
            word: count_matching(searcher, literal("text", word)) for word in WORDS
        },
    }


def is_like_a_fresh_build(root: Path, tmp_path: Path, settings: Any) -> bool:
    """Return whether an index says what one that is built now says."""
    kept = contents(open_reader(root))
    settings.SEARCH_INDEX_DIR = tmp_path / "fresh"
    rebuild()
    fresh = contents(open_reader(tmp_path / "fresh"))
    settings.SEARCH_INDEX_DIR = root
    assert fresh["words"]["定稿"] == 1
    return kept == fresh


def are_suggestions_like_fresh_ones() -> bool:
    """Return whether suggestions are those that a count of all stories makes."""
    phrases = SuggestionPhrase.objects.order_by("site_id", "text")
    rows = phrases.values_list("site_id", "text", "titles", "quoted", "tagged")
    counted = list(rows)
    rebuild_suggestions()
    return counted == list(rows.all()) != []


def next_line(process: subprocess.Popen[str], beginning: str) -> str:
    """Return the next line that a process says and that begins so."""
    assert process.stdout
    for line in process.stdout:
        if line.startswith(beginning):
            return line
    raise AssertionError(f"the process ended without '{beginning}'")


def say(process: subprocess.Popen[str]) -> None:
    """Let a process that waits go on."""
    assert process.stdin
    with suppress(BrokenPipeError):
        process.stdin.write("\n")
        process.stdin.flush()


@pytest.mark.parametrize("commits", [0, 1, 3])
@pytest.mark.usefixtures("stories")
def test_killed_in_the_middle_of_following(
    start: Start, index_root: Path, tmp_path: Path, settings: Any, commits: int
) -> None:
    worker = start(STOPPING)
    for _ in range(commits):
        next_line(worker, "commit")
        say(worker)
    next_line(worker, "commit")
    worker.kill()
    worker.wait()

    catch_up()

    assert is_like_a_fresh_build(index_root, tmp_path, settings)


@pytest.mark.usefixtures("stories")
def test_two_workers_at_once_do_nothing_twice(
    start: Start, index_root: Path, tmp_path: Path, settings: Any
) -> None:
    changes = Change.objects.filter(id__gt=index.current_mark().change_id).count()
    workers = [start(TOGETHER), start(TOGETHER)]
    for worker in workers:
        say(worker)
    applied = [int(next_line(worker, "applied").split()[1]) for worker in workers]

    assert sum(applied) == changes
    assert is_like_a_fresh_build(index_root, tmp_path, settings)
    assert are_suggestions_like_fresh_ones()


@pytest.mark.usefixtures("stories")
def test_killed_beside_a_worker_that_waits(
    start: Start, index_root: Path, tmp_path: Path, settings: Any
) -> None:
    killed, other = start(STOPPING), start(TOGETHER)
    next_line(killed, "commit")
    say(other)
    killed.kill()
    next_line(other, "applied")

    assert is_like_a_fresh_build(index_root, tmp_path, settings)
    assert are_suggestions_like_fresh_ones()


@pytest.mark.usefixtures("stories")
def test_killed_while_a_commit_is_written(
    start: Start, index_root: Path, tmp_path: Path, settings: Any
) -> None:
    worker = start(STOPPING)
    next_line(worker, "commit")
    say(worker)
    worker.kill()
    worker.wait()

    catch_up()

    assert is_like_a_fresh_build(index_root, tmp_path, settings)


@pytest.mark.usefixtures("stories")
def test_killed_in_the_middle_of_a_rebuild(
    start: Start, index_root: Path, tmp_path: Path, settings: Any
) -> None:
    before = contents(open_reader(index_root))
    worker = start(REBUILDING)
    next_line(worker, "commit")
    worker.kill()
    worker.wait()
    after = contents(open_reader(index_root))

    catch_up()

    assert after == before
    assert is_like_a_fresh_build(index_root, tmp_path, settings)
    rebuild()
    assert len(list(index_root.glob("format*-*"))) == 1


@pytest.mark.parametrize("goes_on", [(), ("goes on",)], ids=["restart", "go on"])
@pytest.mark.usefixtures("stories")
def test_a_full_disk_leaves_the_last_commit(
    start: Start,
    index_root: Path,
    tmp_path: Path,
    settings: Any,
    goes_on: tuple[str, ...],
) -> None:
    before = contents(open_reader(index_root))
    worker = start(FULL, *goes_on)
    next_line(worker, "failed")
    worker.communicate(timeout=60)
    after = contents(open_reader(index_root))

    assert worker.returncode == 0
    assert (after == before) is not bool(goes_on)
    catch_up()
    assert is_like_a_fresh_build(index_root, tmp_path, settings)


@pytest.mark.usefixtures("stories")
def test_a_folder_deleted_under_a_running_worker(
    start: Start, index_root: Path, tmp_path: Path, settings: Any
) -> None:
    worker = start(REPEATING)
    say(worker)
    assert next_line(worker, "applied") != "applied 0\n"

    shutil.rmtree(index_root)
    say(worker)
    assert next_line(worker, "applied") == f"applied {index.count()}\n"

    assert is_like_a_fresh_build(index_root, tmp_path, settings)
