"""Searches are counted by day, without anything personal."""

import datetime as dt
import threading

import pytest
from django.utils import timezone
from wagtail.models import Site

from search.guidance import note_search
from search.models import SearchCount, SuggestionPhrase
from search.query import parse
from search.suggestions import noting
from search.suggestions.following import catch_up
from search.suggestions.learning import LEAST_SEARCHES, learn_searches
from search.suggestions.noting import forget_searches, is_private, write_counts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_waits() -> None:
    """Other tests have searched in this process too."""
    noting._waiting.take()


def kept() -> list[tuple[str, int, int]]:
    """Return what has been written: query, count, hits."""
    rows = SearchCount.objects.order_by("query")
    return list(rows.values_list("query", "count", "hits"))


def test_searches_of_a_day_are_one_row(site_id: int) -> None:
    note_search(parse("張掖"), site_id, 7)
    write_counts()
    note_search(parse(" 张掖 "), site_id, 8)
    note_search(parse("“张掖”"), site_id, 9)
    write_counts()

    assert kept() == [("张掖", 3, 9)]


def test_counting_does_not_touch_the_database(
    site_id: int, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0):
        note_search(parse("张掖"), site_id, 7)


@pytest.mark.parametrize(
    "text",
    [
        "13912345678",
        "139-1234-5678",
        "张三 139 1234 5678",
        "１３９１２３４５６７８",
        "62220219900101123x",
        "0931-8412345",
        "zhang@example.com",
        "字" * 61,
    ],
)
def test_what_looks_personal_is_not_kept(site_id: int, text: str) -> None:
    note_search(parse(text), site_id, 0)
    write_counts()

    assert kept() == []


@pytest.mark.parametrize(
    "text", ["2022-08-15", "2022.8.15 会议", "2022年8月15日", "110报警", "100000"]
)
def test_dates_and_numbers_are_not_personal(text: str) -> None:
    assert not is_private(text)


@pytest.mark.parametrize(
    "text", ["张掖 after:2022", "category:要闻 张掖", "张掖 -足球"]
)
def test_a_narrowed_search_says_nothing_of_its_words(site_id: int, text: str) -> None:
    note_search(parse(text), site_id, 0)
    write_counts()

    assert kept() == []


def test_a_site_that_is_gone_is_left_out(site_id: int) -> None:
    note_search(parse("张掖"), site_id + 99, 7)
    note_search(parse("苏州"), site_id, 7)
    write_counts()

    assert kept() == [("苏州", 1, 7)]


def test_waiting_searches_are_bounded(
    site_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noting, "MAX_WAITING", 2)
    for text in ("张掖", "苏州", "西安", "张掖"):
        note_search(parse(text), site_id, 1)
    write_counts()

    assert kept() == [("张掖", 2, 1), ("苏州", 1, 1)]


def test_old_searches_are_cleared(site_id: int, settings) -> None:
    settings.SEARCH_LOG_DAYS = 30
    note_search(parse("张掖"), site_id, 1)
    write_counts()
    row = SearchCount.objects.get()
    row.pk, row.day = None, timezone.localdate() - dt.timedelta(days=31)
    row.save()

    assert forget_searches() == 1
    assert SearchCount.objects.get().day == timezone.localdate()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_thread_of_the_process_writes(settings) -> None:
    settings.SEARCH_LOG_SECONDS = 0.01
    note_search(parse("张掖"), Site.objects.get().pk, 1)
    (thread,) = (one for one in threading.enumerate() if one.name == "search-counts")

    settings.SEARCH_LOG_SECONDS = 0
    thread.join(20)

    assert not thread.is_alive()
    assert kept() == [("张掖", 1, 1)]


def learnt() -> list[str]:
    """Return the searches that are suggested."""
    return list(
        SuggestionPhrase.objects.filter(asked__gt=0).values_list("text", flat=1)
    )


def asked(site_id: int, text: str, number: int, hits: int) -> None:
    """Let readers search."""
    for _ in range(number):
        note_search(parse(text), site_id, hits)
    write_counts()


def test_searches_of_many_with_results_are_suggested(site_id: int) -> None:
    catch_up()
    asked(site_id, "张掖七彩丹霞门票", LEAST_SEARCHES, 3)
    asked(site_id, "一个人的搜索", LEAST_SEARCHES - 1, 3)
    asked(site_id, "没有结果的", LEAST_SEARCHES, 0)

    assert learn_searches() == 1

    assert learnt() == ["张掖七彩丹霞门票"]


def test_a_search_that_finds_nothing_any_more_goes(site_id: int) -> None:
    catch_up()
    asked(site_id, "七彩丹霞", LEAST_SEARCHES, 3)
    learn_searches()

    asked(site_id, "七彩丹霞", 1, 0)
    learn_searches()

    assert not SuggestionPhrase.objects.exists()
