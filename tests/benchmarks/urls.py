"""The project's addresses, and beside them what they are compared with."""

from django.urls import include, path

from site_core.urls import handler404, handler500
from tests.benchmarks import bare
from tests.benchmarks.stock import stock_router

__all__ = ["handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("bench/bare/<int:page_id>/", bare.detail),
    path("bench/bare/cards/<int:category_id>/", bare.cards),
    path("bench/bare/full/<int:category_id>/", bare.full),
    path("bench/stock/", stock_router.urls),
    path("", include("site_core.urls")),
]
