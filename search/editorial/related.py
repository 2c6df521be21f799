"""Stories to recommend beside a draft: by the words of its title and by its tags."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from tantivy import Query
from wagtail.models import Page, Site

from news.models import NewsPage
from news.published.models import STORY_TYPE, PublishedDocument
from search.clauses import conditions, some
from search.index import current_reader
from search.matching import weighed
from search.query import MAX_LENGTH, MAX_TOKENS, SearchQuery
from search.schema import SCHEMA
from search.storage import SearchUnavailableError
from search.text import fold
from search.words import merged, tokens

CANDIDATES = 8
# A tag in common says as much as a rare word of the title.
TAG_WEIGHT = 6.0


def related_stories(
    words: str, tags: Iterable[str], site_id: int, *, exclude: int | None = None
) -> list[PublishedDocument]:
    """Return published stories of a site that are about the same, the nearest first.

    Without an index there are none.
    """
    clauses = [weighed(token) for token in merged(tokens(fold(words)))[:MAX_TOKENS]]
    clauses += [_tag(tag) for tag in tags]
    if not clauses:
        return []
    wanted = conditions(SearchQuery(), site_id).among([some(clauses)])
    try:
        searcher = current_reader().searcher
    except SearchUnavailableError:
        return []
    hits = searcher.search(wanted, CANDIDATES + 1, count=False).hits
    found = searcher.fast_field_values("page_id", [hit[1] for hit in hits])
    page_ids = [int(pk) for pk in found if pk is not None and pk != exclude]
    documents = PublishedDocument.objects.defer("rest", "body_html", "text")
    stories = documents.filter(type=STORY_TYPE).in_bulk(page_ids[:CANDIDATES])
    return [stories[pk] for pk in page_ids if pk in stories]


def _tag(name: str) -> Query:
    clause = Query.term_query(SCHEMA, "tag", fold(name), "basic")
    return Query.const_score_query(clause, TAG_WEIGHT)


def related_view(request: HttpRequest) -> JsonResponse:
    """Answer the editor's button: `{"items": [{"id", "title", "path", "category",
    "date", "value"}]}`; the value is the state of the
    block's form.
    """
    given = request.GET
    words = f"{given.get('title', '')} {given.get('words', '')}"[: 2 * MAX_LENGTH]
    tags = [tag.strip(' "') for tag in given.get("tags", "").split(",")]
    pk = given.get("page", "")
    page_id = int(pk) if pk.isdecimal() and len(pk) < 10 else None
    stories = related_stories(
        words, filter(None, tags), _site_of(page_id), exclude=page_id
    )
    pages = NewsPage.objects.in_bulk([story.page_id for story in stories])
    block = NewsPage._meta.get_field("body").stream_block.child_blocks["related"]
    items = [
        _item(story, block.get_form_state(pages[story.page_id]))
        for story in stories
        if story.page_id in pages
    ]
    return JsonResponse({"items": items})


def _site_of(page_id: int | None) -> int:
    page = Page.objects.filter(pk=page_id).first() if page_id else None
    site = page.get_site() if page else None
    return int((site or Site.objects.get(is_default_site=True)).pk)


def _item(story: PublishedDocument, value: Any) -> dict[str, Any]:
    moment = story.published_at or story.updated_at
    return {
        "id": story.page_id,
        "title": story.title,
        "path": story.path,
        "category": story.parent_title,
        "date": date_format(localtime(moment), "Y-m-d"),
        "value": value,
    }
