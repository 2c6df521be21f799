"""Shapes of bodies: Markdown, images, tables, lists, quotes and summaries."""

import pytest

from news.importer.parse import parse_body
from tests.importer.builders import SENTENCE, kinds_and_texts, parse


def _html(body: str) -> str:
    """Return the rich text of the first block."""
    parsed, _problems = parse(body)
    return str(parsed.blocks[0].value)


def test_rich_text_is_wagtails_database_html() -> None:
    html = _html(
        "<p>水<strong>清</strong>了<em>吗</em>，见<a href='//a.example.cn/?b=1&c=2'"
        " target='_blank' class='x'>此处</a>。H<sub>2</sub>O<br>第二行</p>"
    )

    assert html == (
        "<p>水<b>清</b>了<i>吗</i>，见"
        '<a href="https://a.example.cn/?b=1&amp;c=2">此处</a>。H<sub>2</sub>O'
        "<br/>第二行</p>"
    )


def test_lines_of_chinese_text_are_joined_without_a_space() -> None:
    assert _html("柳絮落在\n**水面**\n上，2024年\nin the\nmorning。") == (
        "<p>柳絮落在<b>水面</b>上，2024年in the morning。</p>"
    )


def test_keyword_links_and_empty_spans_leave_their_text() -> None:
    body = (
        '<p>全市<span id="bk_1"><a href="http://q.example.cn/1" class="keytip">图书</a>'
        '</span><span id="bkquote_1"></span>馆</p>'
    )

    assert _html(body) == "<p>全市图书馆</p>"


@pytest.mark.parametrize(
    "body",
    [
        "<p>第一段。<br><br>第二段。</p>",
        "<p>第一段。<br/>　　第二段。</p>",
        "<p>　　第一段。　　第二段。</p>",
        "<p>&nbsp;&nbsp;第一段。<br>&nbsp;&nbsp;第二段。</p>",
        "　　第一段。\n　　第二段。",
        "<div>第一段。<p>第二段。</div>",
    ],
)
def test_breaks_and_indents_make_paragraphs(body: str) -> None:
    assert kinds_and_texts(body) == [
        ("paragraph", "第一段。"),
        ("paragraph", "第二段。"),
    ]


def test_bold_beside_chinese_marks_is_bold() -> None:
    assert _html("**重点。**后文还有很多。") == "<p><b>重点。</b>后文还有很多。</p>"


def test_a_digest_above_a_story_is_its_summary() -> None:
    parsed, _problems = parse(f"> 水清了。\n> 鱼回来了。\n\n<p>{SENTENCE}</p>")

    assert parsed.summary == "水清了。鱼回来了。"
    assert [block.text for block in parsed.blocks] == [SENTENCE]


def test_a_digest_alone_is_a_paragraph() -> None:
    parsed, _problems = parse(f"> {SENTENCE}\n")

    assert parsed.summary == ""
    assert kinds_and_texts(f"> {SENTENCE}\n") == [("paragraph", SENTENCE)]


def test_a_quote_keeps_its_lines_and_who_said_it() -> None:
    parsed, _problems = parse(f"{SENTENCE}\n\n> 第一行\n>\n> 第二行\n>\n> ——卓爷爷\n")

    assert parsed.blocks[1].value == {
        "text": "第一行\n第二行",
        "attribution": "卓爷爷",
    }


def test_lists_are_rich_text() -> None:
    parsed, _problems = parse(
        f"{SENTENCE}\n\n<ul><li>甲<ol><li>乙</li></ol></li><li><p>丙</p></li></ul>"
    )

    assert parsed.blocks[1].type == "paragraph"
    assert parsed.blocks[1].value == (
        "<ul><li>甲<ol><li>乙</li></ol></li><li>丙</li></ul>"
    )


def test_a_table_keeps_header_caption_and_merged_cells() -> None:
    parsed, _problems = parse(
        "<table><caption>补贴</caption><tr><th colspan=2>机具</th><th>额</th></tr>"
        "<tr><td rowspan=2>甲</td><td>大</td><td>9</td></tr>"
        "<tr><td>小</td><td>6</td></tr></table>"
    )

    assert parsed.blocks[0].text == "机具 | 额\n甲 | 大 | 9\n小 | 6"
    assert parsed.blocks[0].value == {
        "data": [["机具", "", "额"], ["甲", "大", "9"], ["", "小", "6"]],
        "table_caption": "补贴",
        "table_header_choice": "row",
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "mergeCells": [
            {"row": 0, "col": 0, "rowspan": 1, "colspan": 2},
            {"row": 1, "col": 0, "rowspan": 2, "colspan": 1},
        ],
    }


def test_a_markdown_table_is_a_table() -> None:
    assert kinds_and_texts("| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n") == [
        ("table", "甲 | 乙\n1 | 2")
    ]


def test_a_layout_table_is_what_stands_in_it() -> None:
    body = (
        '<table><tr><td><img src="https://img.example.cn/a.jpg"></td></tr>'
        f"<tr><td>图为湖面</td></tr></table><p>{SENTENCE}</p>"
    )

    assert kinds_and_texts(body) == [("image", "图为湖面"), ("paragraph", SENTENCE)]


@pytest.mark.parametrize(
    "body",
    ["```\n07:30  首班车\n```", "<pre><code>07:30  首班车</code></pre>"],
)
def test_code_keeps_its_spaces(body: str) -> None:
    assert kinds_and_texts(body) == [("code", "07:30  首班车")]


@pytest.mark.parametrize(
    "body",
    [
        '<center><img src="//img.example.cn/a.jpg" alt="Image"></center><p>图片来源：馆方</p>',
        '<figure><figcaption>图片来源：馆方</figcaption><img src="//img.example.cn/a.jpg"></figure>',
        '<img data-src="//img.example.cn/a.jpg" src="x.gif"><p class="img-desc">图片来源：馆方</p>',
        "![图片来源：馆方](https://img.example.cn/a.jpg)",
    ],
)
def test_an_image_keeps_its_address_and_caption(body: str) -> None:
    parsed, _problems = parse(body)

    value = parsed.blocks[0].value
    assert parsed.blocks[0].type == "image"
    assert value["address"] == "https://img.example.cn/a.jpg"
    assert value["caption"] == "图片来源：馆方"
    assert len(parsed.blocks) == 1


@pytest.mark.parametrize("caption", ["注：" + "水" * 60, "图为湖面。"])
def test_a_sentence_after_an_image_is_no_caption(caption: str) -> None:
    body = f'<p><img src="https://img.example.cn/a.jpg"></p><p>{caption}</p>'

    assert kinds_and_texts(body) == [("image", ""), ("paragraph", caption)]


def test_liquid_and_kramdown_markup_is_dropped_and_reported() -> None:
    parsed, problems = parse(
        f"{{% include ad.html %}}\n\n{SENTENCE}\n{{: .center}}\n\n`{{{{ x }}}}`很好。"
    )

    assert [block.text for block in parsed.blocks] == [SENTENCE, "{{ x }}很好。"]
    assert "unsupported_markup_removed" in problems


def test_a_heading_that_repeats_the_title_is_dropped() -> None:
    parsed = parse_body(f"# 治水\n\n{SENTENCE}", set(), title="治水")

    assert [block.text for block in parsed.blocks] == [SENTENCE]


def test_a_body_without_text_is_reported() -> None:
    _parsed, problems = parse("<p>&nbsp;</p>")

    assert "no_body" in problems


def test_a_very_long_paragraph_is_kept_and_reported() -> None:
    parsed, problems = parse(f"<p>{SENTENCE * 1000}</p>")

    assert parsed.blocks[0].text == SENTENCE * 1000
    assert "oversize_paragraph" in problems
