"""Values of exported blocks, checked: an export may have been changed by anybody."""

import re
from collections.abc import Callable
from typing import Any

import nh3

from news.importer.links import clean_image_address, clean_link

_TAGS = {"p", "b", "i", "a", "ol", "ul", "li", "sup", "sub", "br"}
_ATTRIBUTES = {
    "a": {"href", "linktype", "id"},
    **{tag: {"data-block-key"} for tag in ("p", "li", "ol", "ul")},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_SPELLINGS = (("&quot;", '"'), ("&#x27;", "'"), ("&#39;", "'"), ("&nbsp;", "\xa0"))
_BREAK = re.compile(r"<br\s*/?>")
_HEADERS = ("row", "column", "both", "neither")
_SPAN_KEYS = ("row", "col", "rowspan", "colspan")
_Checked = Any


def _paragraph(value: Any, problems: set[str]) -> _Checked:
    if not isinstance(value, str):
        return None
    clean = nh3.clean(
        value,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    if _spelled(clean) == _spelled(value):
        # The same HTML; Wagtail writes quotes and breaks otherwise.
        return value
    problems.add("unsafe_html_removed")
    return clean.replace("<br>", "<br/>")


def _spelled(html: str) -> str:
    for entity, character in _SPELLINGS:
        html = html.replace(entity, character)
    return _BREAK.sub("<br>", html)


def _heading(value: Any, _problems: set[str]) -> _Checked:
    if not isinstance(value, dict):
        return None
    level = value.get("level")
    return {
        "text": _text(value.get("text")),
        "level": level if level in ("2", "3") else "2",
    }


def _quote(value: Any, _problems: set[str]) -> _Checked:
    return _fields(value, "text", "attribution")


def _code(value: Any, _problems: set[str]) -> _Checked:
    return _fields(value, "text")


def _image(value: Any, problems: set[str]) -> _Checked:
    if not isinstance(value, dict):
        return None
    address = _text(value.get("address"))
    return {
        # Which picture of the library it is, the file says.
        "image": None,
        "address": address and clean_image_address(address, problems),
        **_fields(value, "caption", "credit", "alt", "file", "hash"),
    }


def _embed(value: Any, problems: set[str]) -> _Checked:
    return clean_link(value, problems) or None if isinstance(value, str) else None


def _key(value: Any, _problems: set[str]) -> _Checked:
    return value if type(value) is int else None


def _table(value: Any, _problems: set[str]) -> _Checked:
    if not isinstance(value, dict) or not isinstance(value.get("data"), list):
        return None
    header = value.get("table_header_choice")
    checked: dict[str, Any] = {
        "data": [
            [None if cell is None else _text(cell) for cell in row]
            for row in value["data"]
            if isinstance(row, list)
        ],
        "table_caption": _text(value.get("table_caption")),
        "table_header_choice": header if header in _HEADERS else "neither",
    }
    for name in ("first_row_is_table_header", "first_col_is_header"):
        if name in value:
            checked[name] = bool(value[name])
    for name in ("cell", "mergeCells"):
        if isinstance(value.get(name), list):
            checked[name] = list(filter(None, map(_CELLS[name], value[name])))
    return checked


def _merged(cell: Any) -> _Checked:
    if not isinstance(cell, dict) or any(
        type(cell.get(key)) is not int for key in _SPAN_KEYS
    ):
        return None
    return {key: cell[key] for key in _SPAN_KEYS}


def _cell(cell: Any) -> _Checked:
    if not isinstance(cell, dict):
        return None
    return {
        key: part
        for key, part in cell.items()
        if key in ("row", "col") or (key == "className" and isinstance(part, str))
    }


def _fields(value: Any, *names: str) -> _Checked:
    if not isinstance(value, dict):
        return None
    return {name: _text(value.get(name)) for name in names}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


_CELLS: dict[str, Callable[[Any], _Checked]] = {"cell": _cell, "mergeCells": _merged}
CHECKS: dict[str, Callable[[Any, set[str]], _Checked]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "quote": _quote,
    "image": _image,
    "embed": _embed,
    "document": _key,
    "related": _key,
    "table": _table,
    "code": _code,
}
