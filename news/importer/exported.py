"""The body of an exported story: HTML that others can show, and we read exactly.

Before each block stands a comment with its type and, as JSON, its id and what HTML
cannot say: `<!-- baoguan:table {"id": "…", "table_header_choice": "row"} -->`.
"""

import json
import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any
from xml.etree.ElementTree import Element

import nh3

from news.importer.blocks import Block
from news.importer.exported_values import CHECKS
from news.importer.markup import parse_html, text_of

# In the front matter: `format: baoguan-1`.
FORMAT = "baoguan-1"

_MARK = re.compile(r"^<!-- baoguan:([a-z]+) (\{.*\}) -->$", re.MULTILINE)
_Meta = dict[str, Any]
_Value = Any


def write_body(stream: list[dict[str, Any]]) -> str:
    """Return a stream value (its JSON form) as an exported body."""
    return "\n".join(_write_block(block) for block in stream)


def read_body(body: str, problems: set[str]) -> tuple[Block, ...]:
    """Return the blocks of an exported body, without anything unsafe in them."""
    marks = list(_MARK.finditer(body))
    ends = [*(mark.start() for mark in marks[1:]), len(body)]
    blocks = []
    for mark, end in zip(marks, ends, strict=False):
        html = body[mark.end() : end].strip("\n")
        block = _read_block(mark[1], mark[2], html, problems)
        if block is not None:
            blocks.append(block)
    if not blocks:
        problems.add("no_body")
    return tuple(blocks)


def is_known_block(kind: str) -> bool:
    """Return whether a story may hold blocks of this type."""
    return kind in _WRITERS


def _write_block(block: dict[str, Any]) -> str:
    kind, value = block["type"], block["value"]
    html, rest = _WRITERS[kind](value)
    meta = {"id": block.get("id"), **rest}
    if _READERS[kind](html, rest, set()) != value:
        # What HTML cannot hold goes along as it is.
        meta["value"] = value
    # Two hyphens would end the comment.
    packed = json.dumps(meta, ensure_ascii=True).replace("--", "-\\u002d")
    return f"<!-- baoguan:{kind} {packed} -->\n{html}\n"


def _read_block(kind: str, packed: str, html: str, problems: set[str]) -> Block | None:
    if kind not in _READERS:
        problems.add("html_repaired")
        return None
    try:
        meta = json.loads(packed)
    except (ValueError, RecursionError):
        problems.add("html_repaired")
        meta = {}
    value = meta.get("value")
    if value is None:
        value = _READERS[kind](html, meta, problems)
    checked = CHECKS[kind](value, problems)
    if checked is None:
        problems.add("html_repaired")
        return None
    options = {}
    if kind == "image":
        options = {"src": checked.pop("file"), "hash": checked.pop("hash")}
    identity = meta["id"] if _is_id(meta.get("id")) else ""
    text = "\n".join(filter(None, _texts(checked)))
    return Block(kind, checked, text, options=options, identity=identity)


def _is_id(identity: object) -> bool:
    return isinstance(identity, str) and bool(re.fullmatch(r"[\w-]{1,64}", identity))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield nh3.clean(value, tags=set()) if "<" in value else value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _lines(text: str) -> str:
    return "<br>".join(escape(line, quote=False) for line in text.split("\n"))


def _write_paragraph(value: str) -> tuple[str, _Meta]:
    return value, {}


def _read_paragraph(html: str, _meta: _Meta, _problems: set[str]) -> _Value:
    return html


def _write_heading(value: dict[str, str]) -> tuple[str, _Meta]:
    tag = f"h{value.get('level') or 2}"
    return f"<{tag}>{_lines(value.get('text', ''))}</{tag}>", {}


def _read_heading(html: str, _meta: _Meta, problems: set[str]) -> _Value:
    for element in parse_html(html, problems):
        if element.tag in ("h2", "h3"):
            return {"text": _text(element), "level": str(element.tag)[1]}
    return None


def _write_quote(value: dict[str, str]) -> tuple[str, _Meta]:
    said_by = value.get("attribution")
    footer = f"<footer>{_lines(said_by)}</footer>" if said_by else ""
    return (
        f"<blockquote><p>{_lines(value.get('text', ''))}</p>{footer}</blockquote>",
        {},
    )


def _read_quote(html: str, _meta: _Meta, problems: set[str]) -> _Value:
    root = parse_html(html, problems)
    return {
        "text": _text(root.find("blockquote/p")),
        "attribution": _text(root.find("blockquote/footer")),
    }


def _write_image(value: _Meta) -> tuple[str, _Meta]:
    source = value["file"] or value["address"]
    img = f'<img src="{escape(source)}" alt="{escape(value["alt"])}">'
    caption, credit = _lines(value["caption"]), _lines(value["credit"])
    html = f"<figure>{img}<figcaption>{caption}</figcaption><small>{credit}</small></figure>"
    if not value["file"]:
        return html, {"hash": value["hash"]} if value["hash"] else {}
    return html, {name: value[name] for name in ("address", "hash")}


def _read_image(html: str, meta: _Meta, problems: set[str]) -> _Value:
    root = parse_html(html, problems)
    img = root.find("figure/img")
    source = "" if img is None else img.get("src", "")
    is_file = "address" in meta
    return {
        "file": source if is_file else "",
        "hash": meta.get("hash", ""),
        "address": meta["address"] if is_file else source,
        "caption": _text(root.find("figure/figcaption")),
        "credit": _text(root.find("figure/small")),
        "alt": "" if img is None else img.get("alt", ""),
    }


def _write_link(value: object) -> tuple[str, _Meta]:
    address = value if isinstance(value, str) else ""
    html = f'<p><a href="{escape(address)}">{escape(address)}</a></p>'
    return html, {} if isinstance(value, str) else {"value": value}


def _read_link(html: str, meta: _Meta, problems: set[str]) -> _Value:
    if "value" in meta:
        return meta["value"]
    link = parse_html(html, problems).find("p/a")
    return "" if link is None else link.get("href", "")


def _write_code(value: dict[str, str]) -> tuple[str, _Meta]:
    # HTML drops a first line end of <pre>.
    text = escape(value.get("text", ""), quote=False).replace("\n", "&#10;", 1)
    return f"<pre><code>{text}</code></pre>", {}


def _read_code(html: str, _meta: _Meta, problems: set[str]) -> _Value:
    code = parse_html(html, problems).find("pre/code")
    return None if code is None else {"text": text_of(code)}


def _write_table(value: _Meta) -> tuple[str, _Meta]:
    rows = [
        "".join(f"<td>{_lines(str(cell or ''))}</td>" for cell in row)
        for row in value.get("data") or []
    ]
    caption = escape(value.get("table_caption") or "", quote=False)
    inner = "\n".join(f"<tr>{row}</tr>" for row in rows)
    rest = {name: part for name, part in value.items() if name != "data"}
    # The admin's grid has null where nobody has ever written.
    nulls = [
        [number, place]
        for number, row in enumerate(value.get("data") or [])
        for place, cell in enumerate(row)
        if cell is None
    ]
    rest |= {"nulls": nulls} if nulls else {}
    return f"<table><caption>{caption}</caption>\n{inner}\n</table>", rest


def _read_table(html: str, meta: _Meta, problems: set[str]) -> _Value:
    rows = parse_html(html, problems).iter("tr")
    data: list[list[str | None]] = [[_text(cell) for cell in row] for row in rows]
    nulls = meta.get("nulls")
    nulls = nulls if isinstance(nulls, list) else []
    for number, row in enumerate(data if nulls else []):
        for place, text in enumerate(row):
            if not text and [number, place] in nulls:
                row[place] = None
    rest = {name: meta[name] for name in meta if name not in ("id", "nulls")}
    return {"data": data, **rest}


def _text(element: Element | None) -> str:
    """Return the text of an element; a <br> is a line end."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        parts += ["\n" if child.tag == "br" else _text(child), child.tail or ""]
    return "".join(parts)


_WRITERS: dict[str, Callable[[Any], tuple[str, _Meta]]] = {
    "paragraph": _write_paragraph,
    "heading": _write_heading,
    "quote": _write_quote,
    "image": _write_image,
    "embed": _write_link,
    "document": _write_link,
    "related": _write_link,
    "table": _write_table,
    "code": _write_code,
}
_READERS: dict[str, Callable[[str, _Meta, set[str]], _Value]] = {
    "paragraph": _read_paragraph,
    "heading": _read_heading,
    "quote": _read_quote,
    "image": _read_image,
    "embed": _read_link,
    "document": _read_link,
    "related": _read_link,
    "table": _read_table,
    "code": _read_code,
}
