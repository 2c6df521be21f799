"""Two texts compared: both can be read back, and changes are what an editor sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.comparing.texts import Change, Differ, Op, text_after, text_before

# Few different characters, so that the two texts have much in common.
TEXTS = st.one_of(
    st.text("县城路灯亮了2024年a é👍🏽\u0301\u200d\n", max_size=60),
    st.text(max_size=40),
)


def compared(before: str, after: str) -> list[tuple[str, str]]:
    """Return the changes between two texts as pairs."""
    return [(str(op), text) for op, text in Differ().compare(before, after)]


@given(TEXTS, TEXTS)
def test_both_texts_are_read_back(before: str, after: str) -> None:
    changes = Differ().compare(before, after)

    assert text_before(changes) == before
    assert text_after(changes) == after


@given(TEXTS, TEXTS)
def test_both_texts_are_read_back_without_time(before: str, after: str) -> None:
    changes = Differ(seconds=-1).compare(before, after)

    assert (text_before(changes), text_after(changes)) == (before, after)


@given(TEXTS)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    changes = Differ().compare(text, text)

    assert {op for op, _ in changes} <= {Op.SAME}


def test_one_character_of_chinese_changes() -> None:
    assert compared("县城的路灯亮了。", "县城的街灯亮了。") == [
        ("same", "县城的"),
        ("removed", "路"),
        ("added", "街"),
        ("same", "灯亮了。"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "old", "new"),
    [
        ("补贴1200元", "补贴1500元", "1200", "1500"),
        ("增长3.5%", "增长3.6%", "3.5", "3.6"),
        ("用微信Wechat", "用微信Wecom", "Wechat", "Wecom"),
        ("好👍🏽", "好👍🏿", "👍🏽", "👍🏿"),
    ],
)
def test_numbers_words_and_emoji_stay_whole(
    before: str, after: str, old: str, new: str
) -> None:
    changes = Differ().compare(before, after)

    assert Change(Op.REMOVED, old) in changes
    assert Change(Op.ADDED, new) in changes


def test_coincidences_are_no_islands() -> None:
    assert compared("领导的讲话", "市民的看法") == [
        ("removed", "领导的讲话"),
        ("added", "市民的看法"),
    ]


def test_rare_han_are_compared_like_others() -> None:
    assert compared("姓𠮷田的人", "姓吉田的人") == [
        ("same", "姓"),
        ("removed", "𠮷"),
        ("added", "吉"),
        ("same", "田的人"),
    ]
