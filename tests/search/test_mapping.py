"""The index is held in memory where an operator wants it."""

import logging
import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Site

from search.answers import Wanted, answer
from search.index import catch_up
from search.mapping import hold
from search.query import parse
from tests.factories import published_story

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("empty_index"),
    pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc"),
]


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


@pytest.fixture
def nothing_may_be_locked() -> Iterator[None]:
    """A machine that allows no locked memory, even to root."""
    limits = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_MEMLOCK, limits)


def test_the_files_of_an_index_are_held_in_memory(opened: Path) -> None:
    assert locked_kilobytes(opened) == 0

    hold(opened).join()

    assert locked_kilobytes(opened) > 0


def test_a_search_holds_the_index_where_the_settings_say_so(
    settings: Any, index_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[Path] = []
    monkeypatch.setattr("search.answers.hold", held.append)
    settings.SEARCH_HOLD_INDEX = True
    published_story(title="夯实基础")
    catch_up()

    for _ in range(2):
        answer(Wanted(query=parse("夯实")), Site.objects.get().pk)

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


@pytest.mark.usefixtures("nothing_may_be_locked")
def test_where_the_machine_forbids_it_the_operator_is_told(
    opened: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "search.mapping"):
        hold(opened).join()

    if locked_kilobytes(opened) == 0:
        assert "not held in memory" in caplog.text
    else:
        # Root is not bound by the limit.
        assert not caplog.text
