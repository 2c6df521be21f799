"""Answers when nothing is found or something broke: a problem to API clients, else a page."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from news.api.problems import problem


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    if _is_of_api(request):
        message = f"there is no endpoint at {request.path}"
        return problem(HTTPStatus.NOT_FOUND, message)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, without a database or a context processor."""
    if _is_of_api(request):
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal error")
    return defaults.server_error(request)


def _is_of_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
