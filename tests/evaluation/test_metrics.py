"""The measures, against values reckoned by hand."""

from math import log2

import pytest

from tests.evaluation.metrics import (
    Quality,
    discounted_gain,
    latency,
    mean,
    recall,
    reciprocal_rank,
)

OTHERS = [f"other-{number}" for number in range(200)]


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [
        (["a"], 1.0),
        (["x", "y", "a", "b"], 1 / 3),
        ([*OTHERS[:9], "a"], 0.1),
        ([*OTHERS[:10], "a"], 0.0),
        ([], 0.0),
    ],
)
def test_the_first_relevant_of_ten_counts(ranked: list[str], expected: float) -> None:
    assert reciprocal_rank(ranked, {"a": 1, "b": 2}) == expected


def test_a_story_of_grade_0_is_not_relevant() -> None:
    assert reciprocal_rank(["a", "b"], {"a": 0, "b": 1}) == 0.5
    assert recall(["a"], {"a": 0, "b": 1}) == 0.0


def test_gains_are_grades_discounted_by_rank() -> None:
    relevant = {"a": 3, "b": 1}

    gain = discounted_gain(["b", "x", "a"], relevant)

    assert gain == pytest.approx((1 + 3 / log2(4)) / (3 + 1 / log2(3)))
    assert discounted_gain(["a", "b"], relevant) == 1.0


@pytest.mark.parametrize(
    ("ranked", "expected"),
    [(["a", "x"], 0.5), ([*OTHERS[:98], "a", "b"], 1.0), ([*OTHERS[:100], "a"], 0.0)],
)
def test_recall_looks_at_the_first_hundred(ranked: list[str], expected: float) -> None:
    assert recall(ranked, {"a": 1, "b": 1}) == expected


def test_recall_asks_for_no_more_than_a_hundred() -> None:
    assert recall(OTHERS, dict.fromkeys(OTHERS, 1)) == 1.0


def test_a_mean_is_of_each_measure() -> None:
    assert mean([Quality(1, 0, 0.5), Quality(0, 0, 1)]) == Quality(0.5, 0, 0.75)


def test_latency_is_in_milliseconds() -> None:
    assert latency([0.001] * 100).p50 == 1.0
    assert latency([0.002]) == (2.0, 2.0)
