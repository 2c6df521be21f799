"""Which stories are found: with every word where enough have them, else with some."""

from collections.abc import Callable
from pathlib import Path

import pytest

from search import matching
from search.query import parse
from search.storage import open_reader
from tests.search.builders import SITE, search_in, story
from tests.search.conftest import Finder

ENOUGH = 3

Index = Callable[..., Finder]


@pytest.fixture(autouse=True)
def enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few stories be enough."""
    monkeypatch.setattr(matching, "ENOUGH", ENOUGH)


def total(root: Path, text: str) -> int:
    """Return how many stories a query finds by relevance."""
    found = search_in(root, text)
    assert len(found.hits) == found.total
    return found.total


def test_enough_with_every_word_leave_the_others_out(
    finder: Index, index_root: Path
) -> None:
    finder(*(story(number, "夯实基础") for number in range(ENOUGH)), story(9, "夯实"))

    assert total(index_root, "夯实 基础") == ENOUGH


def test_too_few_with_every_word_bring_those_with_some(
    finder: Index, index_root: Path
) -> None:
    finder(
        *(story(number, "夯实基础") for number in range(1, ENOUGH)), story(9, "夯实")
    )

    assert total(index_root, "夯实 基础") == ENOUGH


def test_a_filter_only_narrows(finder: Index, index_root: Path) -> None:
    finder(
        *(story(number, "夯实基础", category="a") for number in range(ENOUGH)),
        story(8, "夯实基础", category="b"),
        story(9, "夯实", category="b"),
    )

    assert total(index_root, "夯实 基础 category:b") == 1


def test_a_filter_never_leaves_nothing_where_some_words_are(
    finder: Index, index_root: Path
) -> None:
    finder(
        *(story(number, "夯实基础", category="a") for number in range(ENOUGH)),
        story(9, "夯实", category="b"),
    )

    assert total(index_root, "夯实 基础 category:b") == 1


@pytest.mark.parametrize(
    "query", ["夯实", "夯", "-无关", "before:2099", "夯实 -无关", "category:a"]
)
@pytest.mark.parametrize("other_site", [SITE, SITE + 1])
def test_only_stories_of_the_site_are_found(
    finder: Index, index_root: Path, query: str, other_site: int
) -> None:
    finder(
        story(1, "夯实", category="a"),
        story(2, "夯实", category="a", site_id=other_site),
    )

    assert total(index_root, query) == (2 if other_site == SITE else 1)


@pytest.mark.parametrize(
    ("query", "is_any"), [("夯实", True), ("夯实 phone", True), ("夯实 湿地", False)]
)
def test_a_story_with_every_word_may_have_one_inside_another(
    finder: Index, index_root: Path, query: str, *, is_any: bool
) -> None:
    finder(story(1, "夯实iPhone15"))
    reader = open_reader(index_root)

    assert matching.is_any(reader, parse(query), SITE) is is_any
