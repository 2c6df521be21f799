"""All addresses of the project."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.static import serve as serve_file
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from news.views import reader_page
from search.api import search_view
from search.views import search_page
from site_core.admin_catalogue import javascript_catalogue
from site_core.api import api_router

urlpatterns = [
    # Before the admin's own route of this path, which knows no other catalogue.
    path("admin/jsi18n/", javascript_catalogue),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v2/search/", search_view, name="api_search"),
    path("api/v2/", api_router.urls),
    path("search/", search_page, name="search"),
]

if settings.SERVES_MEDIA:
    urlpatterns += [
        path("media/<path:path>", serve_file, {"document_root": settings.MEDIA_ROOT})
    ]

# Passwords and logins of private pages, then the addresses of all pages, under the
# name that Wagtail reverses.
urlpatterns += [
    *(route for route in wagtail_urls.urlpatterns if route.name != "wagtail_serve"),
    re_path(serve_pattern, reader_page, name="wagtail_serve"),
]

handler404 = "site_core.errors.not_found"
handler500 = "site_core.errors.server_error"
