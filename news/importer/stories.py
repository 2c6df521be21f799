"""A record as a story in memory: the page, and what can be made of it anywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from django.core.exceptions import ValidationError
from taggit.models import Tag
from wagtail.models import COMMENTS_RELATION_NAME, Site

from news.counting.body import count_body
from news.importer.record import PostRecord
from news.models import (
    CategoryIndexPage,
    NewsByline,
    NewsPage,
    NewsTag,
    Person,
    PublishedDocument,
    Source,
)
from news.models.published_pages import UNTITLED
from news.published.documents import build_document

LONGEST_SOURCE = 100
LONGEST_NAME = 60
_LONGEST_TITLE = 255
_LONGEST_ORIGINAL_TITLE = 300
_LONGEST_EDITORS = 200
# Fields that a record decides and a model can refuse.
_CHECKED = frozenset(
    [
        *("title", "summary", "body", "original_title", "original_url"),
        *("original_code", "editors", "published_at", "first_published_at"),
    ]
)
_NOWHERE = Site()
_UNCHECKED = [
    field.name for field in NewsPage._meta.fields if field.name not in _CHECKED
]


@dataclass(frozen=True, slots=True)
class Names:
    """What the names in records stand for: people, sources and tags."""

    people: Mapping[str, Person]
    sources: Mapping[str, Source]
    tags: Mapping[str, Tag]

    @classmethod
    def unsaved(cls, record: PostRecord) -> Self:
        """Return the names of a record as objects that the database does not know."""
        people = {person_name(name): Person for name, _role in record.byline}
        return cls(
            people={name: Person(name=name) for name in people},
            sources={
                name: Source(name=name) for name in filter(None, [source_name(record)])
            },
            tags={name: Tag(name=name) for name in record.tags},
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """All of a new story that does not depend on where it will stand.

    Made without the database, in another process than the one that writes: the body
    as JSON, its 字数, whether it names objects of the database, and the document that
    readers get, in which the columns that name rows are still to be filled.
    """

    body: list[dict[str, Any]]
    character_count: int
    refers: bool
    document: PublishedDocument | None


def prepare(record: PostRecord) -> Prepared | None:
    """Return what can be prepared of a story, None when the model refuses it.

    Such a story is written the long way, which says why.
    """
    body = record.stream_value()
    # Without a type the page would look its own up.
    page = make_story(record, body, Names.unsaved(record), content_type_id=-1)
    page.category = _somewhere()
    try:
        page.clean_fields(exclude=_UNCHECKED)
    except ValidationError:
        return None
    if page.title.strip() in ("", UNTITLED):
        return None
    # What `clean_fields` leaves alone: `clean`, which counts, asks the database too.
    page.character_count = count_body(body)
    refers = any(True for _found in NewsPage.body.field.extract_references(page.body))
    document = None if record.is_draft else build_document(page, _NOWHERE)
    return Prepared(body, page.character_count, refers, document)


@cache
def _somewhere() -> CategoryIndexPage:
    """Return a category that stands for the one which the story will get."""
    return CategoryIndexPage(content_type_id=-1)


def make_story(
    record: PostRecord, body: Sequence[Mapping[str, Any]], names: Names, **fields: Any
) -> NewsPage:
    """Return a page, not saved, of all that a record says; with the other `fields`."""
    story = NewsPage(**story_fields(record), live=False, **fields)
    story.first_published_at = None if record.is_draft else record.published_at
    story.body = NewsPage.body.field.to_python(list(body))
    story.source = names.sources.get(source_name(record))
    story.bylines = [  # type: ignore[misc]
        NewsByline(person=names.people[person_name(name)], role=role, sort_order=place)
        for place, (name, role) in enumerate(record.byline)
    ]
    story.tagged_items = [  # type: ignore[misc]
        NewsTag(tag=names.tags[name]) for name in record.tags
    ]
    setattr(story, COMMENTS_RELATION_NAME, [])
    return story


def story_fields(record: PostRecord) -> dict[str, Any]:
    """Return the plain fields of a page that a record decides, cut to their lengths."""
    return {
        "title": record.title[:_LONGEST_TITLE] or record.original_code,
        "summary": record.summary,
        "original_title": record.original_title[:_LONGEST_ORIGINAL_TITLE],
        "original_url": record.original_url,
        "original_code": record.original_code,
        "editors": " ".join(record.editors)[:_LONGEST_EDITORS],
        "published_at": record.published_at,
        **record.extra_fields,
    }


def source_name(record: PostRecord) -> str:
    """Return the name of the source that a story gets, or ''."""
    return record.source[:LONGEST_SOURCE]


def person_name(name: str) -> str:
    """Return the name of the person that a byline's name stands for."""
    return name[:LONGEST_NAME]
