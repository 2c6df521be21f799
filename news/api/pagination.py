"""Pages of a listing by a cursor: a place between two stories, newest first.

A story that arrives or is withdrawn while somebody reads moves no other from its page,
and a deep page costs what the first one does.
"""

import base64
import binascii
import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.crypto import constant_time_compare, salted_hmac

from news.api.problems import ParameterError

# Parameters that leave a listing's documents and their order as they are.
_NEUTRAL = frozenset({"cursor", "limit", "fields", "include", "rich_text_format", "_"})
_MAC_BYTES = 9
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
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        mac, payload = raw[:_MAC_BYTES], raw[_MAC_BYTES:].decode("ascii")
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise _refusal(text) from error
    if not constant_time_compare(mac, _mac(payload, parameters)):
        raise _refusal(text)
    micros, page_id = payload[1:].split(".")
    moment = _EPOCH + int(micros) * _MICROSECOND
    return Cursor(payload[0], moment, int(page_id))


def write_cursor(direction: str, row: Any, parameters: QueryDict) -> str:
    """Return the cursor that continues from a row of this listing."""
    micros = (row.published_at - _EPOCH) // _MICROSECOND
    payload = f"{direction}{micros}.{row.page_id}"
    raw = _mac(payload, parameters) + payload.encode("ascii")
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _mac(payload: str, parameters: QueryDict) -> bytes:
    """Bind a cursor to the listing it was made for."""
    listing = sorted(
        (name, value) for name, value in parameters.items() if name not in _NEUTRAL
    )
    return salted_hmac("news.api.cursor", f"{payload} {listing}").digest()[:_MAC_BYTES]


def _refusal(text: str) -> ParameterError:
    return ParameterError(
        f"cursor '{text}' is not one that this listing gave; begin with an empty one",
        parameter="cursor",
    )
