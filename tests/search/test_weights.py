"""How much words weigh in stories: what the index says is what Tantivy finds."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tantivy import Query

from search.schema import SCHEMA, story_entry
from search.storage import Mark, open_searcher, rebuilding
from search.weights import LEVELS, heavy_term, heavy_terms, weight_of
from tests.search.builders import story


def level_of(times: int, length: int) -> int | None:
    """Return the level of a word that stands so many times in a story so long."""
    others = [f"另{number}" for number in range(length - times)]
    terms = set(heavy_terms(["夯实"] * times + others))
    found = [level for level in range(LEVELS) if heavy_term("夯实", level) in terms]
    assert len(found) <= 1
    return found[0] if found else None


def test_a_word_of_a_usual_story_weighs_much_when_it_stands_there_often() -> None:
    assert [level_of(times, 1000) for times in (1, 2, 3, 6, 30)] == [
        None,
        None,
        0,
        3,
        6,
    ]


def test_the_same_word_weighs_less_in_a_longer_story() -> None:
    assert [level_of(4, length) for length in (100, 500, 1000, 2000)] == [5, 3, 1, None]


@given(st.integers(1, 400), st.integers(0, 400))
def test_every_heavy_word_has_one_level(times: int, others: int) -> None:
    level = level_of(times, times + others)

    assert level is None or 0 <= level < LEVELS


@pytest.mark.parametrize("times", [4, 7, 12, 25])
def test_a_level_is_what_tantivy_scores(tmp_path: Path, times: int) -> None:
    """Where entries have 1,000 tokens on average, the constants are Tantivy's."""
    with rebuilding(tmp_path) as writer:
        # Two characters are two tokens, and the mark is an entry of none.
        writer.add(story(1, "夯实，" * times + "一二，" * (500 - times)))
        writer.add(story(2, "三四，" * 1000))
        writer.commit(Mark())
    searcher = open_searcher(tmp_path)

    def score(field: str, term: str) -> float:
        query = Query.term_query(SCHEMA, field, term, "freq")
        return searcher.search(query, 1).hits[0][0]

    idf_and_factor = score("text", "三四") / (1000 / (1000 + 1.2 * 1.75))
    weight = score("text", "夯实") / idf_and_factor
    level = next(
        level
        for level in range(LEVELS)
        if searcher.doc_freq("heavy", heavy_term("夯实", level))
    )
    assert weight == pytest.approx(weight_of(level), abs=0.02)


def test_a_word_of_the_title_weighs_as_in_a_search() -> None:
    text = "，".join(chr(0x4E00 + number) + "湿" for number in range(400))
    entry = story_entry(story(1, text, title="夯实，夯实"))

    heavy = next(value for name, value in entry if name == "heavy")
    assert {term[1:] for term in str(heavy).split()} >= {"夯实", "实"}
