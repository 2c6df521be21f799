"""What pages say of themselves to search engines, in the words of schema.org.

https://schema.org/NewsArticle, https://schema.org/CollectionPage,
https://developers.google.com/search/docs/appearance/structured-data/article.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from news.feeds.markup import absolute_address, web_address
from news.published.models import PublishedDocument, iso_time

LANGUAGE = "zh-Hans"
_CONTEXT = "https://schema.org"
# Nothing in a story can end the element or begin another one.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}

Data = dict[str, Any]


def story_data(document: PublishedDocument, root: str, paper: str) -> Data:
    """Return a story as a NewsArticle; what is not known is left out."""
    story = document.data
    address = root + document.path
    publisher = {"@type": "NewsMediaOrganization", "name": paper, "url": f"{root}/"}
    members = {
        "@context": _CONTEXT,
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": document.title,
        "alternativeHeadline": story["subtitle"],
        "description": story["summary"],
        "datePublished": iso_time(document.published_at),
        "dateModified": iso_time(document.updated_at),
        "author": _authors(story["byline"]) or publisher,
        "publisher": publisher,
        "image": _images(story["lead_image"], root),
        "articleSection": story["category"]["title"],
        "keywords": story["tags"],
        "inLanguage": LANGUAGE,
        "isAccessibleForFree": True,
        "isBasedOn": web_address(story["original_url"]),
        "sourceOrganization": _organization(story["source"]),
    }
    return {name: value for name, value in members.items() if value}


def category_data(
    document: PublishedDocument, root: str, cards: Sequence[Data]
) -> Data:
    """Return a category as a CollectionPage with the stories that it shows."""
    address = root + document.path
    return {
        "@context": _CONTEXT,
        "@type": "CollectionPage",
        "@id": address,
        "url": address,
        "name": document.title,
        "inLanguage": LANGUAGE,
        "mainEntity": {
            "@type": "ItemList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": place,
                    "url": root + card["path"],
                    "name": card["title"],
                }
                for place, card in enumerate(cards, start=1)
            ],
        },
    }


def breadcrumb_data(document: PublishedDocument, root: str, paper: str) -> Data:
    """Return the way from the front page to a page."""
    steps = [(paper, "/"), (document.title, document.path)]
    if document.parent_path != "/":
        steps.insert(1, (document.parent_title, document.parent_path))
    return {
        "@context": _CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": root + path}
            for place, (name, path) in enumerate(steps, start=1)
        ],
    }


def as_script(*data: Data) -> SafeString:
    """Return data blocks for the head of a page.

    A data block is no script: no Content-Security-Policy stops it.
    """
    return mark_safe(  # noqa: S308 (every sign that HTML knows is escaped)
        "".join(
            '<script type="application/ld+json">'
            f"{json.dumps(block, ensure_ascii=False).translate(_ESCAPES)}</script>"
            for block in data
        )
    )


def _authors(byline: Sequence[Data]) -> list[Data]:
    names = dict.fromkeys(line["name"] for line in byline)
    return [{"@type": "Person", "name": name} for name in names]


def _organization(source: Data | None) -> Data | None:
    if source is None:
        return None
    members = {
        "@type": "Organization",
        "name": source["name"],
        "url": web_address(source["url"]),
    }
    return {name: value for name, value in members.items() if value}


def _images(image: Data | None, root: str) -> list[str]:
    return [absolute_address(image["src"], root)] if image else []
