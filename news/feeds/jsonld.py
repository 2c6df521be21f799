"""What pages say of themselves to search engines, in the words of schema.org.

https://schema.org/CollectionPage, https://schema.org/BreadcrumbList; of a story,
news.published.jsonld.
"""

import json
from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from news.published.jsonld import CONTEXT, LANGUAGE, Data
from news.published.models import PublishedDocument

# Nothing in a story can end the element or begin another one.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


def category_data(
    document: PublishedDocument, root: str, cards: Sequence[Data]
) -> Data:
    """Return a category as a CollectionPage with the stories that it shows."""
    address = root + document.path
    return {
        "@context": CONTEXT,
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
        "@context": CONTEXT,
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
