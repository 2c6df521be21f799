"""Front matter in TOML and JSON, as Hugo writes it, every value as text."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time

from news.importer.values import Values

_DECODER = json.JSONDecoder(
    parse_float=str, parse_int=str, parse_constant=str, strict=False
)
_DEEPEST = 50


def read_toml(head: str) -> Values:
    """Return the values of TOML front matter; a table's keys follow its name and a dot.

    Raises ValueError for what is no TOML.
    """
    return _as_values(tomllib.loads(head, parse_float=str))


def read_json(text: str) -> tuple[Values, int]:
    """Return the values of a JSON object at the start of a text, and where it ends.

    Raises ValueError for what is no JSON object.
    """
    start = len(text) - len(text.lstrip())
    try:
        loaded, end = _DECODER.raw_decode(text, start)
    except RecursionError as error:
        raise ValueError("the object is nested too deeply") from error
    if not isinstance(loaded, dict):
        raise ValueError("the front matter is no object")  # noqa: TRY004
    return _as_values(loaded), end


def _as_values(table: dict[str, object]) -> Values:
    return dict(_flatten(table, "", 0))


def _flatten(
    table: dict[str, object], prefix: str, depth: int
) -> Iterator[tuple[str, list[str]]]:
    if depth > _DEEPEST:
        raise ValueError("the front matter is nested too deeply")
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{key}.", depth + 1)
        else:
            yield f"{prefix}{key}", list(_texts(value, depth))


def _texts(value: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise ValueError("the front matter is nested too deeply")
    if isinstance(value, list):
        for item in value:
            yield from _texts(item, depth + 1)
    elif isinstance(value, datetime | date | time):
        yield value.isoformat()
    elif isinstance(value, bool):
        yield str(value).lower()
    elif value is not None and not isinstance(value, dict):
        yield str(value)
