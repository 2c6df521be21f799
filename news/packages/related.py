"""Stories related to a published one: those that share its rarer tags."""

import json

from django.db.models import IntegerField
from django.db.models.expressions import RawSQL

from news.published.keys import is_tag_key
from news.published.listing import Card, as_cards
from news.published.models import (
    STORY_TYPE,
    Listing,
    PublishedDocument,
    listing_name,
)

RELATED_SIZE = 5
# So many stories are looked through: tags of more than that say little.
MOST = 1000
_SHARED = "(SELECT count(*) FROM unnest(keys) AS key WHERE key = ANY(%s))"


def related_cards(document: PublishedDocument) -> list[Card]:
    """Return cards of related stories, those with most tags in common first.

    None where an editor has chosen some in the body. At most two queries, which read no
    more than `MOST` rows; none for a story without tags.
    """
    if has_chosen(document):
        return []
    keys = telling_tags(document)
    if not keys:
        return []
    found = PublishedDocument.objects.filter(
        site_id=document.site_id, type=STORY_TYPE, keys__overlap=keys
    ).exclude(pk=document.page_id)
    shared = RawSQL(_SHARED, [keys], output_field=IntegerField())  # noqa: S611
    nearest = found.annotate(shared=shared).order_by(
        "-shared", "-published_at", "-page_id"
    )
    return as_cards(nearest[:RELATED_SIZE])


def tags_of(document: PublishedDocument) -> list[str]:
    """Return the keys of a story's tags."""
    return [key for key in document.keys if is_tag_key(key)]


def telling_tags(document: PublishedDocument) -> list[str]:
    """Return the keys of a story's rarer tags, together of at most `MOST` stories."""
    names = {listing_name(document.site_id, key): key for key in tags_of(document)}
    if not names:
        return []
    sizes = Listing.objects.filter(name__in=names, size__gt=1).order_by("size", "name")
    keys: list[str] = []
    room = MOST
    for name, size in sizes.values_list("name", "size"):
        room -= size
        if room < 0:
            break
        keys.append(names[name])
    return keys


def has_chosen(document: PublishedDocument) -> bool:
    """Return whether an editor has put related stories into the body."""
    # The text of the JSON says so without being parsed, but for the rare yes.
    if '"type":"related"' not in document.rest:
        return False
    body = json.loads(document.rest).get("body") or []
    return any(block["type"] == "related" and block["value"] for block in body)
