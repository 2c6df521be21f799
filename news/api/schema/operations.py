"""Operations: what is asked of an address, and each answer that it may give."""

from collections.abc import Iterable
from typing import Any

from news.api.schema.notation import TEXT, Schema, ref

Operation = dict[str, Any]
Parameter = dict[str, Any]

JSON = "application/json"
PROBLEM = "application/problem+json"
# Query parameters that several separate with commas.
_LISTED: dict[str, Any] = {"style": "form", "explode": False}

BAD_REQUEST = "A parameter or a value that means nothing; the sentence names it."
NOT_FOUND = "There is nothing, or nothing that readers may see."
NOT_ALLOWED = "Only GET and HEAD."
_CACHED = {
    "ETag": "Changes with what the answer was made from.",
    "Cache-Control": "How long a shared cache may keep it.",
    "Cache-Tag": "Tags that end its life, separated by commas.",
}


def query(name: str, description: str, schema: Schema = TEXT, **more: Any) -> Parameter:
    """Return a parameter of the query."""
    style = _LISTED if schema.get("type") == "array" else {}
    parameter = {"name": name, "in": "query", "description": description}
    return {**parameter, "schema": schema, **style, **more}


def place(name: str, description: str, schema: Schema) -> Parameter:
    """Return a part of the path."""
    part = {"name": name, "in": "path", "required": True, "description": description}
    return {**part, "schema": schema}


def if_none_match() -> Parameter:
    """Return the header that asks only whether something has changed."""
    description = "The ETag of the answer that you have: 304 when it is still true."
    header = {"name": "If-None-Match", "in": "header", "description": description}
    return {**header, "schema": TEXT}


def content(schema: Schema, *types: str) -> dict[str, Any]:
    """Return a body in one of these media types; JSON if none is named."""
    return {name: {"schema": schema} for name in types or (JSON,)}


def answer(description: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return an answer that says this."""
    return {"description": description, **({"content": body} if body else {})}


def refusal(description: str, component: str = "Problem") -> dict[str, Any]:
    """Return an answer that is a problem."""
    return answer(description, content(ref(component), PROBLEM))


def cached(good: dict[str, Any]) -> dict[str, Any]:
    """Return the answers of an endpoint that caches may keep: itself, and 304."""
    headers = {
        name: {"description": description, "schema": TEXT}
        for name, description in _CACHED.items()
    }
    return {"200": {**good, "headers": headers}, "304": answer("Not modified.")}


def operation(
    name: str,
    summary: str,
    *,
    tag: str,
    answers: dict[str, Any],
    parameters: Iterable[Parameter] = (),
    description: str = "",
    examples: Iterable[str] = (),
) -> Operation:
    """Return GET of an address; `examples` are addresses to try."""
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "tags": [tag],
            **({"description": description} if description else {}),
            "parameters": list(parameters),
            "responses": {**answers, "405": answer(NOT_ALLOWED)},
            "x-examples": list(examples),
        }
    }
