"""From hits to what is shown of them: documents with the words found marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from wagtail.models import Site

from news.published.compose import CARD_COLUMNS
from news.published.models import STORY_TYPE, PublishedDocument
from search.guidance import PromotedResult
from search.highlight import mark, passage
from search.matching import Hit

_SHOWN = (*CARD_COLUMNS, "published_at", "text")


@dataclass(frozen=True, slots=True)
class FoundStory:
    """A story found; `title` and `passage` are HTML with `<mark>`, safe to show."""

    document: PublishedDocument
    title: str
    passage: str
    score: float | None


@dataclass(frozen=True, slots=True)
class PromotedStory:
    """A story that editors put above what is found, and what they say of it."""

    document: PublishedDocument
    note: str


def load_stories(hits: Sequence[Hit], terms: Sequence[str]) -> list[FoundStory]:
    """Return the stories of hits in their order, with one query.

    A story withdrawn since the index last caught up has no document and is left out.
    """
    found = PublishedDocument.objects.only(*_SHOWN)
    documents = found.in_bulk([hit.page_id for hit in hits]) if hits else {}
    return [
        FoundStory(
            document=documents[hit.page_id],
            title=mark(documents[hit.page_id].title, terms),
            passage=passage(documents[hit.page_id].text, terms),
            score=hit.score,
        )
        for hit in hits
        if hit.page_id in documents
    ]


def load_promoted(
    promoted: Sequence[PromotedResult], site_id: int
) -> list[PromotedStory]:
    """Return the promoted stories of a site that are public, in their order."""
    if not promoted:
        return []
    documents = (
        PublishedDocument.objects.filter(site_id=site_id, type=STORY_TYPE)
        .only(*_SHOWN)
        .in_bulk([one.page_id for one in promoted])
    )
    return [
        PromotedStory(documents[one.page_id], one.note)
        for one in promoted
        if one.page_id in documents
    ]


def site_id_of(request: HttpRequest) -> int:
    """Return the id of the site a request is for; 0, which no site has, for none."""
    site = Site.find_for_request(request)
    return site.pk if site else 0
