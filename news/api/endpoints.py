"""What the small endpoints share: parameters that are known, and the site asked for."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from wagtail.api.v2.utils import BadRequestError
from wagtail.models import Site

from news.api.problems import ParameterError, bad_request

View = Callable[..., HttpResponseBase]
MAX_DIGITS = 18


def reading(*names: str) -> Callable[[View], View]:
    """Make a view that reads, takes these parameters only, and says what is wrong.

    Reading needs no transaction: a request saves its BEGIN and COMMIT.
    """

    def decorate(view: View) -> View:
        @transaction.non_atomic_requests
        @csrf_exempt
        @require_safe
        @wraps(view)
        def checked(request: HttpRequest, **path: Any) -> HttpResponseBase:
            try:
                _check_names(request.GET, names)
                return view(request, **path)
            except BadRequestError as error:
                return bad_request(error)

        # Read by the description of the API (news.api.schema).
        checked.parameters = names  # type: ignore[attr-defined]
        return checked

    return decorate


def _check_names(parameters: QueryDict, names: Sequence[str]) -> None:
    for name, values in parameters.lists():
        if name not in names:
            allowed = ", ".join(names) or "none"
            raise ParameterError(
                f"query parameter is not an operation or a recognised field: {name}",
                parameter=name,
                allowed=names,
                detail=f"unknown parameter '{name}'; this endpoint takes {allowed}",
            )
        if len(values) > 1:
            raise ParameterError(f"{name} is given more than once", parameter=name)
        if "\0" in values[0]:
            raise ParameterError(
                f"query parameter '{name}' holds a NUL character", parameter=name
            )


def requested_site(request: HttpRequest) -> Site:
    """Return the site that `site=` names ("host" or "host:port"), or that of the host."""
    name = request.GET.get("site")
    if not name:
        site = Site.find_for_request(request)
        if site is None:
            raise ParameterError("no site has this host", parameter="site")
        return site
    sites = list(Site.objects.filter(hostname=name.partition(":")[0]))
    fitting = [site for site in sites if name in (site.hostname, _with_port(site))]
    if len(fitting) != 1:
        known = [_with_port(site) for site in Site.objects.order_by("pk")]
        raise ParameterError(
            f"site '{name}' names {len(fitting)} sites",
            parameter="site",
            allowed=known,
        )
    return fitting[0]


def _with_port(site: Site) -> str:
    return f"{site.hostname}:{site.port}"


def read_number(request: HttpRequest, name: str, default: int, highest: int) -> int:
    """Return a whole number of the query, at least 0."""
    text = request.GET.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS):
        raise ParameterError(
            f"{name} must be a positive integer, not '{text}'", parameter=name
        )
    if int(text) > highest:
        raise ParameterError(f"{name} must be at most {highest}", parameter=name)
    return int(text)
