"""What importing a record would do to the database as it is now; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from news.importer.known import Known, NoHomePageError
from news.importer.record import PostRecord
from news.models import ImportedPost

__all__ = ["Handled", "NoHomePageError", "Outcome", "find_outcomes", "is_edited_since"]


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


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of one post file: a line of the report.

    `record` is None when the file could not be read, `reason` a sentence for operators
    (or ''), `page_id` the story that the file is now, None when there is none.
    """

    file_name: str
    record: PostRecord | None
    outcome: Outcome
    reason: str = ""
    page_id: int | None = None


def find_outcomes(records: Sequence[PostRecord]) -> list[tuple[PostRecord, Outcome]]:
    """Return what importing each record would do, and it as it would be written.

    A record whose category readers cannot see is held back.
    """
    known = Known.of(records)
    return [find_outcome(record, known) for record in records]


def find_outcome(record: PostRecord, known: Known) -> tuple[PostRecord, Outcome]:
    """Return what importing the record would do, and it as it would be written."""
    if record.is_refused:
        return record, Outcome.REFUSED
    if known.exported.get(record.story_id):
        return record, Outcome.UNCHANGED
    post = known.post(record)
    if _belongs_to_editors(record, post, known):
        return record, Outcome.EDITED_SINCE
    record = _hold_back(record, post, known)
    if post is not None and post.fingerprint == record.fingerprint:
        return record, Outcome.UNCHANGED
    if post is not None and is_edited_since(post):
        return record, Outcome.EDITED_SINCE
    if record.is_draft:
        return record, Outcome.DRAFT
    return record, Outcome.CREATED if post is None else Outcome.UPDATED


def is_edited_since(post: ImportedPost) -> bool:
    """Return whether the page is no more as its import left it.

    A page that somebody has only moved is not edited.
    """
    page = post.page
    if page is None or page.locked or page.latest_revision_id != post.revision_id:
        return True
    was_published = page.first_published_at is not None
    return was_published and not page.live


def outcome_of_rewriting(record: PostRecord, post: ImportedPost) -> Outcome:
    """Return what writing the page again does, though the record is as before."""
    if is_edited_since(post):
        return Outcome.EDITED_SINCE
    return Outcome.DRAFT if record.is_draft else Outcome.UPDATED


def _belongs_to_editors(
    record: PostRecord, post: ImportedPost | None, known: Known
) -> bool:
    """Return whether somebody has deleted the story, or written it by hand."""
    if post is not None:
        return post.page_id is None
    return record.story_id in known.exported or known.is_handwritten(record)


def _hold_back(
    record: PostRecord, post: ImportedPost | None, known: Known
) -> PostRecord:
    """Return the record, as a draft when its category is withdrawn.

    A story that was published there before the category was withdrawn goes on.
    """
    place = known.place(record)
    if place is None or place.live:
        return record
    page = post.page if post is not None else None
    if page is not None and page.first_published_at and page.is_child_of(place):
        return record
    return record.with_problem("category_withdrawn")
