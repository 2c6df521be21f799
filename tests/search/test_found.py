"""How many stories have all the words, where some words were enough."""

from pathlib import Path

import pytest

from search.found import number_with_all
from search.query import parse
from search.storage import Mark, open_reader, rebuilding
from tests.search.builders import SITE, story


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("夯实 基础", 2),
        ("夯实 上市", 0),
        # Inside a longer word, too.
        ("phone 上市", 1),
        ("phone 夯实", 0),
        ("夯实 基础 category:yaowen", 1),
    ],
)
def test_stories_with_all_words_are_counted(
    index_root: Path, query: str, number: int
) -> None:
    with rebuilding(index_root) as writer:
        writer.add(story(1, "夯实基础"))
        writer.add(story(2, "基础夯实", category="yaowen"))
        writer.add(story(3, "iPhone15Pro上市"))
        writer.commit(Mark())

    assert number_with_all(open_reader(index_root), parse(query), SITE) == number
