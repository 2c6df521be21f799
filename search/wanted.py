"""What is searched for: a query, and the parameters beside it."""

import datetime
from dataclasses import dataclass, replace

from search.facets import CATEGORY, SOURCE, TAG, YEAR
from search.matching import Sort
from search.query import Filter, SearchQuery
from search.text import fold


@dataclass(frozen=True)
class Wanted:
    """What is searched for: the words, and what the parameters beside them say.

    Stories are published from `after` on and before `before`: a range up to and with
    a day names the day after it. `category` is a slug; the others are names.
    """

    query: SearchQuery
    words: str = ""
    category: str | None = None
    source: str | None = None
    tag: str | None = None
    byline: str | None = None
    after: datetime.date | None = None
    before: datetime.date | None = None
    sort: Sort = Sort.RELEVANCE
    limit: int = 20
    cursor: str | None = None
    with_facets: bool = True
    # Results that are shown while a reader is still typing are no search to count.
    is_noted: bool = True

    @property
    def year(self) -> str | None:
        """The year that the dates name, if they name exactly one."""
        if self.after is None or self.before is None:
            return None
        ends = (self.after.timetuple()[1:3], self.before.timetuple()[1:3])
        is_year = ends == ((1, 1), (1, 1)) and self.before.year == self.after.year + 1
        return str(self.after.year) if is_year else None

    @property
    def chosen(self) -> dict[str, str]:
        """The values of facets that are chosen."""
        values = {
            CATEGORY: self.category,
            SOURCE: self.source,
            YEAR: self.year,
            TAG: self.tag,
        }
        return {name: value for name, value in values.items() if value is not None}

    def narrowed(self, *, leaving_out: str | None = None) -> SearchQuery:
        """Return the query with the parameters in it, but for those of one facet."""
        named = {
            "category": self.category,
            "source": self.source,
            "tag": self.tag,
            "author": self.byline,
        }
        filters = [
            Filter(key, (fold(value),))
            for key, value in named.items()
            if value is not None and key != leaving_out
        ]
        narrowed = replace(self.query, filters=(*self.query.filters, *filters))
        if leaving_out == YEAR:
            return narrowed
        return replace(
            narrowed,
            after=_latest(self.query.after, self.after),
            before=_earliest(self.query.before, self.before),
        )


def _latest(*days: datetime.date | None) -> datetime.date | None:
    return max((day for day in days if day is not None), default=None)


def _earliest(*days: datetime.date | None) -> datetime.date | None:
    return min((day for day in days if day is not None), default=None)
