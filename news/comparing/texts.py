"""What changed between two plain texts, as an editor would say it.

Chinese is compared by characters, numbers and Latin words as wholes: of “2024年” and
“2025年” the whole year has changed, and no letter is torn from its accent or an emoji
from its skin. Small coincidences between two changes are taken for changes themselves
(the “semantic cleanup” of Google's diff-match-patch).
"""

import re
import time
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from diff_match_patch import diff_match_patch

# Characters that are written onto or joined to the one before.
_JOINED = (
    "\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef"
)
_TOKEN = re.compile(
    rf"[0-9]+(?:[.,][0-9]+)*|[A-Za-z\u00c0-\u024f]+|.(?:[{_JOINED}]|\u200d.)*",
    re.DOTALL,
)
# From here on, characters stand for tokens; the first of them are rare Han, which
# count as letters where the cleanup looks for good places to cut.
_FIRST_SIGN = 0x20000


class Op(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


class Change(NamedTuple):
    """A piece of text and what became of it."""

    op: Op
    text: str


_OPS = {0: Op.SAME, -1: Op.REMOVED, 1: Op.ADDED}


class _Signs(dict[str, str]):
    """One character for each token; usual characters stand for themselves."""

    def __missing__(self, token: str) -> str:
        if len(token) == 1 and ord(token) < _FIRST_SIGN:
            return token
        self[token] = chr(_FIRST_SIGN + len(self))
        return self[token]


class Differ:
    """Compares texts; for all of them together it takes about so many seconds.

    When the time is over, what differs is shown as removed and added as a whole.
    """

    def __init__(self, seconds: float = 1.0) -> None:
        self._engine = diff_match_patch()
        self._deadline = time.time() + seconds

    def compare(self, before: str, after: str) -> list[Change]:
        """Return the pieces of both texts in order; none of them is empty.

        Those that are not ADDED make up `before`, those not REMOVED `after`.
        """
        if before == after:
            return [Change(Op.SAME, before)] if before else []
        signs = _Signs()
        found = self._engine.diff_main(
            _written(before, signs), _written(after, signs), False, self._deadline
        )
        self._engine.diff_cleanupSemantic(found)
        tokens = {sign: token for token, sign in signs.items()}
        return [
            Change(_OPS[op], "".join(tokens.get(sign, sign) for sign in text))
            for op, text in found
            if text
        ]


def _written(text: str, signs: _Signs) -> str:
    return "".join(map(signs.__getitem__, _TOKEN.findall(text)))


def text_before(changes: Iterable[Change]) -> str:
    """Return the text that was compared first."""
    return "".join(text for op, text in changes if op is not Op.ADDED)


def text_after(changes: Iterable[Change]) -> str:
    """Return the text that was compared second."""
    return "".join(text for op, text in changes if op is not Op.REMOVED)
