"""Feeds of a paper, a category, a source or a tag, with whole stories.

`/feed/rss.xml`, `/feed/atom.xml`, `/feed/feed.json`; the same below
`/feed/category/SLUG/`, `/feed/source/PRIMARY KEY/` and `/feed/tag/NAME/`.
"""

import mimetypes
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from django.utils.feedgenerator import Enclosure, get_tag_uri
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from news.api.caching import Validity, etag_of, keep, not_modified
from news.feeds.channels import CHANNELS, Channel
from news.feeds.formats import FORMATS
from news.feeds.markup import absolute_html, legal_text
from news.feeds.notes import notes_html
from news.feeds.roots import root_of, site_or_404
from news.published.links import absolute_address
from news.published.models import PublishedDocument
from news.published.tags import cache_tags

LENGTH = 20
LANGUAGE = "zh-CN"
_COLUMNS = (
    "page_id",
    "path",
    "title",
    "parent_title",
    "card",
    "corrections",
    "body_html",
    "text",
    "published_at",
    "first_published_at",
    "updated_at",
)
_OPENING = 120


@transaction.non_atomic_requests
@require_safe
def feed_view(
    request: HttpRequest, form: str, about: str = "paper", **which: Any
) -> HttpResponseBase:
    """Answer with the newest stories in one of `FORMATS`."""
    site = site_or_404(request)
    channel = CHANNELS[about](site, **which)
    root = root_of(site)
    # The front page's own changes reach feeds by its title alone.
    tags = cache_tags(site.pk, pages=[channel.home.pk], keys=[channel.key])
    validity = Validity(etag_of(channel.version, form, channel.title, root), tags=tags)
    unchanged = not_modified(request, validity)
    if unchanged is not None:
        return unchanged
    text = _write(channel, form, root, root + escape_uri_path(request.path))
    content_type = FORMATS[form].content_type
    return keep(HttpResponse(text, content_type=content_type), validity)


def _write(channel: Channel, form: str, root: str, address: str) -> str:
    feed = FORMATS[form](
        title=legal_text(channel.title),
        link=root + channel.path,
        description=legal_text(channel.home.title),
        language=LANGUAGE,
        author_name=legal_text(channel.home.title),
        feed_url=address,
        changed_at=timezone.localtime(channel.home.updated_at),
    )
    for story in channel.stories().only(*_COLUMNS)[:LENGTH]:
        feed.add_item(**_item(story, root))
    return feed.writeString("utf-8")


def _item(story: PublishedDocument, root: str) -> dict[str, Any]:
    card = story.card_members
    picture = _picture(card["lead_image"], root)
    names = [legal_text(line["name"]) for line in card["byline"]]
    first = story.first_published_at or story.published_at
    return {
        "title": legal_text(story.title),
        "link": root + story.path,
        "description": legal_text(card["summary"] or story.text[:_OPENING]),
        "content": legal_text(_content(story, card, root)),
        "unique_id": get_tag_uri(f"{root}/pages/{story.page_id}", first),
        "unique_id_is_permalink": False,
        "author_name": "、".join(names) or None,
        "names": names,
        "pubdate": timezone.localtime(story.published_at),
        "updateddate": timezone.localtime(story.updated_at),
        "categories": [
            legal_text(name) for name in (story.parent_title, *card["tags"])
        ],
        "picture": picture,
        # Nobody has counted its bytes: 0 is how RSS says so.
        "enclosures": [Enclosure(picture["url"], "0", picture["type"])]
        if picture
        else [],
    }


def _picture(image: dict[str, Any] | None, root: str) -> dict[str, str] | None:
    if not image:
        return None
    address = absolute_address(image["src"], root)
    return {
        "url": address,
        "type": mimetypes.guess_type(image["src"])[0] or "image/jpeg",
        "width": str(image["width"]),
        "height": str(image["height"]),
    }


def _content(story: PublishedDocument, card: dict[str, Any], root: str) -> str:
    """Return the story as one reads it: what was corrected, its picture, its text."""
    image = card["lead_image"]
    figure = (
        format_html(
            '<figure><img src="{}" alt="{}"><figcaption>{}</figcaption></figure>',
            image["src"],
            image["alt"],
            image["credit"],
        )
        if image
        else ""
    )
    return absolute_html(notes_html(story) + figure + story.body_html, root)
