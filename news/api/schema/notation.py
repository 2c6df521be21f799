"""Short ways to write JSON Schema (2020-12, the dialect of OpenAPI 3.1)."""

from collections.abc import Iterable
from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
BOOLEAN: Schema = {"type": "boolean"}
NULL: Schema = {"type": "null"}
MOMENT: Schema = {
    "type": "string",
    "format": "date-time",
    "description": "ISO 8601 with the offset of the paper's time zone.",
}
HTML: Schema = {"type": "string", "contentMediaType": "text/html"}
URL: Schema = {"type": "string", "description": "An absolute address."}


def ref(name: str) -> Schema:
    """Return a reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(item: Schema) -> Schema:
    """Return a list of `item`; the API never answers null for one."""
    return {"type": "array", "items": item}


def either(*schemas: Schema) -> Schema:
    """Return one of several, or what fits more than one of them."""
    return {"anyOf": list(schemas)}


def one_of(by: str, components: dict[str, str]) -> Schema:
    """Return exactly one component, told by the member `by`: {its value: component}."""
    mapping = {value: ref(name)["$ref"] for value, name in components.items()}
    return {
        "oneOf": [ref(name) for name in components.values()],
        "discriminator": {"propertyName": by, "mapping": mapping},
    }


def nullable(schema: Schema) -> Schema:
    """Return `schema` or null."""
    kind = schema.get("type")
    if isinstance(kind, str) and "enum" not in schema:
        return {**schema, "type": [kind, "null"]}
    return either(schema, NULL)


def constant(value: str) -> Schema:
    """Return exactly this text."""
    return {"type": "string", "const": value}


def chosen(*values: str) -> Schema:
    """Return one of these texts."""
    return {"type": "string", "enum": list(values)}


def record(description: str = "", /, **members: Schema) -> Schema:
    """Return an object that always has all of these members, and no other."""
    schema: Schema = {
        "type": "object",
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }
    return {**schema, "description": description} if description else schema


def without_need(schema: Schema, names: Iterable[str]) -> Schema:
    """Return a record in which these members may be missing."""
    names = set(names)
    required = [name for name in schema["required"] if name not in names]
    return {**schema, "required": required}


def part_of(schema: Schema) -> Schema:
    """Return a record in which any member may be missing."""
    return without_need(schema, schema["properties"])


def noted(schema: Schema, description: str) -> Schema:
    """Return a schema with these words on it."""
    return {**schema, "description": description}
