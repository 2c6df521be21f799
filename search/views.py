"""The readers' search page: /search/?q=&category=&…, each state an address."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from news.api.problems import RETRY_SECONDS
from search.answers import CursorError, SearchUnavailableError, answer
from search.asked import Asked
from search.page import frame, latest_stories, results
from search.query import QueryError
from search.states import state_for

# The script of the page sends it with what is not yet a whole search.
TYPING_HEADER = "X-Search-Typing"
_STALE_PAGE = "这一页的地址已经失效，请从第一页看起。"
_AWAY = "检索正在准备中，请稍后再试。"


@transaction.non_atomic_requests
@require_safe
@conditional_page
def search_page(request: HttpRequest) -> HttpResponseBase:
    """Show what was found, what is wrong with the query, or that search is away."""
    asked = Asked.of(request.GET)
    state = state_for(request)
    # No site has the number 0.
    site_id, guidance = (state.site.id, state.guidance) if state else (0, None)
    context = frame(asked)
    try:
        if asked.words or asked.filters:
            wanted = asked.wanted(is_noted=TYPING_HEADER not in request.headers)
            context |= results(asked, answer(wanted, site_id, guidance=guidance))
    except QueryError as error:
        context |= _noticed(error.notice)
    except CursorError:
        context |= _noticed(_STALE_PAGE) | {"first_address": asked.address()}
    except SearchUnavailableError:
        return _away(request, context)
    if not context.get("stories"):
        context["latest"] = latest_stories(site_id)
    response = render(request, "search.html", context)
    # A browser asks each time: what is published is found a moment later.
    response["Cache-Control"] = "private, no-cache"
    return response


def _away(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    response = render(request, "search.html", context | _noticed(_AWAY), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _noticed(notice: str) -> dict[str, Any]:
    return {"notice": notice, "status": notice}
