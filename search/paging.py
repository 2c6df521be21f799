"""Pages of results by a cursor.

Newest first, a cursor is a place in the order of publication: stories that arrive or
leave while somebody reads move no other from its page, at any depth. By relevance it
is a number and the story that stood there: when the index has moved meanwhile, the
page goes on from wherever that story stands now.
"""

from dataclasses import dataclass

from news.api.signed import sign, unsign

_SALT = "search.cursor"
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
    return sign(payload, _SALT, repr(search))


def read_cursor(text: str, search: object) -> Cursor:
    """Return the cursor that `write_cursor` wrote; raises CursorError."""
    try:
        payload = unsign(text, _SALT, repr(search))
    except ValueError as error:
        raise _refusal(text) from error
    anchor, _, number = payload[1:].partition(".")
    return Cursor(payload[0], int(anchor), int(number))


def _refusal(text: str) -> CursorError:
    return CursorError(
        f"cursor '{text[:80]}' is not one that this search gave; leave it out to begin"
    )
