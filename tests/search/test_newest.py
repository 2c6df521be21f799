"""Newest first: the days next to a page say the same as all stories."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tantivy import Searcher

from search.matching import Words, matching
from search.newest import newest_beyond
from search.query import parse
from search.schema import place_of
from search.storage import Mark, Reader, open_reader, rebuilding
from tests.search.builders import SITE, story

DAY = 24 * 3600
LATEST = datetime.datetime(2022, 6, 1, tzinfo=datetime.UTC)
# Days before the latest story: close together, far apart, and several in one second.
AGES = (0, 0, 0, 0, 0.5, 1, 6.9, 7, 7.1, 13, 14, 15, 56, 62, 63, 200, 365, 372, 2000)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """An index with a story of each age, every other one with 夯实."""
    root: Path = tmp_path_factory.mktemp("search")
    with rebuilding(root) as writer:
        for number, age in enumerate(AGES, start=1):
            text = "夯实基础" if number % 2 else "基础"
            at = LATEST - datetime.timedelta(days=age)
            writer.add(story(number, text, published_at=at))
        writer.commit(Mark())
    return open_reader(root)


@given(st.data())
def test_stretches_of_weeks_change_no_answer(
    reader: Reader, data: st.DataObject
) -> None:
    clause = matching(
        reader, parse(data.draw(st.sampled_from(["夯实", "基础"]))), SITE, Words.INSIDE
    )
    second = int(LATEST.timestamp()) - data.draw(st.integers(-10, 2100)) * DAY
    place = data.draw(st.none() | st.just(place_of(second, 2)))
    limit = data.draw(st.integers(1, 20))
    is_newer = place is not None and data.draw(st.booleans())

    by_days, at_once = (
        newest_beyond(
            reader,
            clause,
            place=place,
            limit=limit,
            is_newer=is_newer,
            are_few=are_few,
        )
        for are_few in (False, True)
    )

    assert by_days == at_once
    assert by_days == sorted(by_days, key=lambda hit: hit.place, reverse=True)


def test_the_latest_story_stands_first(reader: Reader) -> None:
    clause = matching(reader, parse("基础"), SITE, Words.INSIDE)

    hits = newest_beyond(reader, clause, place=None, limit=5)

    assert [hit.page_id for hit in hits] == [4, 3, 2, 1, 5]


class Counting:
    """A searcher that counts how often it is asked."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self.number = 0

    def search(self, *arguments: Any, **options: Any) -> Any:
        self.number += 1
        return self._searcher.search(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._searcher, name)


@pytest.mark.parametrize(
    ("age", "is_newer", "expected"),
    [(0, False, [5, 6, 7]), (13, False, [11, 12]), (14, True, [10, 11])],
)
def test_the_weeks_next_to_a_page_are_enough(
    reader: Reader, age: int, is_newer: bool, expected: list[int]
) -> None:
    counting = Counting(reader.searcher)
    counted = replace(reader, searcher=cast("Searcher", counting))
    second = int(LATEST.timestamp()) - age * DAY

    hits = newest_beyond(
        counted,
        matching(reader, parse("基础"), SITE, Words.INSIDE),
        place=place_of(second, 1),
        limit=len(expected),
        is_newer=is_newer,
    )

    assert [hit.page_id for hit in hits] == expected
    assert counting.number == 1
