"""字数: one rule, which server and editor keep alike."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.counting.rule import PATTERN, count_characters, reading_minutes

# 89 字; the segmenter by which Wagtail counts finds about fifty words.
PARAGRAPH = (
    "4月9日，临湖县北岸的环湖步道上已经有了晨跑的人。“十年前，这里的水是黑的。”"
    "护湖员卓爷爷说，“如今银鱼回来了。”据县生态环境局监测，"
    "今年一季度湖水透明度达到1.8米，比上年提高12%。"
)
# What Word and WPS show as 字数 for each of them.
CASES = {
    PARAGRAPH: 89,
    "": 0,
    " \n\t　 ": 0,
    "今天天气好。": 6,
    "“你好！”他说……": 9,
    "他来了——又走了": 8,
    "2024年4月9日": 6,
    "占3.5%，约1,200元": 6,
    "Wagtail 8.0": 2,
    "用Wagtail写稿": 4,
    "It’s 7:30 a.m.": 3,
    "阿·托尔斯泰": 6,
    "今天(周五)": 6,
    "今天,天气": 5,
    "ＡＢ１２": 4,
    "①②": 2,
    "𠮷野家": 3,
    "〇与々": 3,
    "에어 부산": 2,
    "さくら": 3,
    "a\u200bb": 2,
    "零\u200b宽": 2,
    "https://example.cn/a?b=1": 1,
    "36.6℃": 1,
    "30㎡": 2,
    "👍很好": 3,
}


@pytest.mark.parametrize(("text", "count"), list(CASES.items()))
def test_text_counts_as_in_word_processors(text: str, count: int) -> None:
    assert count_characters(text) == count


@pytest.mark.parametrize(
    ("count", "minutes"), [(0, 0), (1, 1), (400, 1), (401, 2), (4000, 10)]
)
def test_a_begun_minute_is_a_minute(count: int, minutes: int) -> None:
    assert reading_minutes(count) == minutes


@given(st.text(st.sampled_from("湖𠮷，“’—·\u3000 \n\u200baé-7%에👍")))
def test_the_quick_way_finds_what_the_pattern_finds(text: str) -> None:
    assert count_characters(text) == len(re.findall(PATTERN, text))
