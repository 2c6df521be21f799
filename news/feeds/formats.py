"""RSS 2.0, Atom and JSON Feed 1.1, by Django's feed generators.

https://www.rssboard.org/rss-specification, RFC 4287,
https://www.jsonfeed.org/version/1.1/, https://www.rssboard.org/media-rss.
"""

import json
from datetime import datetime
from typing import Any, ClassVar

from django.utils.feedgenerator import (
    Atom1Feed,
    Rss201rev2Feed,
    SyndicationFeed,
    rfc3339_date,
)
from django.utils.xmlutils import SimplerXMLGenerator

_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_MEDIA = "http://search.yahoo.com/mrss/"


class _Dated(SyndicationFeed):
    """Knows when a feed without stories changed: not just now."""

    content_type: ClassVar[str]

    def latest_post_date(self) -> datetime:
        """Return the time of the newest change."""
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=self.feed["changed_at"])


class RSSFeed(_Dated, Rss201rev2Feed):
    """RSS with whole stories."""

    content_type = "application/rss+xml; charset=utf-8"  # type: ignore[misc]

    def rss_attributes(self) -> dict[str, str]:
        """Name the modules that are used."""
        modules = {"xmlns:content": _CONTENT, "xmlns:media": _MEDIA}
        return {**super().rss_attributes(), **modules}

    def add_item_elements(
        self, handler: SimplerXMLGenerator, item: dict[str, Any]
    ) -> None:
        """Add the whole text, and the picture with its size."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])
        if picture := item["picture"]:
            attributes = {"medium": "image", **picture}
            handler.addQuickElement("media:content", None, attributes)


class AtomFeed(_Dated, Atom1Feed):
    """Atom with whole stories."""

    content_type = "application/atom+xml; charset=utf-8"  # type: ignore[misc]

    def add_item_elements(
        self, handler: SimplerXMLGenerator, item: dict[str, Any]
    ) -> None:
        """Add the whole text."""
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class JSONFeed(_Dated):
    """JSON Feed 1.1 with whole stories."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Any, encoding: str) -> None:
        """Write the feed."""
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "authors": [{"name": self.feed["author_name"]}],
            "items": [self._item(item) for item in self.items],
        }
        outfile.write(json.dumps(feed, ensure_ascii=False))

    def _item(self, item: dict[str, Any]) -> dict[str, Any]:
        members = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "content_html": item["content"],
            "summary": item["description"],
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "authors": [{"name": name} for name in item["names"]],
            "tags": item["categories"],
        }
        if picture := item["picture"]:
            members["image"] = picture["url"]
        return members


# By the last step of their addresses.
FORMATS: dict[str, type[_Dated]] = {
    "rss.xml": RSSFeed,
    "atom.xml": AtomFeed,
    "feed.json": JSONFeed,
}
