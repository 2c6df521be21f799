"""Large numbers are estimated from a sample, small ones counted."""

from dataclasses import replace
from pathlib import Path

import pytest

from search import counting
from search.counting import count
from search.matching import Words, count_matching, matching
from search.query import SearchQuery, parse
from search.rounding import rounded
from search.schema import SAMPLES, samples_of
from search.storage import Mark, Reader, open_reader, rebuilding
from tests.search.builders import SITE, on, story

STORIES = 4000


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """An index of many stories, each tenth with 夯实, a quarter of 2021."""
    root: Path = tmp_path_factory.mktemp("search")
    with rebuilding(root) as writer:
        for number in range(1, STORIES + 1):
            year = 2021 if number % 4 == 0 else 2022
            text, category = "基础", ""
            if number % 10 == 0:
                text, category = "10号夯实基础", "要闻"
            day = on(year, 3, 1)
            writer.add(story(number, text, published_at=day, category=category))
        writer.commit(Mark())
    return open_reader(root)


def number_of(reader: Reader, text: str) -> counting.Count:
    """Return how many stories have all the words of a query."""
    return count(reader, parse(text), SITE, Words.EVERY)


def test_few_are_counted(reader: Reader) -> None:
    counted = number_of(reader, "夯实")

    assert (counted.number, counted.is_exact) == (STORIES // 10, True)


@pytest.mark.parametrize(
    ("text", "words", "truth"),
    [
        ("基础", Words.EVERY, STORIES),
        ("夯实", Words.EVERY, STORIES / 10),
        ("夯实 基础", Words.SOME, STORIES),
        ("夯实 张掖", Words.SOME, STORIES / 10),
    ],
)
def test_many_are_estimated(
    reader: Reader,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    words: Words,
    truth: int,
) -> None:
    monkeypatch.setattr(counting, "EXACT", 100)
    monkeypatch.setattr(counting, "_ENOUGH", 200)

    counted = count(reader, parse(text), SITE, words)

    assert not counted.is_exact
    assert counted.number == pytest.approx(truth, rel=0.1)


def test_facets_of_a_sample_stand_for_all(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "EXACT", 100)

    counted = count(reader, parse("基础"), SITE, Words.EVERY, ("year",))
    years = counted.facets["year"]

    assert not counted.is_exact
    assert counted.number == pytest.approx(STORIES, rel=0.05)
    assert {one.value: one.count for one in years} == {
        "2022": pytest.approx(STORIES * 3 / 4, rel=0.1),
        "2021": pytest.approx(STORIES / 4, rel=0.1),
    }


def test_a_few_beside_many_are_counted(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "EXACT", 2000)

    assert number_of(reader, "夯实").is_exact
    assert not number_of(reader, "基础").is_exact


def test_in_a_small_archive_all_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "EXACT", 20)
    in_smallest = [number for number in range(1, 9000) if 0 in samples_of(number)]
    with rebuilding(tmp_path) as writer:
        for number in in_smallest[:20]:
            writer.add(story(number, "基础"))
        writer.commit(Mark())

    counted = number_of(open_reader(tmp_path), "基础")

    assert (counted.number, counted.is_exact) == (20, True)


@pytest.mark.parametrize(("enough", "weight"), [(10, 256), (200, 16), (2000, 2)])
def test_the_smallest_sample_with_enough_is_counted(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, enough: int, weight: int
) -> None:
    monkeypatch.setattr(counting, "EXACT", 100)
    monkeypatch.setattr(counting, "_ENOUGH", enough)

    assert number_of(reader, "基础").weight == weight


def test_each_sample_has_twice_as_many_as_the_one_before() -> None:
    numbers = [0] * SAMPLES
    for page_id in range(1, 64_001):
        for number in samples_of(page_id):
            numbers[number] += 1

    assert numbers == [
        pytest.approx(250 << number, rel=0.02) for number in range(SAMPLES)
    ]


@pytest.mark.parametrize("sample", range(SAMPLES))
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("夯实", Words.EVERY),
        ("夯实 张掖", Words.SOME),
        ("夯", Words.INSIDE),
        ("0号", Words.INSIDE),
        ('"夯实基础"', Words.EVERY),
        ("夯实 after:2021", Words.EVERY),
        ("category:要闻", Words.EVERY),
    ],
)
def test_what_is_found_in_a_sample_are_the_stories_of_it(
    reader: Reader, text: str, words: Words, sample: int
) -> None:
    query = parse(text)

    clause = matching(reader, query, SITE, words, sample=sample)

    assert count_matching(reader.searcher, clause) == sum(
        sample in samples_of(number) for number in range(10, STORIES + 1, 10)
    )


def test_what_has_a_synonym_is_found_in_a_sample(reader: Reader) -> None:
    (token,) = parse("张掖").tokens
    query = SearchQuery(tokens=(replace(token, alternatives=("夯实",)),))

    clause = matching(reader, query, SITE, Words.EVERY, sample=1)

    assert count_matching(reader.searcher, clause) == sum(
        1 in samples_of(number) for number in range(10, STORIES + 1, 10)
    )


@pytest.mark.parametrize(
    ("found", "weight", "number"),
    [
        (812, 1, 812),
        (11_734, 64, 750_000),
        (321, 64, 21_000),
        (47, 64, 3000),
        (3, 2, 6),
    ],
)
def test_an_estimate_has_no_more_figures_than_it_can_tell(
    found: int, weight: int, number: int
) -> None:
    assert rounded(found, weight) == number
