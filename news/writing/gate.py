"""The one door to Wagtail's API v3: a valid token, and a scope that is wide enough.

Wagtail's v3 answers readers without a token too, and ignores filters that it does not
know; neither shall reach the public. Its views run here in a transaction of their own
that an error takes back: v3 turns an error into an answer, after which Django would
keep what was half written. A session cookie counts for nothing, so no request needs a
CSRF token.

Publishing a story that has not been through review takes a reason: `?reason=…`.
"""

from collections.abc import Callable
from functools import wraps

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import translation
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.errors import problem_response
from wagtail.models import APIToken

from news.models.tokens import limits_of
from news.review.publishing import because

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

View = Callable[..., HttpResponse]


class LimitedTokenAuth(BearerTokenAuth):
    """Wagtail's bearer tokens, as long as they last.

    Wagtail finds the token, acts as its user and notes the use, at most once a minute.
    """

    def authenticate(self, request: HttpRequest, token: str) -> APIToken | None:
        """Return the token unless it is unknown, revoked or over."""
        found = super().authenticate(request, token)
        return None if found is None or limits_of(found).is_expired else found


def behind_token(pattern: URLPattern) -> URLPattern:
    """Return a route of v3 that asks for a token first."""
    return URLPattern(
        pattern.pattern,
        token_required(pattern.callback),
        pattern.default_args,
        pattern.name,
    )


def token_required(view: View) -> View:
    """Let a view answer token holders, in English, whole or not at all."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = _refuse(request)
        if response is None:
            response = _run(view, request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return answer


def no_such_route(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer a token holder who asks for an address that v3 does not have."""
    return problem_response(status=404, detail=f"There is no {request.path}.")


def _refuse(request: HttpRequest) -> HttpResponse | None:
    if "Authorization" not in request.headers:
        return _challenge(
            401, "This API needs a token: send 'Authorization: Bearer <token>'."
        )
    token = LimitedTokenAuth()(request)
    if token is None:
        return _challenge(
            401, "The token is unknown, revoked or expired.", "invalid_token"
        )
    if request.method not in SAFE_METHODS and not limits_of(token).may_write:
        return _challenge(
            403, "This token may read, but not write.", "insufficient_scope"
        )
    return None


def _challenge(status: int, detail: str, error: str = "") -> HttpResponse:
    """Return a refusal in the form of RFC 9457 that says how to come in (RFC 6750)."""
    response = problem_response(status=status, detail=detail)
    response["WWW-Authenticate"] = (
        f'Bearer realm="api/v3", error="{error}"' if error else 'Bearer realm="api/v3"'
    )
    return response


def _run(
    view: View, request: HttpRequest, *args: object, **kwargs: object
) -> HttpResponse:
    try:
        reason = because(request.GET.get("reason", ""))
        with translation.override("en"), reason, transaction.atomic():
            response = view(request, *args, **kwargs)
            if response.status_code >= 400:
                transaction.set_rollback(True)
    except Http404 as error:
        return problem_response(status=404, detail=str(error) or "Not found.")
    return response
