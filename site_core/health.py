"""Whether this process lives, and whether it can serve readers; its numbers."""

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from search.health import index_state
from site_core.metrics import metrics_view


class _Migrations:
    """Whether all migrations are applied; once they are, it stays so for this code."""

    _are_applied = False

    @classmethod
    def are_applied(cls) -> bool:
        if not cls._are_applied:
            executor = MigrationExecutor(connection)
            targets = executor.loader.graph.leaf_nodes()
            cls._are_applied = not executor.migration_plan(targets)
        return cls._are_applied


@never_cache
@require_safe
def livez(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process answers at all; needs no database."""
    return JsonResponse({"status": "alive"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when pages can be served, else 503, with the state of each part.

    {"status": "ready" | "unavailable",
     "database": "ok" | "unreachable" | "not migrated",
     "search": state of this machine's index, where the database is ok}
    """
    answer: dict[str, Any] = {"database": _database_state()}
    is_ready = answer["database"] == "ok"
    if is_ready:
        answer["search"] = index_state()
        is_ready = answer["search"]["available"]
    status = "ready" if is_ready else "unavailable"
    return JsonResponse({"status": status, **answer}, status=200 if is_ready else 503)


def _database_state() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return "ok" if _Migrations.are_applied() else "not migrated"
    except DatabaseError:
        return "unreachable"


Answer = Callable[[HttpRequest], HttpResponseBase]
ANSWERS: dict[str, Answer] = {
    "/livez": livez,
    "/readyz": readyz,
    "/metrics": metrics_view,
}


def answer_health_checks(get_response: Answer) -> Answer:
    """Answer what machines ask before any other middleware.

    They come from inside: without TLS, to an address that ALLOWED_HOSTS does not know.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        return ANSWERS.get(request.path_info, get_response)(request)

    return answer
