"""The listings that a document stands in."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from news.models.published_pages import PublishedPage
    from news.models.stories import NewsPage

ALL = "all"
# Of what lists the categories that have stories; no document has it.
NAVIGATION = "navigation"
_CATEGORY = "category:"
_TAG = "tag:"


def type_key(label: str) -> str:
    """Return the key of all pages of a type, such as "type:news.NewsPage"."""
    return f"type:{label}"


def category_key(page_id: int) -> str:
    """Return the key of a category, by the id of its page."""
    return f"{_CATEGORY}{page_id}"


def is_category_key(key: str) -> bool:
    """Return whether a key is that of a category."""
    return key.startswith(_CATEGORY)


def source_key(source_id: int) -> str:
    """Return the key of a source."""
    return f"source:{source_id}"


def tag_key(name: str) -> str:
    """Return the key of a tag."""
    return f"{_TAG}{name}"


def is_tag_key(key: str) -> bool:
    """Return whether a key is that of a tag."""
    return key.startswith(_TAG)


def byline_key(name: str) -> str:
    """Return the key of a person's stories."""
    return f"byline:{name}"


def keys_of(page: "PublishedPage") -> list[str]:
    """Return the keys of any page's document, each once."""
    return [ALL, type_key(page._meta.label)]


def story_keys(story: "NewsPage") -> list[str]:
    """Return the keys of a story's document, each once."""
    keys = [*keys_of(story), category_key(story.category.pk)]
    if story.source_id is not None:
        keys.append(source_key(story.source_id))
    tags = sorted({tag_key(tag.name) for tag in story.tags.all()})
    names = sorted({byline_key(row.person.name) for row in story.bylines.all()})
    return [*keys, *tags, *names]
