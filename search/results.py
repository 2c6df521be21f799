"""From hits to what is shown of them: documents with the words found marked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from wagtail.models import Site

from news.published.models import PublishedDocument
from search.highlight import mark, passage
from search.ranking import Hit

_SHOWN = (
    "parent_id",
    "parent_title",
    "source_id",
    "source_name",
    "source_url",
    "type",
    "card",
    "text",
)


@dataclass(frozen=True, slots=True)
class FoundStory:
    """A story found; `title` and `passage` are HTML with `<mark>`, safe to show."""

    document: PublishedDocument
    title: str
    passage: str
    score: float | None


def load_stories(hits: Sequence[Hit], terms: Sequence[str]) -> list[FoundStory]:
    """Return the stories of hits in their order, with one query.

    A story withdrawn since the index last caught up has no document and is left out.
    """
    documents = PublishedDocument.objects.only(
        "path", "title", "published_at", *_SHOWN
    ).in_bulk([hit.page_id for hit in hits])
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


def site_id_of(request: HttpRequest) -> int:
    """Return the id of the site a request is for; 0, which no site has, for none."""
    site = Site.find_for_request(request)
    return site.pk if site else 0
