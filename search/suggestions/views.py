"""GET /api/v2/search/suggest/: what a reader may be typing."""

from django.http import HttpRequest, HttpResponse

from news.api.endpoints import read_number, reading
from news.api.problems import ParameterError
from news.published.compose import dumps
from search.states import asked_state
from search.suggestions.finding import MAX_TYPED, suggest

DEFAULT_LIMIT, MAX_LIMIT = 8, 20
# Suggestions change slowly, and a reader types the same beginnings again and again.
MAX_AGE = 60


@reading("q", "limit", "site")
def suggest_view(request: HttpRequest) -> HttpResponse:
    """Answer with suggestions, the likeliest first: `{"items": [{"text", "kind"}]}`."""
    typed = request.GET.get("q")
    if typed is None:
        raise ParameterError(
            "the parameter 'q' is required: what was typed so far", parameter="q"
        )
    if len(typed) > MAX_TYPED:
        raise ParameterError(
            f"q has at most {MAX_TYPED} characters, this one has {len(typed)}",
            parameter="q",
        )
    limit = read_number(request, "limit", DEFAULT_LIMIT, MAX_LIMIT)
    site = asked_state(request).site
    found = suggest(typed, site_id=site.id, limit=limit)
    items = [{"text": one.text, "kind": one.kind} for one in found]
    return HttpResponse(
        dumps({"items": items}),
        content_type="application/json",
        headers={"Cache-Control": f"public, max-age={MAX_AGE}"},
    )
