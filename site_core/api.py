"""The list of API endpoints."""

from wagtail.api.v2.router import WagtailAPIRouter

from news.api.views import (
    NewsDocumentsAPIViewSet,
    NewsImagesAPIViewSet,
    NewsPagesAPIViewSet,
    NewsRedirectsAPIViewSet,
)

api_router = WagtailAPIRouter("wagtailapi")
api_router.register_endpoint("pages", NewsPagesAPIViewSet)
api_router.register_endpoint("images", NewsImagesAPIViewSet)
api_router.register_endpoint("documents", NewsDocumentsAPIViewSet)
api_router.register_endpoint("redirects", NewsRedirectsAPIViewSet)
