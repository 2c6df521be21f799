"""Stories as posts again: front matter and a body that the importer reads exactly."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from django.db.models import Prefetch, QuerySet
from wagtail.models import PageViewRestriction

from news.importer.characters import clean_characters
from news.importer.exported import FORMAT, is_known_block, write_body
from news.importer.exported_links import LinkAddresses
from news.importer.exported_record import PAGE_FIELDS, make_exported_record
from news.importer.files import PostFile
from news.importer.notes import note_lines
from news.importer.post_record import PostRecord
from news.importer.read import split_post
from news.models import CategoryIndexPage, NewsByline, NewsImage, NewsPage, NewsTag

# Stories that are read at once.
BATCH = 200
MEDIA = "media"
_NO_FILE = PostFile("", Path())


@dataclass
class ExportedStory:
    """One story on its way out: its text, and the pictures that it names."""

    page: NewsPage
    category_slug: str
    text: str
    pictures: list[NewsImage] = field(default_factory=list)


def export_stories(stories: "QuerySet[NewsPage]") -> Iterator[ExportedStory]:
    """Yield stories one after another, in memory that does not grow with their number."""
    last = 0
    loaded = _with_parts(stories.order_by("pk"))
    while batch := list(loaded.filter(pk__gt=last)[:BATCH]):
        yield from export_batch(batch)
        last = batch[-1].pk


def find_exported(records: Iterable[PostRecord]) -> dict[str, bool]:
    """Return which exported records are stories of this site, by `story_id`.

    The value says whether the story is as its record has it.
    """
    by_story = {record.story_id: record for record in records if record.story_id}
    if not by_story:
        return {}
    pages = _with_parts(NewsPage.objects.filter(translation_key__in=by_story))
    found = {}
    for story in export_batch(list(pages)):
        key = str(story.page.translation_key)
        found[key] = read_exported(story.text).fingerprint == by_story[key].fingerprint
    return found


def read_exported(text: str) -> PostRecord:
    """Return the record that importing an exported text gives."""
    return make_exported_record(split_post(_NO_FILE, text))


def export_batch(pages: list[NewsPage]) -> Iterator[ExportedStory]:
    """Yield the given stories with all they hold; they come with their parts loaded."""
    categories = _categories_of(pages)
    images = _images_of(pages)
    links = LinkAddresses(pages)
    private = list(PageViewRestriction.objects.values_list("page__path", flat=True))
    for page in pages:
        category = categories[page.path[: -page.steplen]]
        used = {key: images[key] for key in _image_keys(page) if key in images}
        is_held_back = not page.live or page.path.startswith(tuple(private))
        head = _head(page, category, images.get(page.lead_image_id or 0))
        if is_held_back:
            head["draft"] = "true"
        body = write_body(_stream(page, images, links))
        text = clean_characters(f"{_front_matter(head)}\n{body}", set())
        yield ExportedStory(page, category.slug, text, list(used.values()))


def media_name(image: NewsImage) -> str:
    """Return the name of a picture's file in the media folder of an export."""
    return f"{_digest(image)[:12]}-{PurePosixPath(image.file.name or '').name}"


def _digest(image: NewsImage) -> str:
    """Return what Wagtail knows a file by, '' when the file is gone."""
    try:
        digest: str = image.get_file_hash()
    except OSError:
        return ""
    return digest


def _with_parts(stories: "QuerySet[NewsPage]") -> "QuerySet[NewsPage]":
    bylines = NewsByline.objects.select_related("person").order_by("sort_order", "pk")
    tags = NewsTag.objects.select_related("tag").order_by("pk")
    return stories.select_related("source").prefetch_related(
        "corrections",
        Prefetch("bylines", queryset=bylines),
        Prefetch("tagged_items", queryset=tags),
    )


def _categories_of(pages: list[NewsPage]) -> dict[str, CategoryIndexPage]:
    paths = {page.path[: -page.steplen] for page in pages}
    categories = CategoryIndexPage.objects.filter(path__in=paths)
    return {category.path: category for category in categories}


def _images_of(pages: list[NewsPage]) -> dict[int, NewsImage]:
    keys = {key for page in pages for key in _image_keys(page)}
    return NewsImage.objects.in_bulk(keys)


def _image_keys(page: NewsPage) -> list[int]:
    keys = [
        block["value"].get("image")
        for block in page.body.raw_data
        if block["type"] == "image"
    ]
    return list(filter(None, [page.lead_image_id, *keys]))


def _stream(
    page: NewsPage, images: dict[int, NewsImage], links: LinkAddresses
) -> list[dict[str, Any]]:
    """Return a body with what ids stand for in the place of ids."""

    def portable(block: dict[str, Any]) -> Any:
        value = block["value"]
        if block["type"] == "image":
            return _picture(value, images)
        if block["type"] == "paragraph":
            return links.write_into(value, page)
        return value

    return [
        {**block, "value": portable(block)}
        for block in page.body.raw_data
        if is_known_block(block["type"])
    ]


def _picture(value: dict[str, Any], images: dict[int, NewsImage]) -> dict[str, Any]:
    """Return the value of an image block with a file's name instead of a key."""
    image = images.get(value.get("image") or 0)
    words = {
        name: value.get(name) or "" for name in ("address", "caption", "credit", "alt")
    }
    return {
        **words,
        "file": f"/{MEDIA}/{media_name(image)}" if image else "",
        "hash": _digest(image) if image else "",
    }


def _head(
    page: NewsPage, category: CategoryIndexPage, picture: NewsImage | None
) -> dict[str, Any]:
    return {
        "story": str(page.translation_key),
        "slug": page.slug,
        "title": page.title,
        "date": page.published_at and page.published_at.isoformat(),
        "expires": page.expire_at and page.expire_at.isoformat(),
        "category": category.slug,
        "category_name": category.title,
        **{name: getattr(page, name) for name in PAGE_FIELDS},
        "summary": page.summary,
        "byline": [f"{line.role} {line.person.name}" for line in page.bylines.all()],
        "source": page.source.name if page.source else "",
        "editors": page.editor_names,
        "tags": [row.tag.name for row in page.tagged_items.all()],
        "original_title": page.original_title,
        "original_url": page.original_url,
        "code": page.original_code,
        "corrections": note_lines(page),
        "image": f"/{MEDIA}/{media_name(picture)}" if picture else "",
        "image_hash": _digest(picture) if picture else "",
    }


def _front_matter(head: dict[str, Any]) -> str:
    # JSON's texts and lists are YAML's.
    lines = [
        f"{key}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in head.items()
        if value
    ]
    return "\n".join(["---", f"format: {FORMAT}", *lines, "---"])
