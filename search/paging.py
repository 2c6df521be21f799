"""Pages of results by a cursor.

Newest first, a cursor is a place in the order of publication: stories that arrive or
leave while somebody reads move no other from its page, at any depth. By relevance it
is a number and the story that stood there: when the index has moved meanwhile, the
page goes on from wherever that story stands now.
"""

import base64
import binascii
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare, salted_hmac

_MAC_BYTES = 9
FORWARD, BACK = "f", "b"


class CursorError(ValueError):
    """A cursor that the same search did not give."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page begins (`f`) or ends (`b`): behind, or before, an anchor.

    `anchor` is a place in the order of publication, or the id of a page with the
    number of the story in the order of relevance.
    """

    direction: str
    anchor: int
    number: int = 0


def write_cursor(cursor: Cursor, search: object) -> str:
    """Return a cursor as text, bound to the search it continues."""
    payload = f"{cursor.direction}{cursor.anchor}.{cursor.number}"
    raw = _mac(payload, search) + payload.encode("ascii")
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def read_cursor(text: str, search: object) -> Cursor:
    """Return the cursor that `write_cursor` wrote; raises CursorError."""
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        mac, payload = raw[:_MAC_BYTES], raw[_MAC_BYTES:].decode("ascii")
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise _refusal(text) from error
    if not constant_time_compare(mac, _mac(payload, search)):
        raise _refusal(text)
    anchor, _, number = payload[1:].partition(".")
    return Cursor(payload[0], int(anchor), int(number))


def _mac(payload: str, search: object) -> bytes:
    return salted_hmac("search.cursor", f"{payload} {search!r}").digest()[:_MAC_BYTES]


def _refusal(text: str) -> CursorError:
    return CursorError(
        f"cursor '{text[:80]}' is not one that this search gave; leave it out to begin"
    )
