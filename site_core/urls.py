"""All addresses of the project."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.static import serve as serve_file
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from news.api.changes import changes_view
from news.api.resolve import resolve_view
from news.api.site import site_view
from news.feeds.urls import urlpatterns as feed_urls
from news.guests.urls import urlpatterns as guest_urls
from news.preview.userbar import userbar_view
from news.preview.views import preview_view
from news.views import reader_page
from news.writing.urls import writing_urls
from search.api import search_view
from search.suggestions.views import suggest_view
from search.views import search_page
from site_core.admin_catalogue import javascript_catalogue
from site_core.api import api_router
from site_core.openapi import docs_view, schema_view

urlpatterns = [
    # Before the admin's own route of this path, which knows no other catalogue.
    path("admin/jsi18n/", javascript_catalogue),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v2/search/", search_view, name="api_search"),
    path("api/v2/search/suggest/", suggest_view, name="api_search_suggest"),
    path("api/v2/site/", site_view, name="api_site"),
    path("api/v2/resolve/", resolve_view, name="api_resolve"),
    path("api/v2/changes/", changes_view, name="api_changes"),
    path("api/v2/preview/", preview_view, name="api_preview"),
    path("api/v2/schema/", schema_view, name="api_schema"),
    path("api/v2/docs/", docs_view, name="api_docs"),
    path("api/v2/", api_router.urls),
    path("api/v3/", writing_urls),
    path("userbar/", userbar_view, name="userbar"),
    path("search/", search_page, name="search"),
]

if settings.SERVES_MEDIA:
    urlpatterns += [
        path("media/<path:path>", serve_file, {"document_root": settings.MEDIA_ROOT})
    ]

urlpatterns += [*guest_urls, *feed_urls]

# Passwords and logins of private pages, then the addresses of all pages, under the
# name that Wagtail reverses.
urlpatterns += [
    *(route for route in wagtail_urls.urlpatterns if route.name != "wagtail_serve"),
    re_path(serve_pattern, reader_page, name="wagtail_serve"),
]

handler404 = "site_core.errors.not_found"
handler500 = "site_core.errors.server_error"
