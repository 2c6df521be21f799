"""Dates and numbers."""

import datetime as dt

import pytest

from news.proofing.rules import dates, numbers
from tests.proofing.stories import corrected, found

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2024, 5, 20, 4, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    [
        "东岭市图书馆近日发布报告。",
        "记者日前获悉，新站已经开通。",
        "今天上午，新站开通。",
        "昨日举行的发布会上，他说了这件事。",
    ],
)
def test_a_vague_day_is_found_where_no_date_stands(text: str) -> None:
    assert [finding.rule for finding in found(dates.vague_dates, text)] == [
        "vague-date"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "近日，图书馆发布报告。5月20日起可以查阅。",
        "20日，记者日前获悉的消息得到证实。",
        "最近日子好过了，附近日杂店也多了。",
        "他生日前一天回了家，春节前三日前来的人最多。",
        "“今天上午我还在田里。”老穆说。",
        "今天的乡村，和从前大不一样。",
        "今日头条号同步推送。",
    ],
)
def test_other_words_and_dated_stories_are_left_alone(text: str) -> None:
    assert found(dates.vague_dates, text) == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("2月30日，新站开通。", "2月30日"),
        ("2023年2月29日，新站开通。", "2023年2月29日"),
        ("4月31日截止。", "4月31日"),
        ("13月1日截止。", "13月1日"),
    ],
)
def test_days_of_no_calendar_are_found(text: str, wrong: str) -> None:
    assert [each.excerpt for each in found(dates.impossible_dates, text)] == [wrong]


@pytest.mark.parametrize(
    "text",
    [
        "2024年2月29日，新站开通。",
        "2月29日截止。",
        "农历2月30日祭祖。",
        "12月31日至1月2日放假。",
        "2024年5月20日（星期一）上午",
        "5月20日，一号线开通。",
        "5月20日六号线开通。",
        "2019年5月19日周日开通。",
    ],
)
def test_days_of_the_calendar_are_left_alone(text: str) -> None:
    assert found(dates.impossible_dates, text, published_at=MONDAY) == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("2024年5月20日星期二开通。", "2024年5月20日星期一开通。"),
        ("5月20日（周日）开通。", "5月20日（周一）开通。"),
        ("2024年5月26日，星期一开通。", "2024年5月26日，星期日开通。"),
    ],
)
def test_a_weekday_follows_its_date(text: str, right: str) -> None:
    [finding] = found(dates.impossible_dates, text, published_at=MONDAY)

    start, end = finding.start, finding.end
    assert text[:start] + (finding.suggestion or "") + text[end:] == right


def test_a_weekday_of_long_ago_is_not_judged_without_its_year() -> None:
    text = "那年10月1日，星期三，他回了家。"

    assert found(dates.impossible_dates, text, published_at=MONDAY) == []


@pytest.mark.parametrize(
    ("text", "excerpt"),
    [
        ("约100人左右参加。", "约100人左右"),
        ("成本下降了2倍。", "下降了2倍"),
        ("来了20几个人。", "20几"),
    ],
)
def test_doubtful_numbers_are_found(text: str, excerpt: str) -> None:
    assert [each.excerpt for each in found(numbers.doubtful_numbers, text)] == [excerpt]


@pytest.mark.parametrize(
    "text", ["约100人参加。", "产量增长了2倍。", "来了20个人，二十几位老人。"]
)
def test_plain_numbers_are_left_alone(text: str) -> None:
    assert found(numbers.doubtful_numbers, text) == []


def test_some_in_han() -> None:
    assert corrected(numbers.doubtful_numbers, "来了20几个人。") == "来了二十几个人。"
