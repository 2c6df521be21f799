"""GET /api/v2/site/: what a front page and the frame of every page are made of.

`{"name", "language", "navigation": [LINK with "children": [LINK]], "footer":
{"copyright", "links": [LINK]}, "notices": [{"type", "label", "text", "url"}],
"social": [{"service", "service_label", "title", "url", "picture"}], "sections":
[{"type", "title", "path", "items"}]}`

A LINK is `{"title", "path", "url"}`: a path inside the site or a url, the other is
null. Items are stories as the listing of stories shows them. `site=` ("host" or
"host:port") asks for another site than that of the host.
"""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from news.api.caching import Validity, etag_of, keep, not_modified
from news.api.endpoints import reading, requested_site
from news.api.sites import addresses_of
from news.published.compose import (
    CARD_COLUMNS,
    Addresses,
    card_item,
    dumps,
    with_media,
)
from news.published.front import Section, front_page_sections
from news.published.keys import ALL
from news.published.listing import Navigation, navigation_of
from news.published.models import PublishedDocument
from news.published.tags import cache_tags

LANGUAGE = "zh-Hans"


@reading("site")
def site_view(request: HttpRequest) -> HttpResponseBase:
    """Answer with everything a front-end needs beside the stories, in one request."""
    site = requested_site(request)
    navigation = navigation_of(site)
    at = addresses_of(request, site.hostname, site.port)
    # The front page shows the newest of all: any change may be a change of it.
    tags = cache_tags(site.pk, keys=[ALL])
    validity = Validity(etag_of(navigation.version, at), tags=tags)
    unchanged = not_modified(request, validity)
    if unchanged is not None:
        return unchanged
    text = _site_json(navigation, at)
    return keep(HttpResponse(text, content_type="application/json"), validity)


def _site_json(navigation: Navigation, at: Addresses) -> str:
    frame = {
        "name": navigation.paper,
        "language": LANGUAGE,
        "navigation": navigation.links,
        "footer": navigation.footer,
        "notices": navigation.notices,
        "social": navigation.social,
    }
    sections = ",".join(_sections_json(navigation.home, at))
    return f'{with_media(dumps(frame), at.media)[:-1]},"sections":[{sections}]}}'


def _sections_json(home: PublishedDocument | None, at: Addresses) -> Iterator[str]:
    if home is None:
        return
    cards = PublishedDocument.objects.only(*CARD_COLUMNS, "published_at")
    for section in front_page_sections(home, cards):
        yield _section_json(section, at)


def _section_json(section: Section, at: Addresses) -> str:
    members = {"type": section.type, "title": section.title, "path": section.path}
    items = ",".join(card_item(story, at) for story in section.stories)
    return f'{dumps(members)[:-1]},"items":[{items}]}}'
