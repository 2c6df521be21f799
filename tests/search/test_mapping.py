"""The index is held in memory where an operator wants it."""

import re
import sys
from pathlib import Path

import pytest
from wagtail.models import Site

from search.answers import Wanted, answer
from search.index import catch_up, current_reader
from search.mapping import hold
from search.query import parse
from tests.factories import published_story
from tests.site_core.programs import start_python

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("empty_index"),
    pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc"),
]

# Maps a file, and then may lock nothing; root is bound by no limit, another user is.
UNPRIVILEGED = """
import mmap, os, pathlib, resource, sys
from search.mapping import hold
folder = pathlib.Path(sys.argv[1])
with (folder / "one.idx").open("rb") as file:
    mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
if os.getuid() == 0:
    os.setuid(65534)
hold(folder).join()
"""


def locked_kilobytes(root: Path) -> int:
    """Return how much of the mapped files of an index is locked in memory."""
    total, is_of_index = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            is_of_index = str(root.resolve()) in line
        elif is_of_index and line.startswith("Locked:"):
            total += int(line.split()[1])
    return total


@pytest.fixture
def opened(index_root: Path) -> Path:
    """The folder of an index of one story that has been searched."""
    published_story(title="夯实基础")
    catch_up()
    answer(Wanted(query=parse("夯实")), Site.objects.get().pk)
    return index_root


def test_the_files_of_an_index_are_held_in_memory(opened: Path) -> None:
    assert locked_kilobytes(opened) == 0

    hold(opened).join()

    assert locked_kilobytes(opened) > 0


def test_a_search_holds_the_index_where_the_settings_say_so(
    held: list[Path], index_root: Path
) -> None:
    for _ in range(2):
        answer(Wanted(query=parse("夯实")), Site.objects.get().pk)
        current_reader().kept.clear()

    # Once for each state of the index.
    assert held == [index_root]


def test_what_is_mapped_no_more_is_no_failure(
    opened: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = ("7000000000-7000001000", str(opened / "gone.idx"))
    looks = iter([[gone], []])
    monkeypatch.setattr("search.mapping._mapped", lambda: next(looks))

    hold(opened).join()

    assert not caplog.text


def test_where_the_machine_forbids_it_the_operator_is_told(tmp_path: Path) -> None:
    (tmp_path / "one.idx").write_bytes(b"index" * 1000)

    with start_python("-c", UNPRIVILEGED, str(tmp_path)) as program:
        told, _ = program.communicate()

    assert program.returncode == 0, told
    assert "the search index is not held in memory: " in told
