"""What the readers' page of search shows: chips, facets and links as ready addresses.

Every link is an address of the same page with one thing changed, so that each state
can be shared, kept as a bookmark and gone back to, with script and without.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from news.published.listing import as_cards
from news.published.models import CATEGORY_TYPE, PublishedDocument
from search.answers import Answer, FacetValue, Sort
from search.asked import CURSOR, DATES, FILTERS, WORDS, Asked
from search.query import MAX_LENGTH

_YEAR = "year"
_FACETS = {"category": "栏目", "source": "来源", _YEAR: "年份", "tag": "标签"}
_DATES = {"after": "从", "before": "早于"}
_LABELS = {**_FACETS, "byline": "作者", **_DATES}
_SORTS = {Sort.RELEVANCE: "按相关度", Sort.NEWEST: "按时间"}
# Values of a facet that stand open; the others are behind 更多.
_FACET_SIZE = 6
_LATEST_SIZE = 6
_NO_DATES: dict[str, str | None] = dict.fromkeys(DATES)


def frame(asked: Asked) -> dict[str, Any]:
    """Return what the page shows whatever is found: the form with all that it held."""
    return {
        "words": asked.words[:MAX_LENGTH],
        "total": None,
        "has_filters": bool(asked.values),
        # The fields for dates stand on the page themselves.
        "carried": [
            (name, value)
            for name, value in asked.values.items()
            if name not in (WORDS, CURSOR, *DATES)
        ],
        "dates": _date_fields(asked),
        "chosen": list(_chosen(asked, {})),
        "bare_address": asked.address(**dict.fromkeys(FILTERS)),
        "has_language": any(sign in asked.words for sign in '"“「-:'),
    }


def results(asked: Asked, answer: Answer) -> dict[str, Any]:
    """Return what the page shows of an answer."""
    labels = {
        (name, one.value): one.label
        for name, values in answer.facets.items()
        for one in values
    }
    return {
        "total": answer.total,
        "total_text": _number(answer),
        "status": f"找到 {_number(answer)} 篇" if answer.total else "没有找到稿件",
        "stories": answer.stories,
        "promoted": [] if CURSOR in asked.values else answer.promoted,
        "chosen": list(_chosen(asked, labels)),
        "facets": list(_facets(asked, answer.facets)),
        "sorts": _sorts(asked),
        "suggestion": answer.suggestion
        and {"text": answer.suggestion, "address": asked.address(q=answer.suggestion)},
        "previous_address": answer.previous and asked.address(cursor=answer.previous),
        "next_address": answer.next and asked.address(cursor=answer.next),
    }


def _number(answer: Answer) -> str:
    """Return how many stories were found as a reader reads it: 812, 约 12 万."""
    if answer.is_exact:
        return str(answer.total)
    return f"约 {answer.total / 10_000:g} 万"


def latest_stories(site_id: int) -> list[dict[str, Any]]:
    """Return the newest stories of a site, for a page that has none to show."""
    stories = PublishedDocument.objects.filter(site_id=site_id).stories()
    return as_cards(stories[:_LATEST_SIZE])


def _date_fields(asked: Asked) -> list[dict[str, Any]]:
    """Return the fields for dates: what a date picker cannot hold stays as text."""
    days = asked.days()
    return [
        {
            "name": name,
            "label": label,
            "value": day.isoformat() if day else asked.values.get(name, ""),
            "is_wrong": day is None and name in asked.values,
        }
        for name, label in _DATES.items()
        for day in [days[name]]
    ]


def _sorts(asked: Asked) -> list[dict[str, Any]]:
    return [
        {
            "value": value.value,
            "label": label,
            "address": asked.address(sort=value),
            "is_chosen": value is asked.sort,
        }
        for value, label in _SORTS.items()
    ]


# Filters.


def _year_of(asked: Asked) -> str | None:
    """Return the year that both dates together name."""
    after, before = asked.days().values()
    if after is None or before is None:
        return None
    is_year = after.timetuple().tm_yday == before.timetuple().tm_yday == 1
    return str(after.year) if is_year and before.year == after.year + 1 else None


def _chosen(
    asked: Asked, labels: Mapping[tuple[str, str], str]
) -> Iterator[dict[str, str]]:
    """Yield the filters in force, each with the address that leaves it out."""
    filters = asked.filters
    if year := _year_of(asked):
        filters = {_YEAR: year, **filters}
        filters = {name: filters[name] for name in filters if name not in DATES}
    for name, value in filters.items():
        yield {
            "name": name,
            "label": _LABELS[name],
            "text": _reading(name, value, labels.get((name, value), value)),
            "address": asked.address(
                **(_NO_DATES if name == _YEAR else {name: None}),
            ),
        }


def _reading(name: str, value: str, label: str) -> str:
    """Return how a chosen value reads: a category that no facet tells, by its title."""
    if name != "category" or label != value:
        return label
    categories = PublishedDocument.objects.filter(type=CATEGORY_TYPE, slug=value)
    return categories.values_list("title", flat=True).first() or value


def _facets(
    asked: Asked, facets: Mapping[str, list[FacetValue]]
) -> Iterator[dict[str, Any]]:
    for name, label in _FACETS.items():
        values = [_facet_value(asked, name, one) for one in facets.get(name, ())]
        if any(one["is_chosen"] for one in values[_FACET_SIZE:]):
            values.sort(key=lambda one: not one["is_chosen"])
        if values:
            yield {
                "name": name,
                "label": label,
                "first": values[:_FACET_SIZE],
                "rest": values[_FACET_SIZE:],
            }


def _facet_value(asked: Asked, name: str, one: FacetValue) -> dict[str, Any]:
    if name == _YEAR:
        year = int(one.value)
        changes = dict(zip(DATES, (str(year), str(year + 1)), strict=True))
    else:
        changes = {name: one.value}
    removed = dict.fromkeys(changes)
    return {
        "value": one.value,
        "label": _reading(name, one.value, one.label) if one.is_chosen else one.label,
        "count": one.count,
        "is_chosen": one.is_chosen,
        "address": asked.address(**(removed if one.is_chosen else changes)),
    }
