"""What all viewsets share: bad values answer 400, and every error is a problem."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from rest_framework.request import Request
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet

from news.api.caching import never_keep
from news.api.forms import check_nesting
from news.api.problems import ParameterError, bad_request, not_found, try_later
from news.api.reading import MAX_DIGITS, MAX_OFFSET, is_above
from news.api.searching import SearchDownError


class StrictAPIViewSet(BaseAPIViewSet):
    """Answers 400 where Wagtail's viewsets let a bad value through to the database."""

    @classmethod
    def as_view(cls, *args: Any, **kwargs: Any) -> Any:
        """Return the view, in no transaction: it only reads."""
        return transaction.non_atomic_requests(super().as_view(*args, **kwargs))

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what PostgreSQL cannot store as text."""
        super().initial(request, *args, **kwargs)
        for name, value in request.GET.items():
            if "\0" in value:
                raise ParameterError(
                    f"query parameter '{name}' holds a NUL character", parameter=name
                )
        offset = request.GET.get("offset", "")
        if offset.isdecimal() and is_above(offset, MAX_OFFSET):
            raise ParameterError(
                f"offset must be at most {MAX_OFFSET}", parameter="offset"
            )
        check_nesting(request.GET.get("fields", ""))

    def find_object(self, queryset: QuerySet, request: Request) -> Any:
        """Refuse an id that is not a number."""
        given = request.GET.get("id")
        if given is not None and not (given.isdecimal() and len(given) <= MAX_DIGITS):
            raise ParameterError(f"id '{given}' is not a number", parameter="id")
        return super().find_object(queryset, request)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Name the value that does not fit its field."""
        try:
            return super().filter_queryset(queryset)
        except ValidationError as error:
            reason = " ".join(error.messages)
            raise BadRequestError(f"field filter error. {reason}") from error
        except ValueError as error:
            # The key of another object that is not a number.
            raise BadRequestError(f"field filter error. {error}") from error

    def finalize_response(  # type: ignore[override]
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Keep what no version vouches for out of caches."""
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        return response if "Cache-Control" in response else never_keep(response)

    def handle_exception(  # type: ignore[override]
        self, exc: Exception
    ) -> HttpResponseBase:
        """Answer with a problem."""
        if isinstance(exc, Http404):
            return not_found(str(exc))
        if isinstance(exc, BadRequestError):
            return bad_request(exc)
        if isinstance(exc, SearchDownError):
            return try_later(str(exc))
        return super().handle_exception(exc)
