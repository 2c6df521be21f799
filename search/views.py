"""The reader's search page: /search/?q=&sort=&page=."""

from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from news.api.problems import RETRY_SECONDS
from search.index import MAX_DEPTH, search
from search.query import MAX_LENGTH, QueryError, parse
from search.ranking import SearchResult, Sort
from search.results import load_stories, site_id_of
from search.storage import SearchUnavailableError

PAGE_SIZE = 10


@transaction.non_atomic_requests
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what was found, what is wrong with the query, or that search is away."""
    words = request.GET.get("q", "").strip()
    sort = Sort.NEWEST if request.GET.get("sort") == Sort.NEWEST else Sort.RELEVANCE
    context: dict[str, Any] = {"words": words[:MAX_LENGTH], "sort": sort.value}
    if not words:
        return render(request, "search.html", context)
    try:
        context |= _found(request, words, sort)
    except QueryError as error:
        return render(request, "search.html", context | {"notice": error.notice})
    except SearchUnavailableError:
        context["notice"] = "检索正在准备中，请稍后再试。"
        response = render(request, "search.html", context, status=503)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    return render(request, "search.html", context)


def _found(request: HttpRequest, words: str, sort: Sort) -> dict[str, Any]:
    number = _page_number(request.GET.get("page", "1"))
    query = parse(words)
    found = search(
        query,
        site_id=site_id_of(request),
        offset=(number - 1) * PAGE_SIZE,
        limit=PAGE_SIZE,
        sort=sort,
    )
    page = _page(found, number)
    return {
        "total": found.total,
        "stories": load_stories(found.hits, query.terms),
        "page": page,
        "page_numbers": page.paginator.get_elided_page_range(
            number, on_each_side=2, on_ends=1
        ),
        "ellipsis": page.paginator.ELLIPSIS,
    }


def _page_number(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MAX_DEPTH))
    if not is_number or not 1 <= int(text) <= MAX_DEPTH // PAGE_SIZE:
        raise Http404(f"no page '{text}' of search results")
    return int(text)


def _page(found: SearchResult, number: int) -> Page:
    """Return the page for its links; the stories of it are loaded already."""
    paginator = Paginator(range(min(found.total, MAX_DEPTH)), PAGE_SIZE)
    try:
        return paginator.page(number)
    except InvalidPage as error:
        raise Http404(f"no page {number} of search results") from error
