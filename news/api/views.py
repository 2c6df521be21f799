"""The endpoints of Wagtail's API v2 for this paper's pages, pictures and files."""

from django.db.models import QuerySet
from wagtail.contrib.redirects.api.v2 import RedirectsAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.serializers import ImageSerializer
from wagtail.images.api.v2.views import ImagesAPIViewSet

from news.api.fields import TagNamesField
from news.api.images import image_specs
from news.api.strict import StrictAPIViewSet
from news.api.usual import NewsPagesAPIViewSet
from news.models.trash import without_deleted

__all__ = [
    "NewsDocumentsAPIViewSet",
    "NewsImagesAPIViewSet",
    "NewsPagesAPIViewSet",
    "NewsRedirectsAPIViewSet",
]


class NewsImageSerializer(ImageSerializer):
    """Wagtail's image serializer without its query a row for tags."""

    tags = TagNamesField(read_only=True)


class NewsImagesAPIViewSet(StrictAPIViewSet, ImagesAPIViewSet):
    """Pictures with their renditions."""

    base_serializer_class = NewsImageSerializer

    def get_queryset(self) -> QuerySet:
        """Load renditions and tags with the pictures."""
        found = super().get_queryset().prefetch_renditions(*image_specs())
        pictures = without_deleted(found)
        return pictures.prefetch_related("tags")


class NewsDocumentsAPIViewSet(StrictAPIViewSet, DocumentsAPIViewSet):
    """Files for readers."""

    def get_queryset(self) -> QuerySet:
        """Leave out what editors have deleted."""
        return without_deleted(super().get_queryset())


class NewsRedirectsAPIViewSet(StrictAPIViewSet, RedirectsAPIViewSet):
    """Where old addresses lead."""
