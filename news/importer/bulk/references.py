"""What stories refer to, as Wagtail's reference index notes it."""

from collections.abc import Iterator

from wagtail.models import ReferenceIndex

from news.models import NewsPage


def references_of(story: NewsPage) -> Iterator[ReferenceIndex]:
    """Yield the rows, not saved, of a new story whose child rows have their ids.

    The rows are those of `ReferenceIndex.create_or_update_for_object`, which compares
    them with the stored ones in three queries an object.
    """
    found = dict.fromkeys(ReferenceIndex._extract_references_from_object(story))
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
