"""Which short lines are section headings."""

import pytest

from tests.importer.builders import SENTENCE, kinds_and_texts, parse

LONG = "把岸边的管子找出来" * 6


def _kind_of(line: str) -> str:
    """Return what a line between two sentences becomes."""
    body = f"<p>{SENTENCE}</p>{line}<p>{SENTENCE}</p><p>{SENTENCE}</p>"
    return kinds_and_texts(body)[1][0]


@pytest.mark.parametrize(
    "line",
    [
        "<h3>先把管子找出来</h3>",
        "<p>先把管子找出来</p>",
        "<p>拆掉的是墙，不是味道</p>",
        "<p>“它们吃的是虫，省的是钱”</p>",
        "<p><strong>什么书最抢手？</strong></p>",
        '<p><span style="font-weight: bold">九点以后的书架</span></p>',
        "<p>01</p>",
        "<p>三</p>",
        "<p>一、先做什么</p>",
        "<p>（二）再做什么</p>",
        "<p>3. 最后做什么</p>",
        "<p>第一章 水</p>",
    ],
)
def test_a_heading(line: str) -> None:
    assert _kind_of(line) == "heading"


@pytest.mark.parametrize(
    "line",
    [
        "<p>雨停了。</p>",
        "<p>申请补贴需要以下材料：</p>",
        "<p>（一）身份证和银行卡；</p>",
        "<p>一是趁地温施基肥</p>",
        "<p><strong>二要清园彻底</strong></p>",
        "<p>（本文有删节）</p>",
        "<p>邵丰年：水清了</p>",
        "<p>2024年4月9日</p>",
        "<p>咨询电话 12345</p>",
        f"<p>{LONG}</p>",
        f"<p><strong>{LONG}</strong></p>",
        f"<h2>{LONG * 2}</h2>",
        "<p><strong>雨停了。</strong></p>",
        "<p><strong>雨</strong>停了</p><p>第二行短句</p><p>第三行短句</p>",
    ],
)
def test_no_heading(line: str) -> None:
    assert _kind_of(line) == "paragraph"


def test_a_plain_question_is_a_paragraph_and_reported() -> None:
    parsed, problems = parse(f"<p>{SENTENCE}</p><p>水是怎么清的？</p><p>{SENTENCE}</p>")

    assert parsed.blocks[1].type == "paragraph"
    assert "ambiguous_heading" in problems


def test_a_short_line_after_an_image_is_a_paragraph_and_reported() -> None:
    image = '<p><img src="https://img.example.cn/a.jpg"></p>'

    parsed, problems = parse(
        f"<p>{SENTENCE}</p>{image}<p>湖边的人</p><p>{SENTENCE}</p>"
    )

    assert parsed.blocks[2].type == "paragraph"
    assert "ambiguous_heading" in problems


@pytest.mark.parametrize("tag", ["p", "h2", "strong"])
def test_the_last_block_is_no_heading(tag: str) -> None:
    blocks = kinds_and_texts(f"<p>{SENTENCE}</p><{tag}>先把管子找出来</{tag}>")

    assert blocks[-1] == ("paragraph", "先把管子找出来")


def test_the_first_plain_line_is_no_heading() -> None:
    assert kinds_and_texts(f"<p>柳絮</p><p>{SENTENCE}</p>")[0] == ("paragraph", "柳絮")


def test_verse_holds_no_heading() -> None:
    verse = "".join(
        f"<p>{line}</p>" for line in ("床前明月光", "疑是地上霜", "举头望明月")
    )

    blocks = kinds_and_texts(f"<p>{SENTENCE}</p>{verse}<p>{SENTENCE}</p>")

    assert {kind for kind, _text in blocks} == {"paragraph"}


def test_levels_start_at_two() -> None:
    parsed, _problems = parse(
        f"<h3>水</h3><p>{SENTENCE}</p><h4>岸</h4><p>{SENTENCE}</p>"
    )

    levels = [
        block.value["level"] for block in parsed.blocks if block.type == "heading"
    ]

    assert levels == ["2", "3"]


def test_a_bold_first_line_is_cut_off_its_paragraph() -> None:
    blocks = kinds_and_texts(
        f"<p><strong>岸上</strong><br>{SENTENCE}</p><p>{SENTENCE}</p>"
    )

    assert blocks[:2] == [("heading", "岸上"), ("paragraph", SENTENCE)]


def test_a_numbered_markdown_line_is_a_heading() -> None:
    blocks = kinds_and_texts(f"1. 岸上\n\n{SENTENCE}\n\n2. 水里\n\n{SENTENCE}")

    assert blocks[0] == ("heading", "1. 岸上")
    assert blocks[2] == ("heading", "2. 水里")
