"""The one gate that a story passes whichever way it is published."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.actions.publish_page_revision import (
    PublishPagePermissionError,
    PublishPageRevisionAction,
)
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from news.objections import Objection, objections
from news.review.standing import is_signed, needs_review

if TYPE_CHECKING:
    from news.models import NewsPage, User

URGENT = "news.review.urgent"

_reason: ContextVar[str] = ContextVar("reason for publishing without review")


class ObjectionsError(ValidationError, PermissionDenied):
    """Something speaks against publishing; `messages` are sentences for editors.

    The admin takes it for a lack of permission and keeps what was saved before; the
    writing API answers 422 with the sentences.
    """

    def __init__(self, found: list[Objection]) -> None:
        super().__init__([ValidationError(each.message, each.code) for each in found])
        self.found = found


class UnreviewedError(PublishPagePermissionError):
    """The text has not been signed, and nobody gave a reason to do without."""


@contextmanager
def because(reason: str) -> Iterator[None]:
    """Publish without review inside, for this reason; an empty one is none."""
    token = _reason.set(reason.strip())
    try:
        yield
    finally:
        _reason.reset(token)


def lacks_signature(revision: Revision) -> bool:
    """Return whether publishing this text takes a reason."""
    story: Any = revision.content_object
    return needs_review(story) and not is_signed(revision)


def clear(revision: Revision, user: "User | None", *, is_signing: bool) -> None:
    """Let a story pass, or raise what speaks against it.

    Where nobody decides (`user` is None) and where the last signature publishes
    (`is_signing`), only objections count. The others need a signed text or a reason,
    which is written into the story's history and ends the running review.
    """
    if not is_signing and user is not None and not _may_publish(revision, user):
        raise PublishPagePermissionError(
            "You do not have permission to publish this page."
        )
    story: NewsPage = revision.as_object()
    if found := objections(story, user):
        raise ObjectionsError(found)
    if is_signing or user is None:
        return
    # Whoever reviews the story at this moment is done before, or too late.
    Page.objects.select_for_update(of=("self",)).order_by().get(pk=story.pk)
    if lacks_signature(revision):
        _record(story, revision, user)


def _may_publish(revision: Revision, user: "User") -> bool:
    story: Any = revision.content_object
    return bool(story.permissions_for_user(user).can_publish())


def _record(story: "NewsPage", revision: Revision, user: "User") -> None:
    reason = _reason.get("")
    if not reason:
        raise UnreviewedError(
            "This story has not been through review. A chief editor may publish it "
            "with a reason that stays on record (?reason=…)."
        )
    run = story.current_workflow_state
    step = run.current_task_state.task.name if run else ""
    log(
        instance=story,
        action=URGENT,
        user=user,
        revision=revision,
        data={"reason": reason, "step": step},
    )
    if run:
        run.cancel(user=user)


class PublishThroughGateAction(PublishPageRevisionAction):
    """Publishing a page as all others do: by the page's own `publish`."""

    def execute(self, skip_permission_checks: bool = False) -> None:
        """Check, and let the page do the rest."""
        self.check(skip_permission_checks=skip_permission_checks)
        self.revision.publish(
            user=self.user,
            changed=self.changed,
            log_action=self.log_action,
            previous_revision=self.previous_revision,
            skip_permission_checks=skip_permission_checks,
        )
