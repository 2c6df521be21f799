"""Records into pages: a story, its category, people and source in one transaction."""

import re

from django.db import transaction
from wagtail.models import Page

from news.addresses import pinyin_slug
from news.importer.outcome import (
    Outcome,
    find_home_page,
    find_imported_post,
    find_outcome,
    find_place,
    wanted_category,
)
from news.importer.record import PostRecord
from news.models import (
    CategoryIndexPage,
    HomePage,
    ImportedPost,
    NewsByline,
    NewsPage,
    Person,
    Source,
)

_NOT_SLUG = re.compile(r"[^a-z0-9_-]+")
_LONGEST_TITLE = 255
_LONGEST_ORIGINAL_TITLE = 300
_LONGEST_EDITORS = 200
_LONGEST_SOURCE = 100
_LONGEST_NAME = 60


def write_record(record: PostRecord) -> tuple[PostRecord, Outcome]:
    """Write the page of a record when it differs, and return what was done.

    The record comes back as it was written. All that belongs to the story is written,
    or nothing of it.
    """
    written, outcome = find_outcome(record)
    if not outcome.writes:
        return written, outcome
    with transaction.atomic():
        # One import at a time looks for the page and makes it.
        home = HomePage.objects.select_for_update().get(pk=find_home_page().pk)
        written, outcome = find_outcome(record)
        if outcome.writes:
            _write_story(written, home)
    return written, outcome


def category_names() -> dict[str, str]:
    """Return the names of all categories by their slugs."""
    return dict(CategoryIndexPage.objects.values_list("slug", "title"))


def _write_story(record: PostRecord, home: HomePage) -> None:
    post = find_imported_post(record) or ImportedPost(code=record.key)
    if post.page is None:
        page = _add_page(record, post, home)
    else:
        page = _change_page(post.page, record, post, home)
    revision = page.save_revision()
    if not record.is_draft:
        revision.publish()
    post.page = page
    post.fingerprint = record.fingerprint
    post.revision_id = revision.pk
    post.save()


def _add_page(record: PostRecord, post: ImportedPost, home: HomePage) -> NewsPage:
    category = _find_or_create_place(record, post, home)
    page = NewsPage(slug=_free_slug(_story_slug(record), category), live=False)
    _fill(page, record)
    category.add_child(instance=page)
    post.category_slug = category.slug
    return page


def _change_page(
    page: NewsPage, record: PostRecord, post: ImportedPost, home: HomePage
) -> NewsPage:
    """Return the page where it belongs, with the changes that a revision will keep.

    What readers see stays as it is, and where it is, until that is published.
    """
    if not (page.live and record.is_draft):
        category = _find_or_create_place(record, post, home)
        if not page.is_child_of(category):
            page = _move(page, category)
            post.category_slug = category.slug
    _fill(page, record)
    return page


def _fill(page: NewsPage, record: PostRecord) -> None:
    """Put everything that the record says into the page, not yet saved."""
    page.title = _title(record)
    page.summary = record.summary
    page.body = NewsPage.body.field.to_python(record.stream_value())
    page.source = _find_or_create_source(record.source)
    page.original_title = record.original_title[:_LONGEST_ORIGINAL_TITLE]
    page.original_url = record.original_url
    page.original_code = record.original_code
    page.editors = " ".join(record.editors)[:_LONGEST_EDITORS]
    page.published_at = record.published_at
    if not record.is_draft:
        # Publishing keeps that of the page, not that of the revision.
        page.first_published_at = record.published_at
    page.tags.set(list(record.tags))
    page.bylines = [  # type: ignore[misc]
        NewsByline(person=_find_or_create_person(name), role=role, sort_order=position)
        for position, (name, role) in enumerate(record.byline)
    ]


def _title(record: PostRecord) -> str:
    return record.title[:_LONGEST_TITLE] or record.original_code


def _move(page: NewsPage, category: Page) -> NewsPage:
    page.slug = _free_slug(page.slug, category)
    page.save()
    page.move(category, pos="last-child")
    return NewsPage.objects.get(pk=page.pk)


def _find_or_create_place(
    record: PostRecord, post: ImportedPost, home: HomePage
) -> Page:
    place = find_place(record, post)
    if place is not None:
        return place
    wanted = wanted_category(record)
    page = CategoryIndexPage(title=wanted.name or wanted.slug, slug=wanted.slug)
    home.add_child(instance=page)
    page.save_revision().publish()
    return CategoryIndexPage.objects.get(pk=page.pk)


def _find_or_create_source(name: str) -> Source | None:
    if not name:
        return None
    return Source.objects.get_or_create(name=name[:_LONGEST_SOURCE])[0]


def _find_or_create_person(name: str) -> Person:
    return Person.objects.get_or_create(name=name[:_LONGEST_NAME])[0]


def _story_slug(record: PostRecord) -> str:
    code = record.original_code.lower()
    slug = code if code.isascii() else pinyin_slug(code)
    return _NOT_SLUG.sub("-", slug).strip("-") or "story"


def _free_slug(slug: str, category: Page) -> str:
    """Return `slug`, or with a number when another story of the category has it."""
    taken = set(
        category.get_children()
        .filter(slug__startswith=slug)
        .values_list("slug", flat=True)
    )
    candidate, number = slug, 1
    while candidate in taken:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate
