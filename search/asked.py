"""What a reader asks the search page for, and the addresses that lead on from it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from search.answers import Sort, Wanted
from search.query import MAX_LENGTH, QueryError, SearchQuery, first_day, parse

PAGE_SIZE = 10
# The parameters that the page knows, in the order of its addresses: those of the API.
WORDS, SORT, CURSOR = "q", "sort", "cursor"
DATES = ("after", "before")
FILTERS = ("category", "source", "tag", "byline", *DATES)
PARAMETERS = (WORDS, *FILTERS, SORT, CURSOR)


@dataclass(frozen=True, slots=True)
class Asked:
    """The known parameters of an address, as they were written; empty ones are none."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> "Asked":
        """Read the parameters of a request; what the page does not know is let be."""
        values = {name: _cleaned(parameters.get(name, "")) for name in PARAMETERS}
        return cls({name: value for name, value in values.items() if value})

    @property
    def words(self) -> str:
        return self.values.get(WORDS, "")

    @property
    def filters(self) -> dict[str, str]:
        return {name: self.values[name] for name in FILTERS if name in self.values}

    @property
    def sort(self) -> Sort:
        is_newest = self.values.get(SORT) == Sort.NEWEST
        return Sort.NEWEST if is_newest else Sort.RELEVANCE

    def wanted(self, *, is_noted: bool = True) -> Wanted:
        """Return what to search for; raises QueryError for what cannot be."""
        return Wanted(
            query=parse(self.words) if self.words else SearchQuery(),
            words=self.words,
            category=self.values.get("category"),
            source=self.values.get("source"),
            tag=self.values.get("tag"),
            byline=self.values.get("byline"),
            after=self._day("after"),
            before=self._day("before"),
            sort=self.sort,
            limit=PAGE_SIZE,
            cursor=self.values.get(CURSOR),
            is_noted=is_noted,
        )

    def days(self) -> dict[str, datetime.date | None]:
        """Return the first day that each date names; None for none, or a wrong one."""
        return {name: first_day(self.values.get(name, "")) for name in DATES}

    def address(self, **changes: str | None) -> str:
        """Return the address with some parameters changed, or left out by None.

        It leads to the first page: a cursor is of one search alone.
        """
        values = {**self.values, CURSOR: None, **changes}
        if values.get(SORT) == Sort.RELEVANCE:
            values[SORT] = None
        parameters = {name: value for name in PARAMETERS if (value := values.get(name))}
        path = reverse("search")
        return f"{path}?{urlencode(parameters)}" if parameters else path

    def _day(self, name: str) -> datetime.date | None:
        text = self.values.get(name)
        if text is None:
            return None
        day = first_day(text)
        if day is None:
            raise QueryError(
                f"'{text}' is no date",
                f"“{text}”不是日期，请写成 2022、2022-06 或 2022-06-07。",
            )
        return day


def _cleaned(text: str) -> str:
    """Return a value without what no reader writes, and not endlessly long.

    One character more than a query may have is kept, so that it is seen to be too long.
    """
    return text.replace("\0", "").strip()[: MAX_LENGTH + 1]
