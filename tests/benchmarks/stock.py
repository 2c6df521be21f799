"""Wagtail's own page API for the same models, as a project gets it from the docs."""

from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet


class StockPagesAPIViewSet(PagesAPIViewSet):
    """Wagtail's viewset, unchanged."""


stock_router = WagtailAPIRouter("stockapi")
stock_router.register_endpoint("pages", StockPagesAPIViewSet)
