"""What must never reach a reader, and markup made to stop the importer."""

import json
import time

import pytest

from news.importer.markup import MAX_DEPTH, bound_markup
from tests.importer.builders import SENTENCE, parse

# Far above what these take (under half a second), far below what they took unbounded.
_SECONDS = 5


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ("<script>alert(1)</script>", "unsafe_html_removed"),
        ("<SCRIPT SRC=//x.example.cn></SCRIPT>", "unsafe_html_removed"),
        ("<style>p{alert:1}</style>", "unsafe_html_removed"),
        (
            '<img src="https://a.example.cn/b.jpg" onerror="alert(1)">',
            "unsafe_html_removed",
        ),
        ('<b onmouseover="alert(1)">水</b>', "unsafe_html_removed"),
        ('<svg><a href="javascript:alert(1)">水</a></svg>', "unsafe_html_removed"),
        ('<form action="javascript:alert(1)"><input></form>', "unsafe_html_removed"),
        ('<a href="javascript:alert(1)">水</a>', "unsafe_link_removed"),
        ('<a href="JaVa&#10;ScRiPt&colon;alert(1)">水</a>', "unsafe_link_removed"),
        ('<a href="data:text/html,alert(1)">水</a>', "unsafe_link_removed"),
        ('<a href="vbscript:alert(1)">水</a>', "unsafe_link_removed"),
        ('<img src="data:image/svg+xml,alert(1)">', "unsafe_link_removed"),
        ("[水](javascript:alert(1))", "unsafe_link_removed"),
        ("![水](data:text/html,alert(1))", "unsafe_link_removed"),
        ('<iframe src="javascript:alert(1)"></iframe>', "embed_removed"),
        ('<video src="alert(1)">水</video>', "embed_removed"),
        ('<embed src="alert(1)">', "embed_removed"),
        ('<p style="display:none">alert(1)</p>', "hidden_text_removed"),
        ("<div hidden>alert(1)</div>", "hidden_text_removed"),
        ('<div class="share-box">alert(1)</div>', "ads_removed"),
    ],
)
def test_unsafe_markup_is_removed_and_reported(markup: str, problem: str) -> None:
    parsed, problems = parse(f"{markup}\n\n<p>{SENTENCE}</p>")

    said = json.dumps([block.value for block in parsed.blocks], ensure_ascii=False)
    assert "alert" not in said
    assert SENTENCE in said
    assert problem in problems


def test_markup_that_a_single_stripping_leaves_behind_is_text() -> None:
    parsed, _problems = parse(f"<p>{SENTENCE}<scr<script>x</script>ipt>alert(1)</p>")

    assert "<scr" not in parsed.blocks[0].value
    assert parsed.blocks[0].text.startswith(SENTENCE)


def test_escaped_markup_stays_text() -> None:
    parsed, _problems = parse(
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;是一段代码。</p>"
    )

    assert parsed.blocks[0].value == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;是一段代码。</p>"
    )


def test_comments_leave_nothing() -> None:
    parsed, problems = parse(f"<p>{SENTENCE}<!-- 隐藏 --></p><!-- EM_Stock -->")

    assert [block.value for block in parsed.blocks] == [f"<p>{SENTENCE}</p>"]
    assert problems == {"missing_source"}


def test_an_unclosed_comment_does_not_swallow_the_story() -> None:
    parsed, problems = parse(f"<p>{SENTENCE}</p><!-- <p>{SENTENCE}</p>")

    assert [block.text for block in parsed.blocks] == [SENTENCE, SENTENCE]
    assert "html_repaired" in problems


@pytest.mark.parametrize(
    "markup",
    [
        f"<script><p>{SENTENCE}</p>",
        f'<p class="x>{SENTENCE}</p><p class="y">水</p>',
    ],
)
def test_text_swallowed_by_broken_markup_is_reported(markup: str) -> None:
    _parsed, problems = parse(f"<p>{SENTENCE}</p>{markup}")

    assert "text_lost_in_broken_markup" in problems


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 3000 + f"<p>{SENTENCE}</p>" + "</div>" * 3000,
        "<div>" * 3000 + SENTENCE,
        "<p>" + "<b><i>" * 3000 + SENTENCE,
        "<ul><li>" * 3000 + SENTENCE,
        "<table><tr><td>" * 1000 + SENTENCE,
        ">" * 3000 + SENTENCE,
        "<p "
        + " ".join(f"a{number}=1" for number in range(20_000))
        + f">{SENTENCE}</p>",
        "[" * 20_000 + "\n\n" + SENTENCE,
        "<a " * 20_000 + f"\n\n<p>{SENTENCE}</p>",
    ],
    ids=[
        "div",
        "open div",
        "inline",
        "list",
        "table",
        "quote",
        "attributes",
        "[",
        "<a",
    ],
)
def test_markup_made_to_take_forever_does_not(body: str) -> None:
    started = time.process_time()

    parsed, _problems = parse(body)

    assert SENTENCE in "".join(block.text for block in parsed.blocks)
    assert time.process_time() - started < _SECONDS


def test_depth_is_bounded_and_reported() -> None:
    problems: set[str] = set()

    html = bound_markup("<div>" * 3000, problems)

    assert html.count("<div>") == MAX_DEPTH
    assert problems == {"html_repaired"}


def test_sibling_tags_do_not_count_as_depth() -> None:
    html = "<p>水<br>清<b>了</b></p>" * 1000

    assert bound_markup(html, set()) == html


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "visibility: hidden;",
        "font-size:0",
        "color:red;font-size: 0px;",
        "opacity:0",
        "text-indent:-9999px",
        "position:absolute;left:-5000px",
    ],
)
def test_text_that_nobody_sees_is_dropped(style: str) -> None:
    parsed, problems = parse(f'<p style="{style}">暗文</p><p>{SENTENCE}</p>')

    assert [block.text for block in parsed.blocks] == [SENTENCE]
    assert "hidden_text_removed" in problems


@pytest.mark.parametrize(
    "style",
    ["font-size:0.9em", "opacity:0.8", "text-indent:-2em", "margin-left:-100px"],
)
def test_text_that_is_only_styled_stays(style: str) -> None:
    parsed, problems = parse(f'<p style="{style}">{SENTENCE}</p>')

    assert [block.text for block in parsed.blocks] == [SENTENCE]
    assert "hidden_text_removed" not in problems
