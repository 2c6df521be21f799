"""Words and links of the reader site."""

import datetime as dt

import pytest

from news.templatetags.news_tags import (
    by_role,
    chinese_date,
    chinese_time,
    excerpt,
    srcset,
    web_address,
)


def test_chinese_time_is_that_of_the_newsroom() -> None:
    assert chinese_time(dt.datetime(2022, 6, 7, 3, 1, tzinfo=dt.UTC)) == (
        "2022年6月7日 11:01"
    )


def test_chinese_date_turns_at_midnight_in_the_newsroom() -> None:
    assert chinese_date(dt.datetime(2022, 6, 30, 16, 0, tzinfo=dt.UTC)) == (
        "2022年7月1日"
    )


def test_missing_time_is_empty() -> None:
    assert chinese_time(None) == ""


def test_neighbours_of_one_role_share_a_label() -> None:
    reporter = {"role": "reporter", "role_label": "记者"}
    byline = [
        {"name": "傅青禾", **reporter},
        {"name": "田小禾", **reporter},
        {"name": "温庭", "role": "photographer", "role_label": "摄影"},
    ]

    assert by_role(byline) == [
        {"role": "reporter", "label": "记者", "names": ["傅青禾", "田小禾"]},
        {"role": "photographer", "label": "摄影", "names": ["温庭"]},
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("路灯亮了。", "路灯亮了。"),
        ("路灯亮了。居民说，好看。", "路灯亮了。"),
        ("他说：“亮了。”居民都来看", "他说：“亮了。”"),
        ("居民说，路灯亮了又亮", "居民说，路灯……"),
        ("居民们都说，，，路灯亮", "居民们都说……"),
    ],
)
def test_excerpt_ends_well(text: str, expected: str) -> None:
    assert excerpt(text, 8) == expected


def test_srcset_names_each_width_of_a_format_once() -> None:
    image = {
        "srcset": [
            {"format": "webp", "url": "/a.webp", "width": 400},
            {"format": "jpeg", "url": "/a.jpg", "width": 400},
            {"format": "jpeg", "url": "/b.jpg", "width": 640},
            {"format": "jpeg", "url": "/b.jpg", "width": 640},
        ]
    }

    assert srcset(image, "jpeg") == "/a.jpg 400w, /b.jpg 640w"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//a.example/", ""]
)
def test_other_schemes_are_not_followed(address: str) -> None:
    assert web_address(address) == ""


def test_web_address_is_followed() -> None:
    assert web_address("HTTPS://a.example/") == "HTTPS://a.example/"
