"""A story as Markdown (CommonMark, tables as GitHub writes them).

Made of the document's blocks; rich text by Wagtail's own converter. A header of
`key: "value"` lines (YAML) stands in front.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from wagtail.admin.rich_text.converters.markdown_db import MarkdownConverter

from news.blocks.text import PARAGRAPH_FEATURES
from news.feeds.markup import absolute_html
from news.feeds.notes import note_day
from news.published.links import absolute_address, web_address
from news.published.models import PublishedDocument, iso_time

# What begins a construct, or stands for one, anywhere in a line.
_SPECIAL = re.compile(r"([\\`*_\[\]<>&|~#])")
# What begins a list or a rule at the beginning of a line.
_OPENING = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))", re.MULTILINE)
_FENCE = re.compile(r"^`{3,}", re.MULTILINE)

Value = Any


def story_markdown(document: PublishedDocument, root: str) -> str:
    """Return a story; `root` stands before its paths: "https://paper.example"."""
    story = document.data
    parts = [
        _header(document, story, root),
        f"# {_inline(document.title)}",
        _inline(story["subtitle"]),
        *map(_note, story["corrections"]),
        _image(story["lead_image"], "", root) if story["lead_image"] else "",
        *(_block(block, root) for block in story["body"]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _header(document: PublishedDocument, story: dict[str, Any], root: str) -> str:
    source = story["source"] or {}
    members = {
        "title": document.title,
        "url": root + document.path,
        "byline": [line["name"] for line in story["byline"]],
        "source": source.get("name"),
        "category": story["category"]["title"],
        "published": iso_time(document.published_at),
        "updated": iso_time(document.updated_at),
        "tags": story["tags"],
        "summary": story["summary"],
        "original": web_address(story["original_url"]),
    }
    # JSON values are YAML's too.
    lines = [
        f"{name}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in members.items()
        if value
    ]
    return "\n".join(["---", *lines, "---"])


def _note(record: dict[str, Any]) -> str:
    """Return a record as a quotation, with its day in front."""
    label = f"**{record['kind_label']}**（{note_day(record)}）"
    first, *rest = [_inline(line) for line in record["text"].splitlines()]
    return "\n".join([f"> {label}{first}", *(f"> {line}".rstrip() for line in rest)])


def _block(block: dict[str, Any], root: str) -> str:
    write = _WRITERS.get(block["type"])
    return write(block["value"], root) if write and block["value"] else ""


def _paragraph(html: Value, root: str) -> str:
    # resolved: links have addresses, no ids of pages.
    converter = MarkdownConverter(PARAGRAPH_FEATURES)
    text = converter.from_database_format(absolute_html(html, root), resolved=True)
    return str(text).strip()


def _heading(value: Value, root: str) -> str:
    return f"{'#' * value['level']} {_inline(value['text'])}"


def _quote(value: Value, root: str) -> str:
    lines = _text(value["text"]).splitlines()
    if value["attribution"]:
        lines += ["", f"—— {_inline(value['attribution'])}"]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _picture(value: Value, root: str) -> str:
    caption = _inline(value["caption"] or "")
    credit = _inline(value["credit"] or "")
    words = f"{caption}（{credit}）" if credit else caption
    image = value["image"] or {"src": value["address"]}
    return _image({**image, "alt": value["alt"]}, words, root)


def _image(image: dict[str, Any], words: str, root: str) -> str:
    if not image["src"]:
        return words
    address = _destination(absolute_address(image["src"], root))
    picture = f"![{_inline(image['alt'] or '')}]({address})"
    return f"{picture}\n\n{words}" if words else picture


def _embed(value: Value, root: str) -> str:
    address = web_address(value["url"])
    return f"<{_destination(address)}>" if address else ""


def _document(value: Value, root: str) -> str:
    address = _destination(absolute_address(value["url"], root))
    return f"[{_inline(value['title'])}]({address})"


def _related(value: Value, root: str) -> str:
    return f"相关稿件：[{_inline(value['title'])}]({root}{value['path']})"


def _code(value: Value, root: str) -> str:
    inside = _FENCE.findall(value["text"])
    fence = "`" * max([3, *(len(ticks) + 1 for ticks in inside)])
    return f"{fence}\n{value['text']}\n{fence}"


def _table(value: Value, root: str) -> str:
    if not value["rows"]:
        return ""
    rows = [[_inline(cell) for cell in row] for row in value["rows"]]
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    # Markdown knows no table without a head.
    head = rows.pop(0) if value["header_rows"] else [""] * width
    lines = [_row(head), _row(["---"] * width), *map(_row, rows)]
    caption = _inline(value["caption"])
    return "\n".join([*([caption, ""] if caption else []), *lines])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _inline(text: str) -> str:
    """Return words for one line, with nothing in them that Markdown would read."""
    return _text(" ".join(text.split()))


def _text(text: str) -> str:
    escaped = _SPECIAL.sub(r"\\\1", text)
    return _OPENING.sub(_escape_opening, escaped)


def _escape_opening(match: re.Match[str]) -> str:
    sign = match[2]
    # A digit is no sign of its own: the stop after it is what counts.
    return f"{match[1]}{sign}\\" if sign.isdigit() else f"{match[1]}\\{sign}"


def _destination(address: str) -> str:
    """Return an address that neither ends early nor holds spaces."""
    return "".join(_encoded(sign) for sign in address)


def _encoded(sign: str) -> str:
    return f"%{ord(sign):02X}" if sign <= " " or sign in '()<>"' else sign


_WRITERS: dict[str, Callable[[Value, str], str]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "quote": _quote,
    "image": _picture,
    "embed": _embed,
    "document": _document,
    "table": _table,
    "related": _related,
    "code": _code,
}
