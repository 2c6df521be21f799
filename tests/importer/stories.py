"""Hypothesis strategies of stories: every block, every field, hostile characters.

`FUZZ_EXAMPLES=5000` in the environment tries so many of each.
"""

import os
from datetime import UTC, datetime
from html import escape
from typing import Any

from hypothesis import strategies as st

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "100"))

# Control and invisible characters never outlive an import; surrogates are no text.
CHARACTERS = st.characters(
    exclude_categories=["Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"],
)
CHINESE = st.sampled_from("临湖日报的记者说，春天来了。“好”！—（）《》、；：？…·　")
MARKUP = st.sampled_from(
    ["<b>", "</p>", "&amp;", "&", "<!-- baoguan:code {} -->", "-->", "--", "\n---\n"]
)
ODD_TEXTS = ("---", "yes", "null", "1.0", "记者 张三", "来源：临湖日报", "一、", "01")
WORDS = st.one_of(st.text(CHARACTERS, max_size=12), st.text(CHINESE, max_size=20))
TEXTS = st.one_of(
    st.lists(st.one_of(WORDS, MARKUP), max_size=6).map("".join),
    st.sampled_from(ODD_TEXTS),
)


def one_line(longest: int) -> st.SearchStrategy[str]:
    """Return texts as forms keep them: one line, nothing around it."""
    return TEXTS.map(lambda text: " ".join(text.split())[:longest].strip())


def _rich(text: str, tag: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>" if tag else escape(text)


_RICH = st.lists(
    st.builds(_rich, WORDS, st.sampled_from(["", "b", "i", "sup", "sub"])), max_size=4
).map("".join)
_LINKS = st.sampled_from(
    [
        '<a href="https://example.cn/?a=1&amp;b=2">链接</a>',
        '<a href="/linhuribao/nw1/">相关</a>',
        '<a href="/documents/3/a.pdf">附件</a>',
        '<a href="mailto:desk@example.cn">来信</a>',
        "一行<br/>又一行",
        "&nbsp;空格",
    ]
)
_PARAGRAPHS = st.one_of(
    st.builds("<p>{}{}</p>".format, _RICH, _LINKS),
    st.builds(
        '<p data-block-key="{}">{}</p>'.format, st.from_regex(r"\A[a-z0-9]{5}\Z"), _RICH
    ),
    st.builds("<p>{}</p><p>{}</p>".format, _RICH, _RICH),
    st.builds(
        '<ul><li data-block-key="ab1cd">{}</li><li>{}</li></ul>'.format, _RICH, _RICH
    ),
    st.builds("<ol><li>{}<ol><li>{}</li></ol></li></ol>".format, _RICH, _RICH),
)
_LINES = st.lists(TEXTS, min_size=1, max_size=4).map("\n".join)
_KEYS = st.integers(1, 10**6)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, Any]:
    """Return values of table blocks as the admin's grid writes them."""
    width, height = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    cells = st.one_of(st.none(), TEXTS, _LINES)
    row = st.lists(cells, min_size=width, max_size=width)
    value = {
        "data": draw(st.lists(row, min_size=height, max_size=height)),
        "table_caption": draw(one_line(50)),
        "table_header_choice": draw(
            st.sampled_from(["row", "column", "both", "neither"])
        ),
        "first_row_is_table_header": draw(st.booleans()),
        "first_col_is_header": draw(st.booleans()),
    }
    if draw(st.booleans()):
        value["mergeCells"] = [
            {"row": 0, "col": 0, "rowspan": height, "colspan": width}
        ]
        value["cell"] = [{"row": 0, "col": 0, "className": "htCenter"}]
    return value


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "paragraph": _PARAGRAPHS,
    "heading": st.fixed_dictionaries(
        {"text": one_line(100), "level": st.sampled_from(["2", "3"])}
    ),
    "quote": st.fixed_dictionaries({"text": _LINES, "attribution": one_line(100)}),
    "image": st.fixed_dictionaries(
        {
            "image": st.none(),
            "address": st.sampled_from(
                ["", "https://img.example.cn/a.jpg?x=1&y=2", "http://例子.cn/图.png"]
            ),
            "caption": one_line(300),
            "credit": one_line(100),
            "alt": one_line(200),
        }
    ),
    "embed": st.sampled_from(["https://v.example.cn/x?y=1&z=--2", "http://a.cn/"]),
    "document": _KEYS,
    "related": _KEYS,
    "table": tables(),
    "code": st.fixed_dictionaries({"text": _LINES}),
}


@st.composite
def blocks(draw: st.DrawFn) -> dict[str, Any]:
    """Return one block of a stream."""
    kind = draw(st.sampled_from(sorted(VALUES)))
    identity = str(draw(st.uuids(version=4)))
    return {"type": kind, "value": draw(VALUES[kind]), "id": identity}


STREAMS = st.lists(blocks(), max_size=6)
MOMENTS = st.integers(631_152_000, 2_208_988_800).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)

# Fields of the page that are one text.
PLAIN = {
    "title": 255,
    "kicker": 200,
    "subtitle": 300,
    "summary": 400,
    "original_author": 200,
    "original_title": 300,
    "seo_title": 255,
    "search_description": 300,
}
_ROLES = st.sampled_from(["reporter", "correspondent", "photographer", "author"])


@st.composite
def stories(draw: st.DrawFn) -> dict[str, Any]:
    """Return everything that a page holds, by the names of its fields."""
    names = draw(
        st.lists(st.sampled_from(["张三", "李四", "迪丽·努尔", "John Li"]), unique=True)
    )
    return {
        **{name: draw(one_line(longest)) for name, longest in PLAIN.items()},
        "title": draw(one_line(255).filter(bool)),
        "published_at": draw(MOMENTS),
        "original_code": draw(st.sampled_from(["", "NW2024", "spring-"])),
        "source": draw(one_line(100)),
        "editors": draw(
            st.lists(st.sampled_from(["桂枝", "单一鸣", "A-1"]), unique=True)
        ),
        "byline": [(name, draw(_ROLES)) for name in names],
        "tags": sorted(
            draw(st.sets(st.sampled_from(["治水", "C++", "a: b", "[x]", "yes"])))
        ),
        "stream": draw(STREAMS),
    }
