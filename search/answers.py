"""One search answered whole: what the API and the readers' page share."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from search.facets import Facets, FacetValue
from search.found import number_with_all, tally
from search.guidance import (
    did_you_mean,
    expand,
    guidance_version,
    note_search,
    promoted_for,
)
from search.index import current_reader
from search.mapping import hold_if_wanted
from search.matching import Sort, Words, words_of
from search.measuring import searching
from search.paging import Cursor, CursorError, read_cursor, write_cursor
from search.query import SearchQuery
from search.results import FoundStory, PromotedStory, load_promoted, load_stories
from search.slices import cut_slice
from search.storage import Reader, SearchUnavailableError
from search.wanted import Wanted

__all__ = [
    "Answer",
    "CursorError",
    "FacetValue",
    "FoundStory",
    "SearchUnavailableError",
    "Sort",
    "Wanted",
    "answer",
]

_counters = ThreadPoolExecutor(thread_name_prefix="search-count")


@dataclass(frozen=True)
class Answer:
    """What was found; `version` is that of the index it was found in.

    `total` counts all that match, as each count of `facets` does; large ones are
    estimates, and then `is_exact` is false. `stories` has fewer than were asked for
    when one was withdrawn since the index last moved.
    """

    total: int
    stories: list[FoundStory]
    version: str
    understood: dict[str, Any]
    is_exact: bool = True
    facets: Facets = field(default_factory=dict)
    next: str | None = None
    previous: str | None = None
    suggestion: str | None = None
    promoted: list[PromotedStory] = field(default_factory=list)


def answer(
    wanted: Wanted,
    site_id: int,
    *,
    guidance: str | None = None,
    reader: Reader | None = None,
) -> Answer:
    """Search a site; raises SearchUnavailableError, and CursorError for a bad cursor.

    `guidance` is the version of what editors say to searches, and `reader` that of the
    index, where they are known.
    """
    with searching() as counted:
        version = guidance_version() if guidance is None else guidance
        answered = _answer(reader or current_reader(), wanted, site_id, version)
        counted.found(answered.total)
    return answered


def _answer(reader: Reader, wanted: Wanted, site_id: int, guidance: str) -> Answer:
    search = _identity(wanted, site_id)
    cursor = read_cursor(wanted.cursor, search) if wanted.cursor else None
    hold_if_wanted(reader)
    typed = wanted.query
    wanted = replace(wanted, query=expand(typed, site_id, guidance))
    query = wanted.narrowed()
    words = words_of(reader, query, site_id, wanted.sort)
    # Tantivy lets go of the interpreter: what is found is counted while it is ranked.
    counting = _counters.submit(tally, reader, wanted, site_id, words)
    page = cut_slice(reader, wanted, site_id, words, cursor)
    stories = load_stories(reader, page.hits, query.terms)
    found = counting.result()
    answered = Answer(
        total=found.number,
        is_exact=found.is_exact,
        stories=stories,
        version=reader.version,
        understood=_understood(query),
        facets=found.facets,
        next=_written(page.next, search),
        previous=_written(page.previous, search),
    )
    if cursor:
        return answered
    # Some word of a query is nearly always found; what counts is all of them.
    complete = found.number
    if words is Words.SOME:
        complete = number_with_all(reader, query, site_id)
    narrowed = replace(typed, filters=query.filters)
    if wanted.is_noted:
        note_search(narrowed, site_id, complete)
    promoted = promoted_for(narrowed, site_id, guidance)
    return replace(
        answered,
        suggestion=None if complete else did_you_mean(reader, typed, site_id),
        promoted=load_promoted(promoted, site_id),
    )


def _written(cursor: Cursor | None, search: object) -> str | None:
    return None if cursor is None else write_cursor(cursor, search)


def _identity(wanted: Wanted, site_id: int) -> tuple[object, ...]:
    """Return what makes a search the same one on each of its pages."""
    return (site_id, wanted.sort.value, wanted.narrowed())


# What was understood.


def _understood(query: SearchQuery) -> dict[str, Any]:
    """Return the query as it was read, for programs and for a line on the page."""
    return {
        "terms": [text for text in query.spans if text not in query.phrases],
        "phrases": list(query.phrases),
        "left_out": list(query.left_out),
        "excluded": list(query.excluded),
        "filters": [
            {
                "key": one.key,
                "values": list(one.values),
                "is_excluded": one.is_excluded,
            }
            for one in query.filters
        ],
        "after": query.after and query.after.isoformat(),
        "before": query.before and query.before.isoformat(),
    }
