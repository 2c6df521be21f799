"""The site that a machine asks, and what stands before its paths."""

from django.conf import settings
from django.http import Http404, HttpRequest
from wagtail.models import Site

from news.published.models import HOME_TYPE, PublishedDocument


def site_or_404(request: HttpRequest) -> Site:
    """Return the site of the request's host."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404("no site has this host")
    return site


def root_of(site: Site) -> str:
    """Return where a site is, without a slash at the end: "https://paper.example"."""
    return site.root_url


def paper_name(site: Site) -> str:
    """Return the paper's name: the title of its front page."""
    homes = PublishedDocument.objects.filter(site=site, type=HOME_TYPE)
    title = homes.order_by("position").values_list("title", flat=True).first()
    return title or settings.WAGTAIL_SITE_NAME
