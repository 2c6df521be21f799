"""The index on disk: one writer, many readers, a switch to a new generation."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from search import storage
from search.matching import count_stories
from search.schema import IndexedStory
from search.storage import (
    IndexBusyError,
    Mark,
    SearchUnavailableError,
    open_searcher,
    read_mark,
    rebuilding,
    writing,
)
from tests.search.builders import story

# Reads the index twice, waiting for a line in between.
READER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from search.matching import count_stories
    from search.storage import open_searcher

    root = Path(sys.argv[1])
    print(count_stories(open_searcher(root)), flush=True)
    sys.stdin.readline()
    print(count_stories(open_searcher(root)), flush=True)
    """
)


def build(root: Path, *stories: IndexedStory) -> None:
    """Build an index of these stories."""
    with rebuilding(root) as writer:
        writer.replace(stories)
        writer.commit(Mark())


def generations(root: Path) -> int:
    """Return how many generations lie on the disk."""
    return len(list(root.glob("format*-*")))


def test_a_commit_is_seen_at_the_next_search(index_root: Path) -> None:
    build(index_root, story(1))
    before = count_stories(open_searcher(index_root))

    with writing(index_root) as writer:
        writer.replace([story(2)])
        writer.commit(Mark(7, "now"))

    assert (before, count_stories(open_searcher(index_root))) == (1, 2)
    assert read_mark(open_searcher(index_root)) == Mark(7, "now")


def test_a_searcher_is_kept_until_the_index_moves(index_root: Path) -> None:
    build(index_root, story(1))

    assert open_searcher(index_root) is open_searcher(index_root)


def test_another_process_sees_a_commit(index_root: Path) -> None:
    build(index_root, story(1))
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", READER, str(index_root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdin
        assert reader.stdout
        before = reader.stdout.readline()

        with writing(index_root) as writer:
            writer.replace([story(2)])
            writer.commit(Mark())
        after, _ = reader.communicate("\n", timeout=30)

    assert (before, after) == ("1\n", "2\n")


def test_what_was_not_committed_is_dropped(index_root: Path) -> None:
    build(index_root, story(1))

    with writing(index_root) as writer:
        writer.replace([story(2)])

    with writing(index_root) as writer:
        writer.commit(Mark())
    assert count_stories(open_searcher(index_root)) == 1


def test_a_second_writer_gets_a_clear_error(
    index_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "LOCK_SECONDS", 0.1)
    build(index_root, story(1))

    with (
        writing(index_root),
        pytest.raises(IndexBusyError, match="another process is writing"),
        writing(index_root),
    ):
        pass


def test_a_second_rebuild_gets_a_clear_error(index_root: Path) -> None:
    with (
        rebuilding(index_root),
        pytest.raises(IndexBusyError, match="rebuilding"),
        rebuilding(index_root),
    ):
        pass


def test_the_old_index_answers_during_a_rebuild(index_root: Path) -> None:
    build(index_root, story(1))

    with rebuilding(index_root) as writer:
        writer.add(story(2))
        writer.add(story(3))
        writer.commit(Mark())
        during = count_stories(open_searcher(index_root))

    assert (during, count_stories(open_searcher(index_root))) == (1, 2)


def test_a_switch_leaves_one_generation(index_root: Path) -> None:
    build(index_root, story(1))
    build(index_root, story(2))

    assert generations(index_root) == 1


def test_a_failed_rebuild_leaves_the_old_index(index_root: Path) -> None:
    build(index_root, story(1))

    with pytest.raises(RuntimeError), rebuilding(index_root):
        raise RuntimeError

    assert count_stories(open_searcher(index_root)) == 1
    assert generations(index_root) == 1


@pytest.mark.parametrize("damaged", ["current", "format*-*/meta.json", "*/*.idx"])
def test_a_damaged_index_is_unavailable(index_root: Path, damaged: str) -> None:
    build(index_root, story(1, "夯实"))
    for path in index_root.glob(damaged):
        path.write_text("?")

    with pytest.raises(SearchUnavailableError):
        open_searcher(index_root)


def test_an_index_never_built_is_unavailable(index_root: Path) -> None:
    with pytest.raises(SearchUnavailableError):
        open_searcher(index_root)


def test_an_index_of_another_format_is_unavailable(index_root: Path) -> None:
    build(index_root, story(1))
    (index_root / "current").write_text("format0-abc\n")

    with pytest.raises(SearchUnavailableError):
        open_searcher(index_root)
