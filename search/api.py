"""GET /api/v2/search/: the stories that answer a query."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase, QueryDict
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api.v2.utils import BadRequestError

from news.api.caching import never_keep
from news.api.endpoints import MAX_DIGITS
from news.api.problems import problem, try_later
from news.published.models import CATEGORY_TYPE, PublishedDocument
from search.index import MAX_DEPTH, search
from search.query import Filter, QueryError, SearchQuery, parse
from search.ranking import Sort
from search.results import FoundStory, load_stories, site_id_of
from search.storage import SearchUnavailableError
from search.text import fold

PARAMETERS = ("q", "category", "source", "sort", "limit", "offset")
DEFAULT_LIMIT, MAX_LIMIT = 20, 50


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a request asks for."""

    words: str
    query: SearchQuery
    sort: Sort
    offset: int
    limit: int


@transaction.non_atomic_requests
@api_view(["GET"])
def search_view(request: Request) -> HttpResponseBase:
    """Answer with the stories found, or 400 with a sentence that says what is wrong.

    `title_html` and `passage` are HTML with `<mark>` around the words found, all else
    escaped. Sorted by `newest`, stories have all the words and no score.
    """
    site_id = site_id_of(request)
    try:
        wanted = _read(request.GET, site_id)
    except (BadRequestError, QueryError) as error:
        return problem(HTTPStatus.BAD_REQUEST, str(error))
    try:
        found = search(
            wanted.query,
            site_id=site_id,
            offset=wanted.offset,
            limit=wanted.limit,
            sort=wanted.sort,
        )
    except SearchUnavailableError:
        return try_later("search is being prepared, try again shortly")
    stories = load_stories(found.hits, wanted.query.terms)
    answer = Response(
        {
            "meta": {"total_count": found.total},
            "query": wanted.words,
            "items": [_item(story, request) for story in stories],
        }
    )
    # The index follows the documents a moment later.
    return never_keep(answer)


def _item(story: FoundStory, request: Request) -> dict[str, Any]:
    document = story.document
    return {
        "id": document.page_id,
        "title": document.title,
        "title_html": story.title,
        "passage": story.passage,
        "path": document.path,
        "html_url": request.build_absolute_uri(document.path),
        "category": document.category,
        "byline": document.card_members["byline"],
        "source": document.source,
        "published_at": document.card_members["published_at"],
        "score": None if story.score is None else round(story.score, 4),
    }


# The parameters of a request.


def _read(parameters: QueryDict, site_id: int) -> _Wanted:
    """Return what is asked for; raises BadRequestError or QueryError."""
    _reject_unknown(parameters)
    given = {name: str(value) for name, value in parameters.items()}
    if "q" not in given:
        raise BadRequestError("the parameter 'q' is required: the words to search for")
    query = parse(given["q"])
    filters = [
        Filter(key, (fold(given[key]),))
        for key in ("category", "source")
        if key in given
    ]
    if "category" in given:
        _require_category(given["category"], site_id)
    offset = _number(given, "offset", default=0, lowest=0, highest=MAX_DEPTH)
    limit = _number(given, "limit", default=DEFAULT_LIMIT, lowest=1, highest=MAX_LIMIT)
    if offset + limit > MAX_DEPTH:
        raise BadRequestError(
            f"offset and limit reach to {MAX_DEPTH} together; search more narrowly"
        )
    return _Wanted(
        words=given["q"],
        query=replace(query, filters=(*query.filters, *filters)),
        sort=_sort(given.get("sort", Sort.RELEVANCE)),
        offset=offset,
        limit=limit,
    )


def _reject_unknown(parameters: QueryDict) -> None:
    for name, values in parameters.lists():
        if name not in PARAMETERS:
            raise BadRequestError(
                f"unknown parameter '{name}'; known are {', '.join(PARAMETERS)}"
            )
        if len(values) > 1:
            raise BadRequestError(f"the parameter '{name}' is given more than once")
        if "\0" in values[0]:
            raise BadRequestError(f"the parameter '{name}' holds a NUL character")


def _require_category(slug: str, site_id: int) -> None:
    categories = PublishedDocument.objects.filter(site_id=site_id, type=CATEGORY_TYPE)
    if not categories.filter(slug=slug).exists():
        raise BadRequestError(f"no category has the slug '{slug}'")


def _sort(value: str) -> Sort:
    try:
        return Sort(value)
    except ValueError as error:
        raise BadRequestError(
            f"sort is '{value}', but must be one of {', '.join(Sort)}"
        ) from error


def _number(
    given: dict[str, str], name: str, *, default: int, lowest: int, highest: int
) -> int:
    text = given.get(name, str(default))
    is_number = text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS
    if not is_number or not lowest <= int(text) <= highest:
        raise BadRequestError(
            f"{name} is '{text}', but must be a number from {lowest} to {highest}"
        )
    return int(text)
