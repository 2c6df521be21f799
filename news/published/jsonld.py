"""A story in the words of schema.org, from the columns of its document alone.

https://schema.org/NewsArticle,
https://developers.google.com/search/docs/appearance/structured-data/article.
"""

import json
from collections.abc import Sequence
from typing import Any

from news.published.compose import Addresses
from news.published.links import absolute_address, web_address
from news.published.models import iso_time

CONTEXT = "https://schema.org"
LANGUAGE = "zh-Hans"
# The member of the API's detail, and the name that `fields` asks for it by.
MEMBER = "json_ld"

Data = dict[str, Any]


def story_data(row: Any, at: Addresses, paper: str = "") -> Data:
    """Return a story as a NewsArticle; what is not known is left out.

    `row` is a document, or anything that has its columns. `paper` is the publisher's
    name: no document of a story holds it, its address says who is meant.
    """
    story = {**json.loads(row.card), **json.loads(row.rest)}
    address = at.site + row.path
    publisher = _publisher(at.site, paper)
    members = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": row.title,
        "alternativeHeadline": story["subtitle"],
        "description": story["summary"],
        "datePublished": story["published_at"],
        "dateModified": iso_time(row.updated_at),
        "author": _authors(story["byline"]) or publisher,
        "publisher": publisher,
        "image": _images(story["lead_image"], at.media),
        "articleSection": row.parent_title,
        "keywords": story["tags"],
        "inLanguage": LANGUAGE,
        "isAccessibleForFree": True,
        "isBasedOn": web_address(story["original_url"]),
        "sourceOrganization": _organization(row),
        "correction": [_comment(record) for record in json.loads(row.corrections)],
    }
    return _known(members)


def _known(members: Data) -> Data:
    return {name: value for name, value in members.items() if value}


def _publisher(site: str, paper: str) -> Data:
    home = f"{site}/"
    kind = "NewsMediaOrganization"
    return _known({"@type": kind, "@id": home, "name": paper, "url": home})


def _authors(byline: Sequence[Data]) -> list[Data]:
    names = dict.fromkeys(line["name"] for line in byline)
    return [{"@type": "Person", "name": name} for name in names]


def _comment(record: Data) -> Data:
    """Return a record as a CorrectionComment (https://schema.org/correction)."""
    return {
        "@type": "CorrectionComment",
        "name": record["kind_label"],
        "text": record["text"],
        "datePublished": record["at"],
    }


def _organization(row: Any) -> Data | None:
    if row.source_id is None:
        return None
    url = web_address(row.source_url)
    return _known({"@type": "Organization", "name": row.source_name, "url": url})


def _images(image: Data | None, root: str) -> list[str]:
    return [absolute_address(image["src"], root)] if image else []
