"""Wagtail's own pages endpoint, set up for our models as it would be without documents.

Mounted at /stock/ beside ours, to compare the answers.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import path
from rest_framework.request import Request
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page

from news.models import NewsPage
from news.querysets import attach_categories
from site_core.urls import urlpatterns as project_urlpatterns

CARD_FIELDS = [
    "kicker",
    "subtitle",
    "summary",
    "lead_image",
    "category",
    "byline",
    "source",
    "published_at",
    "tags",
]
MAX_OFFSET = 2**31


class StockPagesAPIViewSet(PagesAPIViewSet):
    """What the project answered with before it had documents."""

    @classmethod
    def get_listing_default_fields(cls, model: type[Page]) -> list[str]:
        """Add what a card shows."""
        fields = super().get_listing_default_fields(model)
        return [*fields, *CARD_FIELDS] if model is NewsPage else fields

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what PostgreSQL cannot store as text or count."""
        super().initial(request, *args, **kwargs)
        for name, value in request.GET.items():
            if "\0" in value:
                raise BadRequestError(f"query parameter '{name}' holds a NUL character")
        offset = request.GET.get("offset", "")
        if offset.isdecimal() and int(offset) > MAX_OFFSET:
            raise BadRequestError(f"offset must be at most {MAX_OFFSET}")

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Name the value that does not fit its field."""
        try:
            return super().filter_queryset(queryset)
        except ValidationError as error:
            reason = " ".join(error.messages)
            raise BadRequestError(f"field filter error. {reason}") from error

    def get_queryset(self) -> QuerySet:
        """Load what stories show."""
        queryset = super().get_queryset()
        is_of_stories = queryset.model is NewsPage
        return queryset.with_card_relations() if is_of_stories else queryset

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        """Give the stories their categories."""
        pages = list(super().paginate_queryset(queryset) or [])
        attach_categories(page for page in pages if isinstance(page, NewsPage))
        return pages


stock_router = WagtailAPIRouter("stockapi")
stock_router.register_endpoint("pages", StockPagesAPIViewSet)
# Nested fields of pictures are checked by their endpoint.
stock_router.register_endpoint("images", ImagesAPIViewSet)

urlpatterns = [path("stock/", stock_router.urls), *project_urlpatterns]
