"""Search stays as good as it was, on the project's own judged set."""

from collections.abc import Callable, Sequence

from tests.evaluation.asking import Endpoint
from tests.evaluation.collection import Story
from tests.evaluation.floor import DRAWS, FLOORS
from tests.evaluation.judging import KindResult, draw_strings, find_misses, judge
from tests.evaluation.metrics import Quality
from tests.evaluation.own_set import own_queries, own_stories

Loaded = Callable[[Sequence[Story]], Endpoint]


def shortfalls(results: Sequence[KindResult]) -> dict[str, Quality]:
    """Return what was measured of the kinds that are below their floor."""
    return {
        result.kind: result.quality
        for result in results
        if any(
            value < least
            for value, least in zip(result.quality, FLOORS[result.kind], strict=True)
        )
    }


def test_each_kind_of_query_is_answered_as_well_as_before(loaded: Loaded) -> None:
    endpoint = loaded(own_stories())

    results = judge(endpoint, own_queries())

    assert {result.kind for result in results} == FLOORS.keys()
    assert [result.refused for result in results if result.refused] == []
    assert shortfalls(results) == {}


def test_every_string_of_a_story_finds_it_newest_first(loaded: Loaded) -> None:
    stories = own_stories()
    endpoint = loaded(stories)

    missed = find_misses(endpoint, draw_strings(stories, DRAWS))

    assert missed == []
