"""Names, sources and editors in lines of their own and inside the text."""

import pytest

from news.importer.people import Credit
from tests.importer.builders import SENTENCE, kinds_and_texts, parse


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("□ 宋时雨", [("宋时雨", "author")]),
        ("□ 王　勇", [("王勇", "author")]),
        ("□ 本报记者 甲乙", [("甲乙", "reporter")]),
        (
            "■ 本报记者 傅青禾 通讯员 罗小川",
            [("傅青禾", "reporter"), ("罗小川", "correspondent")],
        ),
        (
            "□ 本报记者 张三 □ 通讯员 李四 □ 摄影 王五",
            [("张三", "reporter"), ("李四", "correspondent"), ("王五", "photographer")],
        ),
        ("作者 | 温庭 言午", [("温庭", "author"), ("言午", "author")]),
        ("文｜张三 图｜李四", [("张三", "author"), ("李四", "photographer")]),
        ("撰文：张三", [("张三", "author")]),
        ("（作者：钟晚照）", [("钟晚照", "author")]),
        ("（本报记者 聂双）", [("聂双", "reporter")]),
        ("东岭晚报记者 聂双", [("聂双", "reporter")]),
        ("本报记者 聂双 摄影报道", [("聂双", "reporter")]),
        ("□ 阿卜杜拉·买买提", [("阿卜杜拉·买买提", "author")]),
    ],
)
def test_a_line_of_names_is_the_byline(line: str, byline: list[Credit]) -> None:
    parsed, _problems = parse(f"<p>{line}</p><p>{SENTENCE}</p>")

    assert list(parsed.credits.byline) == byline
    assert [block.text for block in parsed.blocks] == [SENTENCE]


@pytest.mark.parametrize(
    "line",
    [
        "记者：您怎么看这件事？",
        "■ 核心提示",
        "● 一城四季",
        "记者手记",
        "作者系临湖大学教授，本报特约撰稿。",
        "图为临湖的早晨，记者摄于四月。",
    ],
)
def test_a_line_that_only_resembles_a_byline_stays(line: str) -> None:
    parsed, _problems = parse(f"<p>{line}</p><p>{SENTENCE}</p>")

    assert parsed.credits.byline == ()
    assert parsed.blocks[0].text == line


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        ("本报讯（记者 纪明川 通讯员 祝小棠）", ["纪明川", "祝小棠"]),
        ("本报讯 (全媒体记者纪明川)", ["纪明川"]),
        ("新华社北京6月7日电（记者纪明川、祝小棠）", ["纪明川", "祝小棠"]),
    ],
)
def test_names_of_a_dateline_go_to_the_byline_and_stay(
    opening: str, names: list[str]
) -> None:
    parsed, _problems = parse(f"<p>{opening}{SENTENCE}</p>")

    assert [name for name, _role in parsed.credits.byline] == names
    assert parsed.blocks[0].text.startswith(opening)


def test_names_after_the_last_sentence_go_to_the_byline_and_stay() -> None:
    parsed, _problems = parse(f"<p>{SENTENCE}（本报记者 聂双）</p>")

    assert parsed.credits.byline == (("聂双", "reporter"),)
    assert parsed.blocks[0].text.endswith("（本报记者 聂双）")


@pytest.mark.parametrize(
    ("line", "editors"),
    [
        ("责任编辑：桂枝", ["桂枝"]),
        ("（责任编辑：DF528）", ["DF528"]),
        ("责编：桂枝 编辑：单一鸣　校对：桂枝", ["桂枝", "单一鸣"]),
        ("编辑 | 桂枝 单一鸣", ["桂枝", "单一鸣"]),
    ],
)
def test_editors_leave_the_body(line: str, editors: list[str]) -> None:
    parsed, _problems = parse(f"<p>{SENTENCE}</p><p>{line}</p>")

    assert list(parsed.credits.editors) == editors
    assert len(parsed.blocks) == 1


@pytest.mark.parametrize(
    "line",
    [
        '<p class="em_media">（文章来源：<a href="http://x.example.cn">临湖日报</a>）</p>',
        '<p class="em_media">临湖日报</p>',
        "<p>来源：临湖日报</p>",
        "<p>来源：临湖日报 2024-04-09 08:30</p>",
        "<p>（稿件来源：临湖日报）</p>",
    ],
)
def test_a_source_line_leaves_the_body(line: str) -> None:
    parsed, problems = parse(f"<p>{SENTENCE}</p>{line}")

    assert parsed.credits.source == "临湖日报"
    assert len(parsed.blocks) == 1
    assert problems == set()


def test_a_missing_source_is_reported() -> None:
    _parsed, problems = parse(f"<p>{SENTENCE}</p>")

    assert problems == {"missing_source"}


def test_the_original_title_leaves_the_body() -> None:
    parsed, _problems = parse(f"<p>（原标题：治水：十年）</p><p>{SENTENCE}</p>")

    assert parsed.credits.original_title == "治水：十年"
    assert len(parsed.blocks) == 1


def test_credits_in_one_paragraph_are_told_apart() -> None:
    parsed, _problems = parse(
        f"<p>{SENTENCE}</p><p>作者：张三<br>来源：临湖日报<br/>编辑：李四</p>"
    )

    assert parsed.credits.byline == (("张三", "author"),)
    assert parsed.credits.source == "临湖日报"
    assert parsed.credits.editors == ("李四",)
    assert len(parsed.blocks) == 1


@pytest.mark.parametrize(
    "line",
    [
        "点击上方蓝字关注临湖日报",
        "长按识别二维码关注我们",
        "欢迎关注临湖日报微信公众号",
        "免责声明：本文不代表本报观点",
        "[返回首页]",
    ],
)
def test_promotion_is_dropped_and_reported(line: str) -> None:
    _parsed, problems = parse(f"<p>{SENTENCE}</p><p>{line}</p><p>{SENTENCE}</p>")

    assert "boilerplate_removed" in problems
    assert kinds_and_texts(f"<p>{SENTENCE}</p><p>{line}</p>") == [
        ("paragraph", SENTENCE)
    ]
