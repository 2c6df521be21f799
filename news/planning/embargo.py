"""Setting, moving and lifting an embargo: the one place that changes it.

An embargo holds for the story, not for a revision. While it lasts, what is approved is
scheduled for its end (`NewsPage.with_content_json`), the database lets the page not be
live (migration 0017), and nobody without an account sees a preview.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from news.models import NewsPage, User

MOVE_PERMISSION = "news.move_embargo"


class EmbargoError(Exception):
    """Why an embargo cannot be so, in a sentence for the editor."""


def may_set(user: User, story: NewsPage) -> bool:
    """Return whether somebody may put the story under embargo, or change one."""
    if not story.permissions_for_user(user).can_edit():
        return False
    return not story.is_embargoed or user.has_perm(MOVE_PERMISSION)


@transaction.atomic
def set_embargo(
    page_id: int, until: datetime | None, *, user: User, reason: str = ""
) -> NewsPage:
    """Put a story under embargo until a time, move that time, or lift it (None).

    Raises EmbargoError with what the editor should do instead, and PermissionDenied.
    """
    # Whoever publishes holds the same row.
    Page.objects.select_for_update(no_key=True).get(pk=page_id)
    story: NewsPage = NewsPage.objects.get(pk=page_id)
    _check(story, until, user)
    before = story.embargo_until if story.is_embargoed else None
    if until == before:
        return story
    story.embargo_until = until or timezone.now()
    NewsPage.objects.filter(pk=page_id).update(embargo_until=story.embargo_until)
    _move_schedule(story, before, until)
    _log(story, before, until, user, reason)
    return story


def _check(story: NewsPage, until: datetime | None, user: User) -> None:
    if not may_set(user, story):
        raise PermissionDenied
    if story.live:
        raise EmbargoError(
            "稿件已经发布，不能再设禁发。要让读者看不到，请先撤稿（撤下），再设禁发。"
        )
    if until is not None and until <= timezone.now():
        raise EmbargoError("禁发时间要晚于现在。")


def _move_schedule(
    story: NewsPage, before: datetime | None, until: datetime | None
) -> None:
    """Let what is approved go out at the new end, unless a later time was chosen."""
    kept = story.revisions.filter(
        Q(approved_go_live_at__isnull=False) | Q(pk=story.latest_revision_id)
    )
    for revision in kept:
        chosen = _chosen_time(revision, before)
        content = {**revision.content, "go_live_at": chosen}
        times = [time for time in (chosen, until) if time is not None]
        approved = max(times, default=timezone.now())
        is_approved = revision.approved_go_live_at is not None
        story.revisions.filter(pk=revision.pk).update(
            content=content, approved_go_live_at=approved if is_approved else None
        )
        if revision.pk == story.latest_revision_id:
            Page.objects.filter(pk=story.pk).update(go_live_at=max(times, default=None))


def _chosen_time(revision: Revision, before: datetime | None) -> datetime | None:
    """Return the time that an editor chose, not the end of the embargo so far."""
    written: Any = revision.content.get("go_live_at")
    chosen = parse_datetime(written) if written else None
    return None if chosen == before else chosen


def _log(
    story: NewsPage,
    before: datetime | None,
    until: datetime | None,
    user: User,
    reason: str,
) -> None:
    if until is None:
        action = "news.embargo.lift"
    else:
        action = "news.embargo.move" if before else "news.embargo.set"
    data = {
        "until": until and until.isoformat(),
        "before": before and before.isoformat(),
        "reason": reason,
    }
    log(story, action, user=user, data=data)
