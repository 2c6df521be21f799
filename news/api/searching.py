"""Where `search=` of the pages endpoint is answered: by whoever says it can.

This room knows of no engine; `site_core.api` names the one.
"""

from collections.abc import Callable

from wagtail.api.v2.utils import BadRequestError

# Words, "and" or "or" or None, id of the site, offset, limit: the ids of the stories
# found, the best first, and how many there are in all.
Engine = Callable[[str, str | None, int, int, int], tuple[list[int], int]]
# So many hits are looked through when a listing filters or orders them further.
DEPTH = 10_000


class SearchDownError(Exception):
    """The engine cannot answer now."""


class _Chosen:
    engine: Engine | None = None


def use_engine(engine: Engine) -> None:
    """Let this engine answer from now on."""
    _Chosen.engine = engine


def find_stories(
    search: tuple[str, str | None], site_id: int, offset: int, limit: int
) -> tuple[list[int], int]:
    """Return the ids of the stories found, the best first, and how many there are."""
    if _Chosen.engine is None:
        raise BadRequestError("search is disabled")
    words, operator = search
    if not words.strip():
        return [], 0
    return _Chosen.engine(words, operator, site_id, offset, limit)
