"""The endpoints of Wagtail's API v2 for this paper's pages, pictures and files."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from rest_framework.request import Request
from wagtail.api.v2.serializers import PageHtmlUrlField, PageSerializer
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.contrib.redirects.api.v2 import RedirectsAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.serializers import ImageSerializer
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page

from news.api.fields import TagNamesField
from news.api.images import image_specs
from news.models import NewsPage
from news.querysets import attach_categories

# Beyond it PostgreSQL cannot count.
MAX_OFFSET = 2**31


class StrictAPIViewSet(BaseAPIViewSet):
    """Answers 400 where Wagtail's viewsets let a bad value through to the database."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what PostgreSQL cannot store as text."""
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


class RequestHtmlUrlField(PageHtmlUrlField):
    """A page's address, made with the request: it keeps the sites it has read."""

    def to_representation(self, page: Page) -> str | None:
        """Return the full address."""
        return page.get_full_url(self.context["request"])


class NewsPageSerializer(PageSerializer):
    """Wagtail's page serializer without its query a row for addresses."""

    html_url = RequestHtmlUrlField(read_only=True)


class NewsPagesAPIViewSet(StrictAPIViewSet, PagesAPIViewSet):
    """Pages; with `type=news.NewsPage`, stories with what a card needs."""

    base_serializer_class = NewsPageSerializer

    @classmethod
    def get_listing_default_fields(cls, model: type[Page]) -> list[str]:
        """Add a card's fields to Wagtail's when the listing is of stories."""
        fields = super().get_listing_default_fields(model)
        if model is not NewsPage:
            return fields
        return [
            *fields,
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

    def get_queryset(self) -> QuerySet:
        """Load what stories show in a fixed number of queries."""
        queryset = super().get_queryset()
        if queryset.model is NewsPage:
            return queryset.with_card_relations()
        return queryset

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        """Cut out the slice and give its stories their categories."""
        pages = list(super().paginate_queryset(queryset) or [])
        attach_categories(page for page in pages if isinstance(page, NewsPage))
        return pages


class NewsImageSerializer(ImageSerializer):
    """Wagtail's image serializer without its query a row for tags."""

    tags = TagNamesField(read_only=True)


class NewsImagesAPIViewSet(StrictAPIViewSet, ImagesAPIViewSet):
    """Pictures with their renditions."""

    base_serializer_class = NewsImageSerializer

    def get_queryset(self) -> QuerySet:
        """Load renditions and tags with the pictures."""
        pictures = super().get_queryset().prefetch_renditions(*image_specs())
        return pictures.prefetch_related("tags")


class NewsDocumentsAPIViewSet(StrictAPIViewSet, DocumentsAPIViewSet):
    """Files for readers."""


class NewsRedirectsAPIViewSet(StrictAPIViewSet, RedirectsAPIViewSet):
    """Where old addresses lead."""
