"""What stories refer to, as Wagtail's reference index notes it."""

from collections.abc import Iterator
from typing import Any

from wagtail.models import ReferenceIndex

from news.models import NewsPage


def references_of(story: NewsPage, *, body_refers: bool) -> Iterator[ReferenceIndex]:
    """Yield the rows, not saved, of a new story whose child rows have their ids.

    The rows are those of `ReferenceIndex.create_or_update_for_object`, which compares
    them with the stored ones in three queries an object. Most bodies are text alone,
    and are not gone through: `body_refers` tells of the others.
    """
    found = dict.fromkeys(_references(story, body_refers=body_refers))
    for to_content_type_id, to_object_id, model_path, content_path in found:
        yield ReferenceIndex(
            content_type_id=story.content_type_id,
            base_content_type=story.get_base_content_type(),
            object_id=str(story.pk),
            to_content_type_id=to_content_type_id,
            to_object_id=to_object_id,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )


def _references(story: NewsPage, *, body_refers: bool) -> Iterator[tuple[Any, ...]]:
    body = story.body
    if not body_refers:
        story.body = []
    try:
        yield from ReferenceIndex._extract_references_from_object(story)
    finally:
        story.body = body
