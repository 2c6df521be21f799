"""What the tests of search share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from search.index import catch_up
from search.matching import Sort
from search.schema import IndexedStory
from search.storage import Mark, rebuilding
from tests.factories import published_story
from tests.search.builders import search_in

# The first query reads the dictionary of words, which takes its time.
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.load_profile("search")

Finder = Callable[..., list[int]]


@pytest.fixture(autouse=True)
def index_root(tmp_path: Path, settings: Any) -> Path:
    """The folder of the index, empty."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    return tmp_path / "search"


@pytest.fixture
def empty_index(db: None) -> None:
    """An index that has followed the changes so far."""
    catch_up()


@pytest.fixture
def held(
    empty_index: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> list[Path]:
    """The folders of indexes held in memory, where an operator wants it; of one story."""
    folders: list[Path] = []
    monkeypatch.setattr("search.mapping.hold", folders.append)
    settings.SEARCH_HOLD_INDEX = True
    published_story(title="夯实基础")
    catch_up()
    return folders


@pytest.fixture
def finder(index_root: Path) -> Callable[..., Finder]:
    """Index stories without a database; get a function from query to page ids."""

    def index(*stories: IndexedStory) -> Finder:
        with rebuilding(index_root) as writer:
            writer.replace(stories)
            writer.commit(Mark())
        return find_ids

    def find_ids(
        text: str, *, offset: int = 0, limit: int = 20, sort: Sort = Sort.RELEVANCE
    ) -> list[int]:
        found = search_in(index_root, text, offset=offset, limit=limit, sort=sort)
        return [hit.page_id for hit in found.hits]

    return index
