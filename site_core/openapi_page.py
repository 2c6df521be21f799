"""The OpenAPI document as a page: groups of operations, then the components."""

import json
from typing import Any
from urllib.parse import quote

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from news.api.schema.notation import Schema

Described = dict[str, Any]
_OR = mark_safe(" | ")


def describe(document: dict[str, Any], root: str) -> Described:
    """Return what the template shows; `root` is what examples stand below."""
    groups: dict[str, list[Described]] = {}
    for path, entry in document["paths"].items():
        operation = _operation(path, entry["get"], root)
        groups.setdefault(operation["tag"], []).append(operation)
    components = document["components"]["schemas"]
    return {
        "info": document["info"],
        "groups": groups,
        "components": [_component(*each) for each in sorted(components.items())],
    }


def _operation(path: str, entry: dict[str, Any], root: str) -> Described:
    parameters = [_parameter(each) for each in entry["parameters"]]
    return {
        "id": entry["operationId"],
        "path": path,
        "tag": entry["tags"][0],
        "summary": entry["summary"],
        "description": words_html(entry.get("description", "")),
        "parameters": [each for each in parameters if not each["deprecated"]],
        "ignored": [each for each in parameters if each["deprecated"]],
        "answers": [
            _answer(status, each) for status, each in entry["responses"].items()
        ],
        "examples": [_address(example, root) for example in entry["x-examples"]],
    }


def _address(example: str, root: str) -> Described:
    text = example if example.startswith("/") else root + example
    return {"text": text, "href": quote(text, safe="/?&=*-,._")}


def _parameter(entry: dict[str, Any]) -> Described:
    return {
        "name": entry["name"],
        "place": entry["in"],
        "is_required": entry.get("required", False),
        "deprecated": entry.get("deprecated", False),
        "description": words_html(entry["description"]),
        "type": type_html(entry["schema"]),
        "default": entry["schema"].get("default"),
    }


def _answer(status: str, entry: dict[str, Any]) -> Described:
    bodies = [
        {"media": media, "type": type_html(body["schema"])}
        for media, body in entry.get("content", {}).items()
    ]
    words = words_html(entry["description"])
    return {"status": status, "description": words, "bodies": bodies}


def _component(name: str, schema: Schema) -> Described:
    members = schema.get("properties")
    return {
        "name": name,
        "description": words_html(schema.get("description", "")),
        "members": _members(schema) if members is not None else [],
        "type": "" if members is not None else type_html(schema),
    }


def _members(schema: Schema, before: str = "") -> list[Described]:
    """Return the members of a record, those of records inside it behind a dot."""
    rows = []
    for name, member in schema["properties"].items():
        is_record = "properties" in member
        rows.append(
            {
                "name": before + name,
                "is_required": name in schema["required"],
                "type": _record_type(member) if is_record else type_html(member),
                "description": words_html(member.get("description", "")),
            }
        )
        if is_record:
            rows += _members(member, f"{before}{name}.")
    return rows


def _record_type(schema: Schema) -> str:
    """Return "object" for one whose members have lines of their own."""
    kinds = schema["type"]
    return kinds if isinstance(kinds, str) else " | ".join(kinds)


def words_html(text: str) -> SafeString:
    """Return a description with what stands in backticks as code."""
    parts = text.split("`")
    forms = ("{}", "<code>{}</code>")
    made = (format_html(forms[number % 2], part) for number, part in enumerate(parts))
    return format_html_join("", "{}", ((part,) for part in made))


# Types, in the way that TypeScript writes them.


def type_html(schema: Schema) -> SafeString:
    """Return a schema in one line, components as links."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return format_html('<a href="#schema-{}">{}</a>', name, name)
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return _joined(type_html(each) for each in schema[several])
    if "const" in schema:
        return _literal(schema["const"])
    if "enum" in schema:
        return _joined(map(_literal, schema["enum"]))
    return _plain(schema)


def _literal(value: object) -> SafeString:
    return format_html("{}", json.dumps(value, ensure_ascii=False))


def _joined(parts: Any) -> SafeString:
    return format_html_join(_OR, "{}", ((part,) for part in parts))


def _plain(schema: Schema) -> SafeString:
    kinds = schema.get("type", "any")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return _joined(_kind(kind, schema) for kind in kinds)


def _kind(kind: str, schema: Schema) -> SafeString:
    if kind == "array":
        return format_html("list of ({})", type_html(schema["items"]))
    if kind == "object" and "properties" in schema:
        members = (
            (name, type_html(each)) for name, each in schema["properties"].items()
        )
        return format_html("{{ {} }}", format_html_join(", ", "{}: {}", members))
    hint = schema.get("format") or schema.get("contentMediaType")
    bounds = [str(schema[name]) for name in ("minimum", "maximum") if name in schema]
    notes = [note for note in (hint, " to ".join(bounds)) if note and kind != "null"]
    return format_html("{} ({})", kind, ", ".join(notes)) if notes else mark_safe(kind)  # noqa: S308
