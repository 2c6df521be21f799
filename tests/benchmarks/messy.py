"""What real archives do to their posts, as often as IMPORT.md counted it."""

import re
from collections.abc import Callable
from random import Random

# The same article stands twice: 10 of 27 files, that is 5 of 27 are copies.
_COPIES = frozenset({3, 8, 14, 19, 25})
_ROUND = 27

_TITLE = re.compile(r'^title: "(.*)"$', re.MULTILINE)
_FIRST_SENTENCE = re.compile(r"<p>([^<。]{20,80}。)")
_LONG_PARAGRAPH = re.compile(r"<p>([^<]{61,})</p>")
_HEADING = re.compile(r"<p>([^<□。]{3,30})</p>")


def is_copy(number: int) -> bool:
    """Return whether this post is the one before it once more."""
    return number % _ROUND in _COPIES


def spoil(text: str, random: Random) -> bytes:
    """Return a post as it may come, in bytes."""
    for share, change in _CHANGES:
        if random.random() < share:
            text = change(text)
    draw = random.random()
    if draw < 0.02:
        return text.encode("gb18030")
    return (b"\xef\xbb\xbf" if draw < 0.05 else b"") + text.encode()


def _bare_quotes(text: str) -> str:
    return _TITLE.sub(lambda match: f'title: "“{match[1]}"新"样子"', text, count=1)


def _bare_colon(text: str) -> str:
    return _TITLE.sub(lambda match: f"title: 图集: {match[1]}", text, count=1)


def _without_zone(text: str) -> str:
    return text.replace(" +0800\n", "\n", 1)


def _day_alone(text: str) -> str:
    return re.sub(r"^(date: \S+) \S+.*$", r"\1", text, count=1, flags=re.MULTILINE)


def _digest(text: str) -> str:
    head, mark, body = text.partition("\n---\n")
    sentence = _FIRST_SENTENCE.search(body)
    return f"{head}{mark}> {sentence[1]}\n\n{body}" if sentence else text


def _dateline(text: str) -> str:
    return _LONG_PARAGRAPH.sub(
        r"<p>本报讯（记者 林知秋 通讯员 何若水）\1</p>", text, count=1
    )


def _editors(text: str) -> str:
    return text.replace(
        '<p class="em_media">', '<p>（责任编辑：桂思远）</p><p class="em_media">', 1
    )


def _strong_headings(text: str) -> str:
    return _HEADING.sub(r"<p><strong>\1</strong></p>", text)


def _image(text: str) -> str:
    picture = (
        '<center><img src="https://img.example.cn/upload/cover.jpg" alt="Image" />'
        '</center><p style="text-align:center;">图片来源：资料图</p>'
    )
    return _LONG_PARAGRAPH.sub(lambda match: match[0] + picture, text, count=1)


def _keyword_links(text: str) -> str:
    link = (
        '<span id="bk_1"><a href="http://quote.example.cn/1" class="keytip" '
        'data-code="1">居民</a></span><span id="bkquote_1"></span>'
    )
    return text.replace("居民", link)


def _hidden(text: str) -> str:
    return text.replace("</p> <p>", '</p><p style="display:none">点击下载</p><p>', 1)


def _indents(text: str) -> str:
    return text.replace("<p>", "<p>　　")


def _windows_lines(text: str) -> str:
    return text.replace("\n", "\r\n")


def _scripts(text: str) -> str:
    return text.replace("</p> <p>", "</p><script>var _hmt=[];</script><p>", 1)


# Shares of the posts read whole: 6 of 27 no zone, 7 of 27 a digest, and so on.
_CHANGES: tuple[tuple[float, Callable[[str], str]], ...] = (
    (0.03, _bare_quotes),
    (0.03, _bare_colon),
    (0.22, _without_zone),
    (0.03, _day_alone),
    (0.26, _digest),
    (0.25, _dateline),
    (0.25, _editors),
    (0.30, _strong_headings),
    (0.25, _image),
    (0.15, _keyword_links),
    (0.10, _hidden),
    (0.15, _indents),
    (0.04, _scripts),
    (0.05, _windows_lines),
)
