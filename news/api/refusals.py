"""What Wagtail's viewset for pages is not asked: combinations that mean nothing."""

from collections.abc import Iterable

from rest_framework.request import Request
from wagtail.models import Page

from news.api.forms import wants_json_ld
from news.api.parameters import ADDED_PARAMETERS
from news.api.problems import ParameterError
from news.published.jsonld import MEMBER

OPERATORS = ("and", "or")
# Of a page that is named there is nothing to search or to page through.
LISTING_ONLY = (ADDED_PARAMETERS - {"include"}) | {"search", "search_operator"}
# Parameters that mean nothing to readers of the documentation.
_UNLISTED = {"_", "format"}


def check_format(request: Request, model: type[Page], name: str) -> None:
    """Refuse what is made of documents, and so of rich text in their format."""
    asks = {
        "include": "include" in request.GET,
        MEMBER: wants_json_ld(model, request.GET.get("fields", "")),
    }
    for what, is_asked in asks.items():
        if is_asked:
            raise ParameterError(
                f"{what} with rich_text_format={name} is not supported",
                parameter=what if what in request.GET else "fields",
            )


def unknown_parameters(unknown: list[str], allowed: Iterable[str]) -> ParameterError:
    """Return Wagtail's error, with what it does not list."""
    names = ", ".join(unknown)
    return ParameterError(
        f"query parameter is not an operation or a recognised field: {names}",
        parameter=names,
        allowed=sorted(set(allowed) - _UNLISTED),
    )


def checked_operator(operator: str | None) -> str | None:
    """Return how the words of a search go together, None where nobody says."""
    if operator not in (None, "", *OPERATORS):
        raise ParameterError(
            f"search_operator is '{operator}', but must be one of {', '.join(OPERATORS)}",
            parameter="search_operator",
            allowed=OPERATORS,
        )
    return operator or None
