"""Punctuation, widths and pairs: what is found, what it becomes, what is left alone."""

import pytest

from news.proofing.rules import pairs, punctuation
from tests.proofing.stories import corrected, found

pytestmark = pytest.mark.django_db

RULES = (
    punctuation.half_width_marks,
    punctuation.half_width_brackets,
    punctuation.repeated_marks,
    punctuation.full_width_letters,
    punctuation.spaces,
    pairs.unclosed_pairs,
)

# Sentences as they stand in papers: nothing in them is wrong.
SOUND = [
    "首班车7:30发车，末班车23:00收车。",
    "比分3:2，全场1,200名观众起立鼓掌。",
    "完成投资1.5亿元，增长5.2%，高于全省平均水平。",
    "她说：“走近了，心里自然就亮。”",
    "“‘双减’以后，孩子回家早了。”家长说。",
    "（记者 林静 通讯员 王小川）",
    "记者 林静 摄",
    "1.全面推进。2.分步实施。",
    "（一）加强领导；（二）压实责任。",
    "1）登记；2）核对；3）归档。",
    "《一座桥的履历》（修订版）出版。",
    "网址是https://example.cn/a,b;c?d=e:f。",
    "It’s a small world，他用英语说。",
    "东岭——临湖高速公路通车……",
    "真的吗？！他又问了一遍。",
    "iPhone 15 和 5G 基站",
    "马克·吐温的小说",
    "E-mail: news@example.cn",
    "气温-3℃～5℃",
    "他走了……没有回头。",
    "9:00—17:00开放（周一闭馆）。",
]


@pytest.mark.parametrize("text", SOUND)
@pytest.mark.parametrize("rule", RULES)
def test_sound_sentences_stay_in_peace(rule, text: str) -> None:
    assert found(rule, text) == []


def test_a_quotation_of_several_paragraphs_closes_once() -> None:
    paragraphs = ["他说：“路修好了。", "“灯也亮了。”"]

    assert found(pairs.unclosed_pairs, *paragraphs) == []


@pytest.mark.parametrize(
    ("rule", "text", "right"),
    [
        (punctuation.half_width_marks, "路修好了,灯也亮了.", "路修好了，灯也亮了。"),
        (punctuation.half_width_marks, "他说:“好!”", "他说：“好！”"),
        (punctuation.half_width_marks, "增长5.2%,高于去年。", "增长5.2%，高于去年。"),
        (punctuation.half_width_marks, "电话:0870-1234567", "电话：0870-1234567"),
        (punctuation.half_width_brackets, "望湖站(北口)开通", "望湖站（北口）开通"),
        (punctuation.half_width_brackets, '他说"好"。', "他说“好”。"),
        (punctuation.repeated_marks, "路修好了，，灯亮了。。", "路修好了，灯亮了。"),
        (punctuation.repeated_marks, "路修好了，。", "路修好了。"),
        (punctuation.repeated_marks, "太好了！！！", "太好了！"),
        (punctuation.repeated_marks, "他想了想...没有说。", "他想了想……没有说。"),
        (punctuation.repeated_marks, "他想了想。。。", "他想了想……"),
        (punctuation.full_width_letters, "２０２４年５Ｇ", "2024年5G"),
        (punctuation.spaces, "路修 好了，灯也亮了。", "路修好了，灯也亮了。"),
        (punctuation.spaces, "路修好了， 灯也亮了。", "路修好了，灯也亮了。"),
    ],
)
def test_a_suggestion_puts_it_right(rule, text: str, right: str) -> None:
    assert corrected(rule, text) == right


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("他说：“路修好了。", "“"),
        ("他说：路修好了。”", "”"),
        ("《一座桥的履历出版。", "《"),
        ("望湖站（北口开通。", "（"),
        ("“《履历”出版。", "《"),
        ("”路修好了“", "”“"),
    ],
)
def test_what_does_not_close_is_found(text: str, marks: str) -> None:
    findings = found(pairs.unclosed_pairs, text)

    assert "".join(finding.excerpt for finding in findings) == marks


def test_headlines_may_have_spaces() -> None:
    title = "望湖站开通 市民说“方便”。"

    assert found(punctuation.spaces, title=title) == []
