"""Old addresses on the reader site: 301 to where a page is now, 410 where it was."""

from collections.abc import Callable

from django.http import (
    HttpRequest,
    HttpResponseBase,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from wagtail.models import Site

from news.api.caching import never_keep, share
from news.corrections.gone import gone_page
from news.published.resolve import Redirection, Trace, resolve

# Their 404 has a form of its own.
_OTHERS = ("/admin/", "/api/")


def follow_old_addresses(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer for addresses where nothing is any more (middleware).

    In place of Wagtail's own for redirects: chains are followed, and pages that have
    moved or are withdrawn are known by the log. What is at no address now may be
    there at the next moment: no cache keeps that.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code != 404 or request.path.startswith(_OTHERS):
            return response
        return _answer_for_old_address(request) or never_keep(response)

    return respond


def _answer_for_old_address(request: HttpRequest) -> HttpResponseBase | None:
    site = Site.find_for_request(request)
    # PostgreSQL stores no NUL: nothing can have been there.
    if site is None or "\0" in request.path:
        return None
    found = resolve(site, request.get_full_path())
    if isinstance(found, Redirection):
        kind = (
            HttpResponsePermanentRedirect
            if found.is_permanent
            else HttpResponseRedirect
        )
        return share(kind(found.to), found.tags(site))
    if isinstance(found, Trace):
        return gone_page(request, site.pk, found)
    return None
