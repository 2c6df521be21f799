"""How many requests of each kind are answered, and how fast: counted for Prometheus."""

import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseBase
from prometheus_client import Counter, Histogram

# Few kinds, so that there are few series: the first beginning of a path that fits.
KINDS = (
    ("/admin/", "admin"),
    ("/api/v2/search/suggest/", "suggest"),
    ("/api/v2/search/", "search"),
    ("/api/v3/", "write"),
    ("/api/", "api"),
    ("/search/", "search_page"),
    ("/static/", "file"),
    ("/media/", "file"),
    ("/documents/", "file"),
)
PAGE = "page"
# Seconds.
BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

REQUESTS = Counter(
    "baoguan_http_requests",
    "Requests answered, by kind of address and class of status.",
    ["kind", "status"],
)
DURATIONS = Histogram(
    "baoguan_http_request_seconds",
    "How long answers took until their first byte, by kind of address.",
    ["kind"],
    buckets=BUCKETS,
)

Answer = Callable[[HttpRequest], HttpResponseBase]


def measure_requests(get_response: Answer) -> Answer:
    """Count requests and how long they take, where metrics are asked for."""
    if not settings.METRICS_TOKEN:
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = get_response(request)
        kind = kind_of(request.path_info)
        DURATIONS.labels(kind).observe(time.perf_counter() - started)
        REQUESTS.labels(kind, f"{response.status_code // 100}xx").inc()
        return response

    return answer


def kind_of(path: str) -> str:
    """Return what kind of address a path is."""
    return next((kind for start, kind in KINDS if path.startswith(start)), PAGE)
