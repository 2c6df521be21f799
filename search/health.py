"""How the search index is, for those who watch over the machines."""

from typing import TypedDict

from news.published.models import Change
from search.index import current_reader
from search.matching import count_stories
from search.storage import SearchUnavailableError


class IndexState(TypedDict):
    """The state of this machine's index; `lag` counts changes not yet applied.

    `version` tells the states of the index apart, as the search endpoint names them.
    """

    available: bool
    version: str | None
    last_change: int | None
    newest_change: int
    lag: int
    documents: int


def index_state() -> IndexState:
    """Return how far the index has followed the changes."""
    newest = Change.objects.order_by("-id").values_list("id", flat=True).first() or 0
    try:
        reader = current_reader()
        last, documents = reader.mark.change_id, count_stories(reader.searcher)
    except SearchUnavailableError:
        return IndexState(
            available=False,
            version=None,
            last_change=None,
            newest_change=newest,
            # Counting a whole log would make a health check slow.
            lag=newest,
            documents=0,
        )
    return IndexState(
        available=True,
        version=reader.version,
        last_change=last,
        newest_change=newest,
        lag=Change.objects.filter(id__gt=last).count(),
        documents=documents,
    )
