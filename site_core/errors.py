"""Answers when nothing is found or something broke: JSON to API clients, else a page."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    if _is_of_api(request):
        message = f"there is no endpoint at {request.path}"
        return JsonResponse({"message": message}, status=404)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, without a database or a context processor."""
    if _is_of_api(request):
        return JsonResponse({"message": "internal error"}, status=500)
    return defaults.server_error(request)


def _is_of_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")
