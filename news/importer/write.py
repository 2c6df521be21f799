"""A record into its page, one at a time: a story, its names and its category."""

import re
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from wagtail.models import Page

from news.addresses import pinyin_slug
from news.importer.bulk.tree import free_slug
from news.importer.known import (
    CategoryError,
    Known,
    find_home_page,
    wanted_category,
)
from news.importer.notes import write_notes
from news.importer.outcome import Outcome, find_outcome, outcome_of_rewriting
from news.importer.record import PostRecord
from news.importer.stories import person_name, source_name, story_fields
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


def write_record(
    record: PostRecord,
    placed: PostRecord | None = None,
    *,
    has_new_pictures: bool = False,
) -> tuple[PostRecord, Outcome, int | None]:
    """Write the page of a record when it differs; return what was done, and its page.

    `placed` is the record with its pictures in the library, when it has any; with
    `has_new_pictures` the page is written though the record is as before. The record
    comes back as it was written. All that belongs to the story is written, or nothing
    of it.
    """
    with transaction.atomic():
        # Categories are made below it: nobody else makes the same one.
        HomePage.objects.select_for_update().get(pk=find_home_page().pk)
        known = Known.of([record])
        decided, outcome = find_outcome(record, known)
        post = known.post(record)
        if has_new_pictures and outcome is Outcome.UNCHANGED and post:
            outcome = outcome_of_rewriting(decided, post)
        if not outcome.writes:
            return decided, outcome, post.page_id if post else None
        written = _with_problems_of(placed or record, decided)
        page = _write_story(written, decided.fingerprint, known)
    return written, outcome, page.pk


def find_or_create_category(record: PostRecord) -> CategoryIndexPage:
    """Return the category that a record names, made and published when it is new.

    Raises CategoryError when there can be no such category.
    """
    wanted = wanted_category(record)
    with transaction.atomic():
        home = HomePage.objects.select_for_update().get(pk=find_home_page().pk)
        categories = CategoryIndexPage.objects.child_of(home)
        found: CategoryIndexPage | None = categories.filter(slug=wanted.slug).first()
        if found is not None:
            return found
        page = CategoryIndexPage(title=wanted.name or wanted.slug, slug=wanted.slug)
        try:
            home.add_child(instance=page)
        except ValidationError as error:
            raise CategoryError(
                f"the category '{wanted.slug}' cannot be made: "
                f"{'; '.join(error.messages)}"
            ) from error
        page.save_revision().publish()
    made: CategoryIndexPage = CategoryIndexPage.objects.get(pk=page.pk)
    return made


def category_names() -> dict[str, str]:
    """Return the names of all categories by their slugs.

    One that was made for a story without a name for it is called as its slug: that is
    no name which another story's could contradict.
    """
    named = CategoryIndexPage.objects.exclude(title=F("slug"))
    return dict(named.values_list("slug", "title"))


def story_slug(record: PostRecord) -> str:
    """Return the slug that a new story would like to have."""
    if record.slug:
        return record.slug
    code = record.original_code.lower()
    slug = code if code.isascii() else pinyin_slug(code)
    return _NOT_SLUG.sub("-", slug).strip("-") or "story"


def _with_problems_of(placed: PostRecord, decided: PostRecord) -> PostRecord:
    problems = tuple(sorted({*placed.problems, *decided.problems}))
    return replace(placed, problems=problems)


def _write_story(record: PostRecord, fingerprint: str, known: Known) -> NewsPage:
    post = known.post(record) or ImportedPost(code=record.key)
    if post.page_id is None:
        page = _add_page(record, post, known)
    else:
        # What is known of it lacks most of its fields.
        page = NewsPage.objects.get(pk=post.page_id)
        page = _change_page(page, record, post, known)
    revision = page.save_revision()
    write_notes(page, record.notes)
    if not record.is_draft:
        revision.publish()
    post.page = page
    post.fingerprint = fingerprint
    post.revision_id = revision.pk
    post.save()
    return page


def _add_page(record: PostRecord, post: ImportedPost, known: Known) -> NewsPage:
    category = _find_or_create_place(record, known)
    page = NewsPage(slug=free_slug(story_slug(record), category), live=False)
    _fill(page, record)
    category.add_child(instance=page)
    post.category_slug = category.slug
    return page


def _change_page(
    page: NewsPage, record: PostRecord, post: ImportedPost, known: Known
) -> NewsPage:
    """Return the page where it belongs, with the changes that a revision will keep.

    What readers see stays as it is, and where it is, until that is published.
    """
    if not (page.live and record.is_draft):
        category = _find_or_create_place(record, known)
        if not page.is_child_of(category):
            page = _move(page, category)
            post.category_slug = category.slug
    _fill(page, record)
    return page


def _find_or_create_place(record: PostRecord, known: Known) -> Page:
    return known.place(record) or find_or_create_category(record)


def _fill(page: NewsPage, record: PostRecord) -> None:
    """Put everything that the record says into the page, not yet saved."""
    for name, value in story_fields(record).items():
        setattr(page, name, value)
    page.body = NewsPage.body.field.to_python(record.stream_value())
    page.source = _find_or_create_source(source_name(record))
    if not record.is_draft:
        # Publishing keeps that of the page, not that of the revision.
        page.first_published_at = record.published_at
    page.tags.set(list(record.tags))
    page.bylines = [  # type: ignore[misc]
        NewsByline(person=_find_or_create_person(name), role=role, sort_order=position)
        for position, (name, role) in enumerate(record.byline)
    ]


def _move(page: NewsPage, category: Page) -> NewsPage:
    page.slug = free_slug(page.slug, category)
    page.save()
    page.move(category, pos="last-child")
    moved: NewsPage = NewsPage.objects.get(pk=page.pk)
    return moved


def _find_or_create_source(name: str) -> Source | None:
    return Source.objects.get_or_create(name=name)[0] if name else None


def _find_or_create_person(name: str) -> Person:
    return Person.objects.get_or_create(name=person_name(name))[0]
