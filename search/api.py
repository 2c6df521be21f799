"""GET /api/v2/search/: the stories that answer a query.

`q` is the query (search.query); or `category`, `source`, `tag`, `byline`, `after`,
`before` alone, or with it. `after` and `before` are days: from the first on, and up to
the second without it. Pages are led on to by `cursor` (search.paging).

    {"meta": {"total_count", "is_exact", "index", "next": CURSOR | null, "previous"},
     "query": {"text", "sort", "terms", "phrases", "left_out", "excluded", "filters",
       "after", "before"},
     "suggestion": str | null,
     "promoted": [STORY with "note"],
     "facets": {"category" | "source" | "year" | "tag":
       [{"value", "label", "count", "is_chosen"}]},
     "items": [STORY with "title_html", "passage", "score"]}

STORY is a story as the pages endpoint lists it. `title_html` and `passage` are HTML
with `<mark>` around the words found, all else escaped. `left_out` are the words that a
question asks with: nothing is looked for by them. A facet counts the stories under all
filters but its own. Beyond some 20,000 stories `total_count` and facets are estimates
from a sample, with `is_exact` false. Sorted by `newest`, stories have all the words and
no score; by relevance they may have only some where few have all.

An answer is the same as long as neither documents nor index nor synonyms move: its
ETag is of their versions, and a 304 costs no search. While the index is behind the
documents no shared cache keeps an answer.
"""

import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from news.api.caching import Validity, etag_of, keep, not_modified
from news.api.endpoints import read_number, reading
from news.api.problems import ParameterError, problem, try_later
from news.api.rows import select_prepared
from news.api.sites import addresses_of
from news.published.compose import Addresses, card_item, dumps, quoted
from news.published.keys import ALL
from news.published.models import CATEGORY_TYPE, PublishedDocument
from news.published.tags import cache_tags
from search.answers import Answer, CursorError, FoundStory, Wanted, answer
from search.index import current_reader
from search.matching import Sort
from search.query import QueryError, SearchQuery, parse
from search.states import SearchState, asked_state
from search.storage import Reader, SearchUnavailableError

FILTERS = ("category", "source", "tag", "byline")
DATES = ("after", "before")
PARAMETERS = ("q", *FILTERS, *DATES, "sort", "limit", "cursor", "site")
DEFAULT_LIMIT, MAX_LIMIT = 20, 50
MAX_NAME = 200
_CATEGORY = """
SELECT 1 FROM news_publisheddocument
WHERE slug = %s AND site_id = %s AND type = %s LIMIT 1
"""

_JSON = "application/json"


@reading(*PARAMETERS)
def search_view(request: HttpRequest) -> HttpResponseBase:
    """Answer with the stories found, or 400 with a sentence that says what is wrong."""
    # Read before the documents: what changes in between gets an ETag of before.
    state = asked_state(request)
    try:
        wanted = _read(request, state.site.id)
        return _answer(request, wanted, state)
    except QueryError as error:
        return problem(HTTPStatus.BAD_REQUEST, str(error), parameter="q")
    except CursorError as error:
        return problem(HTTPStatus.BAD_REQUEST, str(error), parameter="cursor")
    except SearchUnavailableError:
        return try_later("search is being prepared, try again shortly")


def _answer(
    request: HttpRequest, wanted: Wanted, state: SearchState
) -> HttpResponseBase:
    site, version, guidance = state
    at = addresses_of(request, site.hostname, site.port)
    reader = current_reader()
    etag = etag_of(reader.version, version, guidance, site.id, at, wanted)
    validity = Validity(etag, tags=cache_tags(site.id, keys=[ALL]))
    unchanged = not_modified(request, validity)
    if unchanged is not None:
        return _kept(unchanged, validity, reader, version)
    found = answer(wanted, site.id, guidance=guidance, reader=reader)
    return _kept(_response(found, wanted, at), validity, reader, version)


def _kept(
    response: HttpResponseBase, validity: Validity, reader: Reader, version: int
) -> HttpResponseBase:
    keep(response, validity)
    if reader.mark.change_id < version:
        # Dropped when a document changed, it would be kept from the index before.
        response.headers["Cache-Control"] = "no-cache"
    return response


# The answer.


def _response(found: Answer, wanted: Wanted, at: Addresses) -> HttpResponse:
    meta = {
        "total_count": found.total,
        "is_exact": found.is_exact,
        "index": found.version,
        "next": found.next,
        "previous": found.previous,
    }
    query = {"text": wanted.words, "sort": wanted.sort.value, **found.understood}
    facets = {
        name: [
            {
                "value": one.value,
                "label": one.label,
                "count": one.count,
                "is_chosen": one.is_chosen,
            }
            for one in values
        ]
        for name, values in found.facets.items()
    }
    items = ",".join(_item(story, at) for story in found.stories)
    promoted = ",".join(
        f'{card_item(story.document, at)[:-1]},"note":{dumps(story.note)}}}'
        for story in found.promoted
    )
    text = (
        f'{{"meta":{dumps(meta)},"query":{dumps(query)},'
        f'"suggestion":{dumps(found.suggestion)},'
        f'"promoted":[{promoted}],"facets":{dumps(facets)},"items":[{items}]}}'
    )
    return HttpResponse(text, content_type=_JSON)


def _item(story: FoundStory, at: Addresses) -> str:
    """Return a story as lists show it, with what the search says of it."""
    score = "null" if story.score is None else round(story.score, 4)
    return (
        f'{card_item(story.document, at)[:-1]},"title_html":{quoted(story.title)},'
        f'"passage":{quoted(story.passage)},"score":{score}}}'
    )


# The parameters of a request.


def _read(request: HttpRequest, site_id: int) -> Wanted:
    """Return what is asked for; raises ParameterError or QueryError."""
    limit = read_number(request, "limit", DEFAULT_LIMIT, MAX_LIMIT)
    if limit == 0:
        raise ParameterError("limit must be at least 1", parameter="limit")
    category = _name(request, "category")
    if category is not None:
        _check_category(site_id, category)
    words = request.GET.get("q", "")
    if not words and not any(name in request.GET for name in (*FILTERS, *DATES)):
        raise ParameterError("q is required: the words to search for", parameter="q")
    return Wanted(
        words=words,
        query=parse(words) if words else SearchQuery(),
        category=category,
        source=_name(request, "source"),
        tag=_name(request, "tag"),
        byline=_name(request, "byline"),
        after=_day(request, "after"),
        before=_day(request, "before"),
        sort=_sort(request),
        limit=limit,
        cursor=request.GET.get("cursor") or None,
    )


def _name(request: HttpRequest, name: str) -> str | None:
    value = request.GET.get(name)
    if value is not None and not 0 < len(value) <= MAX_NAME:
        raise ParameterError(
            f"{name} must have 1 to {MAX_NAME} characters", parameter=name
        )
    return value


def _day(request: HttpRequest, name: str) -> datetime.date | None:
    value = request.GET.get(name)
    if value is None:
        return None
    try:
        day = datetime.datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError as error:
        raise _no_day(name, value) from error
    # Beyond, its first second in UTC is in no year.
    if not 1 < day.year < datetime.MAXYEAR or len(value) != len("2022-06-07"):
        raise _no_day(name, value)
    return day


def _no_day(name: str, value: str) -> ParameterError:
    return ParameterError(
        f"{name} is '{value[:80]}', but must be a day",
        parameter=name,
        allowed=["2022-06-07"],
    )


def _check_category(site_id: int, slug: str) -> None:
    if not select_prepared(_CATEGORY, [slug, site_id, CATEGORY_TYPE]):
        categories = PublishedDocument.objects.filter(
            site_id=site_id, type=CATEGORY_TYPE
        )
        slugs = categories.order_by("position").values_list("slug", flat=True)
        raise ParameterError(
            f"no category has the slug '{slug}'",
            parameter="category",
            allowed=list(slugs),
        )


def _sort(request: HttpRequest) -> Sort:
    value = request.GET.get("sort", Sort.RELEVANCE.value)
    try:
        return Sort(value)
    except ValueError as error:
        raise ParameterError(
            f"sort is '{value[:80]}', but must be one of {', '.join(Sort)}",
            parameter="sort",
            allowed=list(Sort),
        ) from error
