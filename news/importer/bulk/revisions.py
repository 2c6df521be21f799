"""Revisions, publishing and the log of actions, as `save_revision` and `publish` do."""

from collections.abc import Iterator
from datetime import datetime

from wagtail.log_actions import get_active_log_context
from wagtail.models import PageLogEntry, Revision

from news.models import NewsPage


def make_revision(story: NewsPage, pk: int, now: datetime) -> Revision:
    """Return the first revision, not saved, of a story that has its ids and place."""
    return Revision(
        pk=pk,
        content_type_id=story.content_type_id,
        base_content_type=story.get_base_content_type(),
        object_id=str(story.pk),
        created_at=now,
        object_str=str(story),
        content=story.serializable_data(),
    )


def take_over(story: NewsPage, revision: Revision, *, publishes: bool) -> None:
    """Let a story be what its first revision says, live or a draft."""
    story.latest_revision = revision
    story.latest_revision_created_at = revision.created_at
    story.has_unpublished_changes = not publishes
    if publishes:
        story.live = True
        story.live_revision = revision
        story.last_published_at = revision.created_at


def log_entries(story: NewsPage, now: datetime) -> Iterator[PageLogEntry]:
    """Yield the entries, not saved, that tell of a new story."""
    yield _entry(story, "wagtail.create", now)
    if story.live:
        yield _entry(story, "wagtail.publish", now, story.live_revision_id)


def _entry(
    story: NewsPage, action: str, now: datetime, revision_id: int | None = None
) -> PageLogEntry:
    context = get_active_log_context()
    return PageLogEntry(
        page_id=story.pk,
        content_type_id=story.content_type_id,
        label=story.get_admin_display_title(),
        action=action,
        data={},
        timestamp=now,
        uuid=context.uuid,
        user=context.user,
        revision_id=revision_id,
        content_changed=True,
    )
