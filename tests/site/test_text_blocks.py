"""Paragraphs and headings do in a few steps what Wagtail's own way does in many."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wagtail.rich_text import RichText, get_text_for_indexing

from news.blocks.text import HeadingBlock, ParagraphBlock

PIECES = st.lists(
    st.sampled_from(
        [
            *("<p>", "</p>", "<b>", "</b>", "<br/>", "<br />", "<BR>", "<hr/>", "<li>"),
            *("</li>", "<ul>", "</ul>", "<sup>", "</sup>", "<p dir='ltr'>", "<a"),
            *('<a href="https://example.cn/?a=1&amp;b=<2>">', "</a>", "<!-- 注 -->"),
            *("一湖碧水", "2.62%", " ", "\n", "&amp;", "&lt;b&gt;", "&nbsp;", "<", ">"),
            *("a < b", "&", "&#60;", "</h2>", "</blockquote>", "<embed/>"),
        ]
    ),
    max_size=12,
).map("".join)


@given(PIECES)
@example("<p>一湖<b>碧</b>水</p><p>第二段<br/>第二行</p>")
@example("<p>1 < 2</p>")
def test_words_of_a_paragraph_are_those_that_wagtail_indexes(html: str) -> None:
    words = ParagraphBlock().get_searchable_content(RichText(html))

    assert words == [get_text_for_indexing(html)]


@pytest.mark.parametrize(
    ("value", "context", "html"),
    [
        ({"text": "夯实<基础>", "level": "2"}, None, "<h2>夯实&lt;基础&gt;</h2>"),
        ({"text": "一", "level": "3"}, {"id": "a-1"}, '<h3 id="a-1">一</h3>'),
        (
            {"text": "一", "level": ""},
            {"id": '"><b>'},
            '<h2 id="&quot;&gt;&lt;b&gt;">一</h2>',
        ),
    ],
)
def test_a_heading_is_written_with_its_level_and_place(
    value: dict[str, str], context: dict[str, str] | None, html: str
) -> None:
    block = HeadingBlock()

    assert block.render(block.to_python(value), context) == html
