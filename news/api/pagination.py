"""Pages of a listing by a cursor: a place between two stories, newest first.

A story that arrives or is withdrawn while somebody reads moves no other from its page,
and a deep page costs what the first one does.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from news.api.problems import ParameterError
from news.api.signed import sign, unsign

# Parameters that leave a listing's documents and their order as they are.
_NEUTRAL = frozenset({"cursor", "limit", "fields", "include", "rich_text_format", "_"})
_SALT = "news.api.cursor"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
OLDER, NEWER = "o", "n"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A story's place, and on which side of it to read; without place, the newest."""

    direction: str = OLDER
    published_at: dt.datetime | None = None
    page_id: int = 0


def read_cursor(parameters: QueryDict) -> Cursor:
    """Return the cursor of a request; raises ParameterError if it is not one of ours."""
    text = str(parameters["cursor"])
    if not text:
        return Cursor()
    try:
        payload = unsign(text, _SALT, _listing(parameters))
    except ValueError as error:
        raise _refusal(text) from error
    micros, page_id = payload[1:].split(".")
    moment = _EPOCH + int(micros) * _MICROSECOND
    return Cursor(payload[0], moment, int(page_id))


def write_cursor(direction: str, row: Any, parameters: QueryDict) -> str:
    """Return the cursor that continues from a row of this listing."""
    micros = (row.published_at - _EPOCH) // _MICROSECOND
    payload = f"{direction}{micros}.{row.page_id}"
    return sign(payload, _SALT, _listing(parameters))


def _listing(parameters: QueryDict) -> list[tuple[str, Any]]:
    """Return what makes a listing another one than those of other parameters."""
    return sorted(
        (name, value) for name, value in parameters.items() if name not in _NEUTRAL
    )


def _refusal(text: str) -> ParameterError:
    return ParameterError(
        f"cursor '{text}' is not one that this listing gave; begin with an empty one",
        parameter="cursor",
    )
