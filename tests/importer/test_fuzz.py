"""Random and mutated posts: no exception, nothing unsafe, bounded time and size.

`FUZZ_EXAMPLES=5000` in the environment tries so many of each.
"""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.importer.read import PostFile
from news.importer.record import PostRecord, read_record
from tests.importer.builders import HEAD, SAMPLES, TAIL
from tests.importer.safety import assert_safe
from tests.importer.stories import EXAMPLES

SAMPLE_POSTS = [path.read_bytes() for path in sorted(SAMPLES.iterdir())]

PIECES = (
    *("<p>", "</p>", "<div>", "</div>", "<b>", "</i>", "<br>", "<table>", "<tr><td>"),
    *("<ul><li>", "</ul>", "<blockquote>", "<h2>", "</h3>", "<pre>", "<center>"),
    *("<script>alert(1)</script>", "<script>", "<style>", "<iframe src=//x>", "<svg>"),
    *("<math><mi>", "<template>", "<textarea>", "<plaintext>", "<noscript>", "<xmp>"),
    *("<img src=x onerror=alert(1)>", '<img src="data:image/png;base64,AA">'),
    *('<a href="javascript:alert(1)">', "<a href='vbscript:x'>", "</a>", "<embed>"),
    *('<a href="java\nscript:alert(1)">', '<a href="&#106;avascript:alert(1)">'),
    *(
        '<p onclick="x" style="display:none">',
        '<div class="ad">',
        "<!--",
        "-->",
        "<![CDATA[",
    ),
    *("[x](javascript:alert(1))", "![x](data:text/html;base64,AA)", "```\n", "    "),
    *("> ", "# ", "- ", "1. ", "|a|b|\n|-|-|\n", "**", "__", "\n\n", "---\n", "+++\n"),
    *("{% raw %}", "{{ x }}", "{: .a}", "&nbsp;", "&#0;", "&#x202e;", "&lt;script&gt;"),
    *("<", ">", '"', "'", "&", "\\", "\x00", "\x0b", "\ufeff", "\u200b", "\u2028"),
    *(
        "□ 梁鹏",
        "作者：张三 李四",
        "来源：",
        "责任编辑：",
        "本报讯（记者 张三）",
        "（本报记者 张三）",
    ),
    *("点击上方蓝字关注", "一、", "01", "图片来源：", "　　", "湖水清了。", "是什么？"),
    *(
        '<p class="em_media">（文章来源：临湖日报）</p>',
        "<http://a.cn/?infoCode=NW2024>",
    ),
    *("[返回首页](//a.cn/)", "[返回临湖日报新闻](//a.cn/)", "<span id='x'></span>"),
)
HEADS = (
    *(
        "title: ",
        "date: ",
        "categories: ",
        "tags: ",
        "- ",
        '"',
        "'",
        "[",
        "]",
        "{",
        "}",
    ),
    *(
        "&a ",
        "*a",
        "!!str ",
        ": ",
        "：",
        "#",
        "|",
        ">",
        "\n",
        "\n",
        "  ",
        "\t",
        "@",
        "%",
    ),
    *(
        "2024-04-09",
        " 08:30",
        "+0800",
        "99",
        "yes",
        "临湖",
        "../x",
        "<b>",
        "\x00",
        "\\x00",
    ),
)
bodies = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=40)
heads = st.lists(st.one_of(st.sampled_from(HEADS), st.text(max_size=4)), max_size=20)
encodings = st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
suffixes = st.sampled_from([".md", ".html"])

fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def record_of(folder: Path, data: bytes, suffix: str = ".md") -> PostRecord:
    """Return the record of a post, once it is known to be safe and bounded."""
    path = folder / f"post{suffix}"
    path.write_bytes(data)

    record = read_record(PostFile(path.name, path))

    assert_safe(record.stream_value())
    assert len(str(record.stream_value())) < 60 * len(data) + 10_000
    assert len(record.fingerprint) == 64
    record.as_report()
    return record


@fuzzed
@given(parts=bodies, suffix=suffixes)
def test_any_body_gives_a_safe_record(
    tmp_path: Path, parts: list[str], suffix: str
) -> None:
    head = HEAD.format(title="春天", date="2024-04-09", category="a", tags="b")
    text = head + "".join(parts) + TAIL.format(code="NW202404099001000001")

    record_of(tmp_path, text.encode(errors="replace"), suffix)


@fuzzed
@given(opening=st.sampled_from(["---\n", "+++\n", "{", ""]), parts=heads, end=heads)
def test_any_head_gives_a_safe_record(
    tmp_path: Path, opening: str, parts: list[str], end: list[str]
) -> None:
    text = f"{opening}{''.join(parts)}\n---\n{''.join(end)}"

    record_of(tmp_path, text.encode(errors="replace"))


@fuzzed
@given(data=st.binary(max_size=400), encoding=encodings, parts=bodies)
def test_any_bytes_give_a_safe_record(
    tmp_path: Path, data: bytes, encoding: str, parts: list[str]
) -> None:
    text = "---\ntitle: 春天\n---\n" + "".join(parts)

    record_of(tmp_path, text.encode(encoding, errors="replace") + data)


@fuzzed
@given(draw=st.data())
def test_a_sample_cut_and_mixed_gives_a_safe_record(
    tmp_path: Path, draw: st.DataObject
) -> None:
    post = draw.draw(st.sampled_from(SAMPLE_POSTS))
    other = draw.draw(st.sampled_from(SAMPLE_POSTS))
    for _ in range(draw.draw(st.integers(1, 5))):
        start = draw.draw(st.integers(0, len(post)))
        end = min(len(post), start + draw.draw(st.sampled_from([0, 1, 7, 300, 9999])))
        place = draw.draw(st.integers(0, len(other)))
        piece = draw.draw(st.sampled_from(PIECES)).encode()
        put = draw.draw(st.sampled_from([b"", piece, other[place : place + 200]]))
        post = post[:start] + put + post[end:]

    record_of(tmp_path, post)


@pytest.mark.parametrize("piece", PIECES)
def test_a_piece_a_thousand_times_costs_little(tmp_path: Path, piece: str) -> None:
    head = HEAD.format(title="春天", date="2024-04-09", category="a", tags="b")

    record = record_of(tmp_path, f"{head}{piece * 1000}".encode(errors="replace"))

    assert len(record.blocks) <= 6000
