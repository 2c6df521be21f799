"""Rich text compared: words by characters, format as marks on them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.comparing.rendering import render
from news.comparing.rich import Rich, compare_rich, is_changed, read_rich
from news.comparing.texts import Differ, Op

WORDS = st.text("县城路灯<>&\"'", min_size=1, max_size=8)
INLINE = st.sampled_from(["{}", "<b>{}</b>", "<i>{}</i>", '<a href="/x">{}</a>'])
LINES = st.sampled_from(["<p>{}</p>", "<ul><li>{}</li></ul>", "<h3>{}</h3>"])


def escaped(text: str) -> str:
    """Return a text as rich text stores it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@st.composite
def rich_texts(draw: st.DrawFn) -> str:
    """Return rich text of a few lines."""
    return "".join(
        draw(LINES).format(
            "".join(
                draw(INLINE).format(escaped(draw(WORDS)))
                for _ in range(draw(st.integers(1, 3)))
            )
        )
        for _ in range(draw(st.integers(0, 3)))
    )


def shown(before: str, after: str) -> str:
    """Return the comparison of two rich texts as HTML."""
    return render(compare_rich(read_rich(before), read_rich(after), Differ()))


@given(rich_texts(), rich_texts())
def test_both_texts_and_their_marks_are_read_back(one: str, other: str) -> None:
    before, after = read_rich(one), read_rich(other)

    segments = compare_rich(before, after, Differ())
    was = [part for part in segments if part.op is not Op.ADDED]
    now = [part for part in segments if part.op is not Op.REMOVED]

    assert before == Rich(
        "".join(part.text for part in was),
        tuple(part.before for part in was for _ in part.text),
    )
    assert after == Rich(
        "".join(part.text for part in now),
        tuple(part.after for part in now for _ in part.text),
    )
    assert is_changed(segments) == (before != after)


@pytest.mark.parametrize(
    ("before", "after", "note"),
    [
        ("<p>路灯</p>", "<p><b>路灯</b></p>", "加粗"),
        ("<p><b>路灯</b></p>", "<p>路灯</p>", "取消加粗"),
        ("<p>路灯</p>", "<ul><li>路灯</li></ul>", "项目符号"),
        ("<h2>路灯</h2>", "<h3>路灯</h3>", "标题由二级改为三级"),
        ("<p>路灯</p>", "<h2>路灯</h2>", "改为二级标题"),
        ("<p>路灯</p>", '<p><a href="/a">路灯</a></p>', "链接到/a"),
        ('<a href="/a">路灯</a>', '<a href="/b">路灯</a>', "链接由/a改为/b"),
        ('<a href="/a">路灯</a>', "<i>路灯</i>", "斜体，取消链接到/a"),
    ],
)
def test_a_change_of_format_is_said_in_words(
    before: str, after: str, note: str
) -> None:
    html = shown(before, after)

    assert f"（{note}）" in html
    assert "<ins>" not in html
    assert "<del>" not in html


def test_only_the_changed_character_is_marked() -> None:
    html = shown("<p>县城的路灯亮了。</p>", "<p>县城的街灯亮了。</p>")

    assert html == "县城的<del>路</del><ins>街</ins>灯亮了。"


def test_a_paragraph_cut_in_two_is_a_new_line() -> None:
    assert (
        shown("<p>路灯亮了</p>", "<p>路灯</p><p>亮了</p>") == "路灯<ins>↵<br></ins>亮了"
    )


def test_a_line_break_is_not_a_paragraph() -> None:
    html = shown("<p>路灯<br/>亮了</p>", "<p>路灯</p><p>亮了</p>")

    assert html == "路灯<del>↵<br></del><ins>↵<br></ins>亮了"


def test_keys_of_the_editor_are_no_change() -> None:
    before, after = map(
        read_rich,
        ('<p data-block-key="a1">路灯</p>', '<p data-block-key="b2">路灯</p>'),
    )

    assert not is_changed(compare_rich(before, after, Differ()))


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</ins></del><b>",
        "&lt;script&gt;",
    ],
)
def test_hostile_words_stay_words(words: str) -> None:
    html = shown("<p>路灯</p>", f"<p>{escaped(words)}</p>")

    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    assert escaped(words).replace('"', "&quot;") in html


def test_a_hostile_address_is_shown_and_never_a_link() -> None:
    html = shown("<p>路灯</p>", '<p><a href="javascript:x(&quot;&gt;)">路灯</a></p>')

    assert "javascript:x(&quot;&gt;)" in html
    assert "href" not in html
