"""The evaluation tells good answers from bad ones."""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.evaluation.asking import AskingError, Endpoint
from tests.evaluation.collection import JudgedQuery, Story
from tests.evaluation.judging import (
    Draw,
    OrderError,
    by_page,
    draw_strings,
    find_misses,
    judge,
)
from tests.evaluation.load import slug_of

MORNING = dt.datetime(2024, 5, 1, 8)  # noqa: DTZ001
ODD = Story(
    id="编号 1/二?",
    title="𠮷野家 <b>开张</b> & “试营业”",
    body="第一行\u2028还是第一行😀\r\n第二行：ｶﾀｶﾅ، العربية",
    date=MORNING,
    byline=("欧阳 雨",),
    tags=("a" * 100, "饮食"),
)


def item(story_id: str, moment: dt.datetime = MORNING) -> dict[str, object]:
    """Return a story as the endpoint gives it."""
    published = moment.replace(tzinfo=dt.UTC).isoformat()
    return {"id": 1, "meta": {"slug": slug_of(story_id)}, "published_at": published}


def answering(pages: Mapping[str, Sequence[Mapping[str, object]]]) -> Endpoint:
    """Return an endpoint of pages by their cursors; that of the first is ''."""
    following = dict(zip(pages, [*pages][1:], strict=False))

    def get(address: str) -> tuple[int, bytes]:
        cursor = parse_qs(urlsplit(address).query).get("cursor", [""])[0]
        answer = {"meta": {"next": following.get(cursor)}, "items": pages[cursor]}
        return 200, json.dumps(answer).encode()

    return Endpoint(get)


def test_pages_are_followed_by_their_cursors() -> None:
    endpoint = answering({"": [item("a")], "two": [item("b")]})

    (result,) = judge(endpoint, [JudgedQuery("kind", "x", {"a": 1, "b": 1})])

    assert result.quality.recall == 1.0


def test_the_place_of_the_first_answer_counts() -> None:
    endpoint = answering({"": [item("wrong"), item("right")]})

    (result,) = judge(endpoint, [JudgedQuery("kind", "x", {"right": 1})])

    assert result.quality.mrr == 0.5


def test_stories_may_be_known_by_their_page() -> None:
    endpoint = answering({"": [item("a")]})

    (result,) = judge(endpoint, [JudgedQuery("kind", "x", {"1": 1})], by_page)

    assert result.quality.mrr == 1.0


def test_a_refused_query_counts_as_finding_nothing() -> None:
    endpoint = Endpoint(lambda _address: (400, b'{"message": "too long"}'))

    (result,) = judge(endpoint, [JudgedQuery("kind", "x" * 300, {"a": 1})])

    assert result.quality == (0.0, 0.0, 0.0)
    assert result.refused == [f"{'x' * 40}: 400: too long"]


@pytest.mark.parametrize(
    "answer", [(200, b"<html>"), (200, b"{}"), (502, b"Bad Gateway")]
)
def test_what_is_no_search_endpoint_is_an_error(answer: tuple[int, bytes]) -> None:
    endpoint = Endpoint(lambda _address: answer)

    with pytest.raises(AskingError):
        judge(endpoint, [JudgedQuery("kind", "x", {"a": 1})])


def test_a_story_that_is_not_found_is_a_miss() -> None:
    endpoint = answering({"": [item("another")]})
    draw = Draw("试营业", ODD)

    assert find_misses(endpoint, [draw]) == [draw]


def test_another_order_than_newest_first_is_an_error() -> None:
    later = MORNING + dt.timedelta(hours=1)
    endpoint = answering({"": [item("old"), item("new", later)]})

    with pytest.raises(OrderError):
        find_misses(endpoint, [Draw("试营业", ODD)])


def test_draws_are_the_same_each_time_and_stand_in_their_stories() -> None:
    draws = draw_strings([ODD], 50)

    assert draws == draw_strings([ODD], 50)
    assert all(draw.text in f"{ODD.title}{ODD.body}" for draw in draws)
    assert {len(draw.text) for draw in draws} == {2, 3, 4}


@pytest.mark.parametrize("query", ["𠮷野家", "试营业", "第二行", "العربية", "欧阳雨"])
def test_text_of_all_sorts_is_loaded_and_found(
    loaded: Callable[[Sequence[Story]], Endpoint], query: str
) -> None:
    plain = Story(id="plain", title="别的稿件", body="没有那些字。", date=MORNING)
    endpoint = loaded([plain, ODD])

    (result,) = judge(endpoint, [JudgedQuery("odd", query, {ODD.id: 1})])

    assert (result.quality.mrr, result.refused) == (1.0, [])
