"""What is wrong with a request, as RFC 9457 says it and as Wagtail's API says it.

`message` is the member, and the sentence, that Wagtail's own viewsets answer with;
the other members are those of `application/problem+json`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from wagtail.api.v2.utils import BadRequestError

CONTENT_TYPE = "application/problem+json"
# A page that is not there may be published at any moment; a request that is wrong
# today may be right after the next release.
_CACHING = "no-store"
RETRY_SECONDS = 30
_ROOT = "/api/v2/"
# Of the body that a problem takes the place of.
_OF_BODY = ("Content-Type", "Content-Length", "Cache-Control")

View = Callable[[HttpRequest], HttpResponseBase]


class ParameterError(BadRequestError):
    """A query parameter, or its value, that the API does not take.

    `message` is the sentence; `parameter` the name in question; `allowed` what could
    stand there instead, where that can be listed; `detail` a longer sentence for
    where `message` has to stay as Wagtail words it.
    """

    def __init__(
        self,
        message: str,
        *,
        parameter: str | None = None,
        allowed: Sequence[str] = (),
        detail: str = "",
    ) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.allowed = allowed
        self.detail = detail


def problem(
    status: int,
    message: str,
    *,
    parameter: str | None = None,
    allowed: Sequence[str] = (),
    detail: str = "",
    members: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Return a problem, with further members of its own; no cache keeps it."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or message,
        "message": message,
    }
    if parameter is not None:
        body["parameter"] = parameter
    if allowed:
        body["allowed"] = list(allowed)
    body.update(members or {})
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=status,
        content_type=CONTENT_TYPE,
        headers={"Cache-Control": _CACHING},
    )


def bad_request(error: BadRequestError) -> HttpResponse:
    """Return 400 for an error of Wagtail's or of this API."""
    if not isinstance(error, ParameterError):
        return problem(HTTPStatus.BAD_REQUEST, str(error))
    return problem(
        HTTPStatus.BAD_REQUEST,
        str(error),
        parameter=error.parameter,
        allowed=error.allowed,
        detail=error.detail,
    )


def not_found(message: str = "") -> HttpResponse:
    """Return 404."""
    return problem(HTTPStatus.NOT_FOUND, message or "not found")


def try_later(message: str) -> HttpResponse:
    """Return 503."""
    answer = problem(HTTPStatus.SERVICE_UNAVAILABLE, message)
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def answer_with_problems(get_response: View) -> View:
    """Give every error of the API its form, whoever found it (middleware).

    Methods that are not allowed and forms that nobody writes, forged hosts and the
    like are refused by Django and the REST framework, each in words of its own.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        answer = get_response(request)
        is_error = answer.status_code >= HTTPStatus.BAD_REQUEST
        if not is_error or not request.path.startswith(_ROOT):
            return answer
        is_problem = answer.headers.get("Content-Type") == CONTENT_TYPE
        return answer if is_problem else _as_problem(request, answer)

    return respond


def _as_problem(request: HttpRequest, answer: HttpResponseBase) -> HttpResponse:
    """Return the same refusal, with its headers and cookies, as a problem."""
    allowed = _listed(answer.headers.get("Allow", ""))
    if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        message = f"method {request.method} is not allowed here"
    else:
        given = getattr(answer, "data", None)
        detail = given.get("detail") if isinstance(given, Mapping) else None
        message = str(detail or HTTPStatus(answer.status_code).description)
    found = problem(answer.status_code, message, allowed=allowed)
    for name, value in answer.headers.items():
        if name not in _OF_BODY:
            found.headers[name] = value
    found.cookies = answer.cookies
    return found


def _listed(methods: str) -> list[str]:
    return [method.strip() for method in methods.split(",") if method.strip()]
