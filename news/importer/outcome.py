"""What importing a record would do to the database as it is now; nothing is written."""

from enum import StrEnum

from wagtail.models import Page

from news.importer.record import Category, PostRecord
from news.models import CategoryIndexPage, HomePage, ImportedPost, NewsPage

# Where stories go whose file names no category.
UNCATEGORISED = Category("weifenlei", "未分类")


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


def find_outcome(record: PostRecord) -> tuple[PostRecord, Outcome]:
    """Return what importing the record would do, and the record as it would be written.

    A record whose category readers cannot see is held back.
    """
    if record.is_refused:
        return record, Outcome.REFUSED
    post = find_imported_post(record)
    if _belongs_to_editors(record, post):
        return record, Outcome.EDITED_SINCE
    record = _hold_back(record, post)
    if post is not None and post.fingerprint == record.fingerprint:
        return record, Outcome.UNCHANGED
    if post is not None and is_edited_since(post):
        return record, Outcome.EDITED_SINCE
    if record.is_draft:
        return record, Outcome.DRAFT
    return record, Outcome.CREATED if post is None else Outcome.UPDATED


def find_imported_post(record: PostRecord) -> ImportedPost | None:
    """Return what was imported from this article before, with its page."""
    posts = ImportedPost.objects.select_related("page")
    return posts.filter(code=record.key).first()


def is_edited_since(post: ImportedPost) -> bool:
    """Return whether the page is no more as its import left it.

    A page that somebody has only moved is not edited.
    """
    page = post.page
    if page is None or page.locked or page.latest_revision_id != post.revision_id:
        return True
    was_published = page.first_published_at is not None
    return was_published and not page.live


def find_place(record: PostRecord, post: ImportedPost | None) -> Page | None:
    """Return the category that the story belongs in, unless it has yet to be made.

    That is the one which the file names; but a page that is no more where the importer
    put it stays where it is.
    """
    slug = wanted_category(record).slug
    if post is not None and post.page is not None:
        parent = post.page.get_parent()
        is_moved = parent.slug != post.category_slug
        if is_moved or parent.slug == slug:
            return parent
    categories = CategoryIndexPage.objects.child_of(find_home_page())
    return categories.filter(slug=slug).first()


def wanted_category(record: PostRecord) -> Category:
    """Return the category that the file names."""
    return record.category if record.category.slug else UNCATEGORISED


def find_home_page() -> HomePage:
    """Return the front page that stories are imported below."""
    home = HomePage.objects.order_by("path").first()
    if home is None:
        raise NoHomePageError(
            "There is no front page to import below; run 'manage.py migrate' first."
        )
    return home


def _belongs_to_editors(record: PostRecord, post: ImportedPost | None) -> bool:
    """Return whether somebody has deleted the story, or written it by hand."""
    if post is not None:
        return post.page_id is None
    # A file may be called NW.md, and most stories have no code.
    codes = {record.original_code, record.key, f"NW{record.key}"} - {""}
    return NewsPage.objects.filter(original_code__in=codes).exists()


def _hold_back(record: PostRecord, post: ImportedPost | None) -> PostRecord:
    """Return the record, as a draft when its category is withdrawn.

    A story that was published there before the category was withdrawn goes on.
    """
    place = find_place(record, post)
    if place is None or place.live:
        return record
    page = post.page if post is not None else None
    if page is not None and page.first_published_at and page.is_child_of(place):
        return record
    return record.with_problem("category_withdrawn")
