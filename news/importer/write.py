"""Records into pages: a story, its category, people and source in one transaction."""

import re
from enum import StrEnum

from django.db import transaction
from wagtail.models import PageLogEntry

from news.addresses import pinyin_slug
from news.importer.record import Category, PostRecord, story_key
from news.models import (
    CategoryIndexPage,
    HomePage,
    NewsByline,
    NewsPage,
    Person,
    Source,
)

# Where stories go whose file names no category.
UNCATEGORISED = Category("weifenlei", "未分类")

_NOT_SLUG = re.compile(r"[^a-z0-9_-]+")
_LONGEST_TITLE = 255
_LONGEST_ORIGINAL_TITLE = 300
_LONGEST_EDITORS = 200
_LONGEST_SOURCE = 100
_LONGEST_NAME = 60


class NoHomePageError(Exception):
    """There is no front page to put categories under."""


class Outcome(StrEnum):
    """What became of a post file."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DRAFT = "draft"
    DUPLICATE = "duplicate"
    EDITED_SINCE = "edited_since"
    REFUSED = "refused"

    @property
    def writes(self) -> bool:
        """Return whether the page is written."""
        return self in (Outcome.CREATED, Outcome.UPDATED, Outcome.DRAFT)


def find_outcome(record: PostRecord) -> Outcome:
    """Return what importing the record would do to the database as it is now."""
    if record.is_refused:
        return Outcome.REFUSED
    page = find_story(record)
    if page is None:
        return Outcome.DRAFT if record.is_draft else Outcome.CREATED
    if page.import_fingerprint == record.fingerprint:
        return Outcome.UNCHANGED
    if is_edited_since(page):
        return Outcome.EDITED_SINCE
    return Outcome.DRAFT if record.is_draft else Outcome.UPDATED


def write_record(record: PostRecord) -> Outcome:
    """Write the page of a record when it differs, and return what was done.

    All that belongs to the story is written, or nothing of it.
    """
    outcome = find_outcome(record)
    if not outcome.writes:
        return outcome
    with transaction.atomic():
        # One import at a time looks for the page and makes it.
        home = _lock_home_page()
        outcome = find_outcome(record)
        if outcome.writes:
            _write_story(record, home)
    return outcome


def find_story(record: PostRecord) -> NewsPage | None:
    """Return the page that was imported from this article, if there is one."""
    key = story_key(record.original_code)
    codes = {record.original_code, key, f"NW{key}"}
    pages = NewsPage.objects.filter(original_code__in=codes)
    exact_first = sorted(
        pages, key=lambda page: page.original_code != record.original_code
    )
    return exact_first[0] if exact_first else None


def is_edited_since(page: NewsPage) -> bool:
    """Return whether somebody has changed, withdrawn or moved an imported page."""
    latest = page.latest_revision
    if latest is None or latest.user_id is not None:
        return True
    was_published = page.first_published_at is not None
    if was_published and not (page.live and page.live_revision_id == latest.pk):
        return True
    return PageLogEntry.objects.filter(page=page.pk, user__isnull=False).exists()


def category_names() -> dict[str, str]:
    """Return the names of all categories by their slugs."""
    return dict(CategoryIndexPage.objects.values_list("slug", "title"))


def _lock_home_page() -> HomePage:
    home = HomePage.objects.select_for_update().order_by("path").first()
    if home is None:
        raise NoHomePageError(
            "There is no front page to import below; run 'manage.py migrate' first."
        )
    return home


def _write_story(record: PostRecord, home: HomePage) -> None:
    category = _find_or_create_category(record.category, home)
    page = find_story(record)
    if page is None:
        page = NewsPage(slug=_story_slug(record), live=False)
        _fill(page, record)
        page.slug = _free_slug(page.slug, category)
        category.add_child(instance=page)
    else:
        page = _in_category(page, category)
        _fill(page, record)
        page.save()
    revision = page.save_revision()
    if not record.is_draft:
        revision.publish()


def _fill(page: NewsPage, record: PostRecord) -> None:
    """Put everything that the record says into the page, not yet saved."""
    page.title = page.draft_title = _title(record)
    page.summary = record.summary
    page.body = NewsPage.body.field.to_python(record.stream_value())
    page.source = _find_or_create_source(record.source)
    page.original_title = record.original_title[:_LONGEST_ORIGINAL_TITLE]
    page.original_url = record.original_url
    page.original_code = record.original_code
    page.editors = " ".join(record.editors)[:_LONGEST_EDITORS]
    page.published_at = record.published_at
    page.first_published_at = None if record.is_draft else record.published_at
    page.import_fingerprint = record.fingerprint
    page.tags.set(list(record.tags))
    page.bylines = [  # type: ignore[misc]
        NewsByline(person=_find_or_create_person(name), role=role, sort_order=position)
        for position, (name, role) in enumerate(record.byline)
    ]


def _title(record: PostRecord) -> str:
    return record.title[:_LONGEST_TITLE] or record.original_code


def _in_category(page: NewsPage, category: CategoryIndexPage) -> NewsPage:
    """Return the page, below `category` when its file names another one now."""
    if page.get_parent().pk == category.pk:
        return page
    page.slug = _free_slug(page.slug, category)
    page.save()
    page.move(category, pos="last-child")
    return NewsPage.objects.get(pk=page.pk)


def _find_or_create_category(category: Category, home: HomePage) -> CategoryIndexPage:
    wanted = category if category.slug else UNCATEGORISED
    found = CategoryIndexPage.objects.child_of(home).filter(slug=wanted.slug).first()
    if found is not None:
        return found
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


def _free_slug(slug: str, category: CategoryIndexPage) -> str:
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
