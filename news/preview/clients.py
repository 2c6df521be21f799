"""Which front-end shows the drafts of a site: WAGTAIL_HEADLESS_PREVIEW says."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from wagtail.models import Site
from wagtail_headless_preview.models import get_client_root_url_from_site
from wagtail_headless_preview.settings import headless_preview_settings

# The rest of /api/v2/ is open to the origins in CORS_ALLOWED_ORIGINS.
OPEN_TO_CLIENTS = ("/api/v2/preview/", "/userbar/")


def client_url_of(site: Site) -> str:
    """Return the address that shows drafts of a site; empty when none is configured."""
    configured = headless_preview_settings.CLIENT_URLS
    if site.hostname not in configured and "default" not in configured:
        return ""
    return get_client_root_url_from_site(site)


def client_origins() -> list[str]:
    """Return the origins ("https://news.example.cn") of all configured front-ends."""
    urls = headless_preview_settings.CLIENT_URLS.values()
    if any("{" in url for url in urls):
        roots = [site.root_url for site in Site.objects.all()]
        urls = [url.format(SITE_ROOT_URL=root) for url in urls for root in roots]
    return sorted({_origin(url) for url in urls})


def is_from_client(request: HttpRequest) -> bool:
    """Return whether a front-end asks; its pages may not be named otherwise."""
    return request.headers.get("Origin", "") in client_origins()


def let_clients_in(sender: object, request: HttpRequest, **kwargs: object) -> bool:
    """Tell django-cors-headers whom a request of a browser comes from."""
    return request.path_info in OPEN_TO_CLIENTS and is_from_client(request)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
