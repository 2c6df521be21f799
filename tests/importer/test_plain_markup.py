"""The quick reader of plain HTML and html5lib make the same tree."""

from typing import Any
from xml.etree.ElementTree import Element

import pytest
from html5lib import HTMLParser
from hypothesis import given, settings
from hypothesis import strategies as st

from news.importer.markup import _MISNESTED
from news.importer.plain_markup import read_plain
from tests.importer.stories import EXAMPLES

TEXTS = st.sampled_from(["张掖", "a", " ", "\n", "\"x'", ">", "\x0c", ""])
BREAKS = st.sampled_from(["<br>", "<br/>", "<br />", '<br class="x">'])
NAMES = st.sampled_from(
    ["p", "b", "strong", "em", "i", "sup", "sub", "div", "blockquote", "h2", "h3"]
)
ATTRIBUTES = st.sampled_from(["", ' class="em_media"', ' style="x:y"', ' class=""'])
TREES = st.recursive(
    st.one_of(TEXTS, BREAKS),
    lambda inner: st.builds(
        "<{0}{1}>{2}</{0}>".format, NAMES, ATTRIBUTES, st.lists(inner).map("".join)
    ),
    max_leaves=10,
)
PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<em>", "</em>", "<br>", "</br>", "<div>", "</div>",
     "<h2>", "</h2>", "<div/>", "</p class='a'>", "<p class='a'>", "<", "&amp;", "a"]
)  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.one_of(st.lists(TREES).map("".join), st.lists(PIECES).map("".join)))
def test_both_readers_agree(html: str) -> None:
    plain = read_plain(html)
    parser = HTMLParser(namespaceHTMLElements=False)
    root = parser.parseFragment(html)

    is_repaired = any(_MISNESTED.match(code) for _place, code, _data in parser.errors)
    assert plain is None or (as_lists(plain) == as_lists(root) and not is_repaired)


@pytest.mark.parametrize(
    "html",
    ["", "文字", '<p class="em_media">（<b>文</b>）</p>\n<div><p>一<br/>二</p></div>'],
)
def test_plain_html_is_read_quickly(html: str) -> None:
    assert read_plain(html) is not None


@pytest.mark.parametrize(
    "html", ["&amp;", "<p>", "<b><p></p></b>", "<p><p></p></p>", "<script></script>"]
)
def test_other_html_is_left_to_the_parser(html: str) -> None:
    assert read_plain(html) is None


def as_lists(element: Element) -> list[Any]:
    """Return a tree as lists that can be compared."""
    inner = [as_lists(child) for child in element]
    return [element.tag, element.attrib, element.text or "", element.tail or "", inner]
