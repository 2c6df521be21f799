"""The least a Django view can do: one SELECT of ready text, and the answer.

Behind the project's own middleware, as every other view here.
"""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

_DETAIL = "SELECT card, rest FROM news_publisheddocument WHERE page_id = %s"
_LIST = """
SELECT {columns} FROM news_publisheddocument WHERE parent_id = %s
ORDER BY published_at DESC, page_id DESC LIMIT 20
"""
_CARDS = _LIST.format(columns="card")
_FULL = _LIST.format(columns="card, rest")


def _answer(statement: str, argument: int) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(statement, [argument])
        parts = [part for row in cursor.fetchall() for part in row]
    text = '{"items":[' + ",".join(parts) + "]}"
    return HttpResponse(text, content_type="application/json")


@transaction.non_atomic_requests
def detail(request: HttpRequest, page_id: int) -> HttpResponse:
    """Answer with one story."""
    return _answer(_DETAIL, page_id)


@transaction.non_atomic_requests
def cards(request: HttpRequest, category_id: int) -> HttpResponse:
    """Answer with the cards of a category's newest stories."""
    return _answer(_CARDS, category_id)


@transaction.non_atomic_requests
def full(request: HttpRequest, category_id: int) -> HttpResponse:
    """Answer with a category's newest stories, whole."""
    return _answer(_FULL, category_id)
