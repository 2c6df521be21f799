"""Sitemaps (https://www.sitemaps.org/protocol.html), the same cost at any size.

`/sitemap.xml` names parts; a part holds the pages whose ids lie between two multiples
of `PART_SIZE`, so that it never holds more than the protocol allows, nothing is counted
and no page wanders from part to part. `/sitemaps/news.xml` holds the stories of the
last two days, in Google's form
(https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).
"""

import datetime as dt
from collections.abc import Iterable
from xml.sax.saxutils import escape

from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Site

from news.api.caching import Validity, etag_of, keep, not_modified
from news.feeds.markup import legal_text
from news.feeds.roots import paper_name, root_of, site_or_404
from news.published.keys import ALL, type_key
from news.published.models import (
    STORY_TYPE,
    Listing,
    PublishedDocument,
    iso_time,
    listing_name,
)
from news.published.tags import cache_tags

PART_SIZE = 10_000
# Google reads no more of a news sitemap.
NEWS_LENGTH = 1000
NEWS_AGE = dt.timedelta(days=2)
NEWS_LANGUAGE = "zh-cn"
_CONTENT_TYPE = "application/xml; charset=utf-8"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'

# From one part to the next that has pages: a step of the index each.
_PARTS = """
WITH RECURSIVE part(number) AS (
    (SELECT page_id / %(size)s FROM news_publisheddocument
    WHERE site_id = %(site)s ORDER BY page_id LIMIT 1)
    UNION ALL
    SELECT (
        SELECT document.page_id / %(size)s FROM news_publisheddocument AS document
        WHERE document.site_id = %(site)s
            AND document.page_id >= (part.number + 1) * %(size)s
        ORDER BY document.page_id LIMIT 1
    ) FROM part WHERE part.number IS NOT NULL
)
SELECT number FROM part WHERE number IS NOT NULL
"""


@transaction.non_atomic_requests
@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    """Answer with the addresses of the parts."""
    site = site_or_404(request)
    validity = _validity(site, ALL, "index")
    unchanged = not_modified(request, validity)
    if unchanged is not None:
        return unchanged
    places = [f"{root_of(site)}/sitemaps/{number}.xml" for number in _parts(site)]
    parts = "".join(
        f"<sitemap><loc>{escape(place)}</loc></sitemap>\n" for place in places
    )
    return _answer(f"<sitemapindex {_SITEMAP}>\n{parts}</sitemapindex>\n", validity)


@transaction.non_atomic_requests
@require_safe
def sitemap_part(request: HttpRequest, number: int) -> HttpResponseBase:
    """Answer with the pages of a part, each with the time of its last change."""
    site = site_or_404(request)
    validity = _validity(site, ALL, number)
    unchanged = not_modified(request, validity)
    if unchanged is not None:
        return unchanged
    start = number * PART_SIZE
    pages = PublishedDocument.objects.filter(
        site=site, page_id__gte=start, page_id__lt=start + PART_SIZE
    )
    rows = pages.order_by("page_id").values_list("path", "updated_at")
    text = "".join(_entries(root_of(site), rows))
    if not text:
        raise Http404(f"the sitemap has no part {number}")
    return _answer(f"<urlset {_SITEMAP}>\n{text}</urlset>\n", validity)


def _entries(root: str, rows: Iterable[tuple[str, dt.datetime]]) -> Iterable[str]:
    for path, updated_at in rows:
        yield (
            f"<url><loc>{escape(root + path)}</loc>"
            f"<lastmod>{iso_time(updated_at)}</lastmod></url>\n"
        )


@transaction.non_atomic_requests
@require_safe
def news_sitemap(request: HttpRequest) -> HttpResponseBase:
    """Answer with the stories of the last two days."""
    site = site_or_404(request)
    now = timezone.now()
    stories = PublishedDocument.objects.stories().filter(
        site=site, published_at__gt=now - NEWS_AGE, published_at__lte=now
    )
    rows = stories.values_list("path", "title", "published_at")[:NEWS_LENGTH]
    paper, root = escape(legal_text(paper_name(site))), root_of(site)
    text = "".join(_news_entry(paper, root, *row) for row in rows)
    tags = cache_tags(site.pk, keys=[type_key(STORY_TYPE)])
    validity = Validity(etag_of("news", text), tags=tags)
    unchanged = not_modified(request, validity)
    if unchanged is not None:
        return unchanged
    return _answer(f"<urlset {_SITEMAP} {_NEWS}>\n{text}</urlset>\n", validity)


def _news_entry(
    paper: str, root: str, path: str, title: str, published_at: dt.datetime | None
) -> str:
    return (
        f"<url><loc>{escape(root + path)}</loc><news:news><news:publication>"
        f"<news:name>{paper}</news:name><news:language>{NEWS_LANGUAGE}</news:language>"
        f"</news:publication><news:publication_date>{iso_time(published_at)}"
        f"</news:publication_date><news:title>{escape(legal_text(title))}</news:title>"
        f"</news:news></url>\n"
    )


def _parts(site: Site) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_PARTS, {"size": PART_SIZE, "site": site.pk})
        return [number for (number,) in cursor.fetchall()]


def _validity(site: Site, key: str, *parts: object) -> Validity:
    listings = Listing.objects.filter(name=listing_name(site.pk, key))
    version = listings.values_list("version", flat=True).first() or 0
    etag = etag_of(version, *parts, site.root_url)
    return Validity(etag, tags=cache_tags(site.pk, keys=[key]))


def _answer(text: str, validity: Validity) -> HttpResponseBase:
    response = HttpResponse(_HEAD + text, content_type=_CONTENT_TYPE)
    return keep(response, validity)
