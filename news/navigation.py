"""The navigation of the page that a request is for."""

from django.http import HttpRequest
from wagtail.models import Site

from news.published.listing import Navigation, navigation_of

_KEPT = "_news_navigation"


def navigation_for(request: HttpRequest) -> Navigation:
    """Return what surrounds the page of a request; read once, as Wagtail's site is."""
    if not hasattr(request, _KEPT):
        site = Site.find_for_request(request)
        setattr(request, _KEPT, navigation_of(site, request.path))
    found: Navigation = getattr(request, _KEPT)
    return found
