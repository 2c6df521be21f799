"""Telling readers: each step whole or not at all, and public the moment it commits."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Revision

from news.corrections.standing import withdrawal_of
from news.models.corrections import Correction
from news.models.stories import NewsPage
from news.published.models import Change, PendingPurge
from news.published.refresh import refresh_documents
from news.published.tags import address_key
from news.review.publishing import ObjectionsError, UnreviewedError, because
from news.tree_locks import lock_pages

if TYPE_CHECKING:
    from news.models import User

Kind = Correction.Kind
NOTES = (Kind.CORRECTION, Kind.UPDATE)
# Actions of the log of pages, by what was done.
LOG_ACTIONS = {kind: f"news.correction.{kind}" for kind in Kind}
UNREVIEWED = "草稿没有经过三审。要马上发布，请写明紧急发布的理由；或者只加说明。"
LOG_REMOVAL = "news.correction.removal"


class RefusedError(Exception):
    """What speaks against it, in sentences for editors."""

    def __init__(self, *sentences: str) -> None:
        super().__init__(*sentences)
        self.sentences = sentences


@transaction.atomic
def issue(
    story: NewsPage,
    *,
    kind: str,
    text: str,
    user: "User | None" = None,
    revision: Revision | None = None,
    reason: str = "",
) -> Correction:
    """Add a correction or an update to a live story, with a new text or without.

    `revision` is the text that is published with it; `reason` is why that need not wait
    for review. Raises RefusedError, and Wagtail's error where the user may not publish.
    """
    page, since = _hold(story)
    if not page.live:
        raise RefusedError("稿件现在不在网上，读者看不到说明。请先发布稿件。")
    record = _record(page, kind, text, user, revision=revision)
    if revision is not None:
        _publish(page, revision, user, reason)
    _tell(page, record, since)
    return record


@transaction.atomic
def withdraw(
    story: NewsPage,
    *,
    text: str,
    user: "User | None" = None,
    shows_title: bool = True,
) -> Correction:
    """Take a story offline, and leave a notice at its address.

    One that went offline without a notice can be given it later. Raises RefusedError.
    """
    page, since = _hold(story)
    if withdrawal_of(page.pk) is not None:
        raise RefusedError("这篇稿件已经撤稿。")
    if page.first_published_at is None:
        raise RefusedError("这篇稿件从来没有发布过，不用撤稿。")
    record = _record(page, Kind.WITHDRAWAL, text, user, shows_title=shows_title)
    # No lock stands in the way; who may is asked before (news.corrections.rights).
    action = UnpublishPageAction(page, user=user)
    action.execute(skip_permission_checks=True)
    _tell(page, record, since)
    return record


@transaction.atomic
def republish(
    story: NewsPage,
    *,
    text: str,
    revision: Revision,
    user: "User | None" = None,
    reason: str = "",
) -> Correction:
    """Let readers see a withdrawn story again, with a note that says why.

    `revision` and `reason` as for `issue`; raises the same.
    """
    page, since = _hold(story)
    if withdrawal_of(page.pk) is None:
        raise RefusedError("这篇稿件没有撤稿，直接发布就可以。")
    record = _record(page, Kind.REPUBLICATION, text, user, revision=revision)
    _publish(page, revision, user, reason)
    _tell(page, record, since)
    return record


@transaction.atomic
def remove(record: Correction, *, reason: str, user: "User | None" = None) -> None:
    """Take a record from the view of readers; the newsroom goes on seeing it."""
    lock_pages([record.page_id])
    record.refresh_from_db()
    if record.is_removed:
        raise RefusedError("这条说明已经撤回。")
    record.removed_at, record.removed_by = timezone.now(), user
    record.removal_reason = reason
    record.save(update_fields=["removed_at", "removed_by", "removal_reason"])
    page = NewsPage.objects.filter(pk=record.page_id).first()
    details = {"correction": record.pk, "text": record.text, "reason": reason}
    log(instance=page or record, action=LOG_REMOVAL, user=user, data=details)
    if not refresh_documents([record.page_id]):
        _forget_addresses(record.page_id)


def _hold(story: NewsPage) -> tuple[NewsPage, int]:
    """Return the story as it is now with its last change; nobody publishes meanwhile."""
    lock_pages([story.pk])
    changes = Change.objects.filter(page_id=story.pk).order_by("-id")
    since = changes.values_list("id", flat=True).first()
    return NewsPage.objects.get(pk=story.pk), since or 0


def _record(
    page: NewsPage,
    kind: str,
    text: str,
    user: "User | None",
    *,
    shows_title: bool = True,
    revision: Revision | None = None,
) -> Correction:
    record = Correction.objects.create(
        page=page,
        title=page.title,
        kind=kind,
        text=text,
        shows_title=shows_title,
        issued_by=user,
        revision=revision,
    )
    details = {"correction": record.pk, "text": text}
    log(instance=page, action=LOG_ACTIONS[Kind(kind)], user=user, data=details)
    return record


def _publish(
    page: NewsPage, revision: Revision, user: "User | None", reason: str
) -> None:
    """Publish a text now, through the gate that every publishing passes."""
    draft = revision.as_object()
    if draft.go_live_at and draft.go_live_at > timezone.now():
        raise RefusedError("草稿设了定时发布或禁发，不会马上让读者看到。请先取消。")
    if user and (lock := page.get_lock()) and lock.for_user(user):
        raise RefusedError("草稿已经锁定，现在不能发布。可以只加说明，或者先解锁。")
    try:
        with because(reason):
            revision.publish(user=user)
    except ObjectionsError as error:
        raise RefusedError(*error.messages) from error
    except UnreviewedError as error:
        raise RefusedError(UNREVIEWED) from error


def _tell(page: NewsPage, record: Correction, since: int) -> None:
    """Write the document, and into the log of changes what the change is about."""
    refresh_documents([page.pk])
    changes = Change.objects.filter(page_id=page.pk, id__gt=since)
    newest = changes.order_by("-id").first()
    if newest is None:
        # It was offline before: only what answers 410 looks different.
        _forget_addresses(page.pk)
        return
    newest.notice = record.kind
    newest.save(update_fields=["notice"])


def _forget_addresses(page_id: int) -> None:
    """Let caches drop what they keep of each address that the story had."""
    places = Change.objects.filter(page_id=page_id).values_list("site_id", "path")
    PendingPurge.objects.bulk_create(
        PendingPurge(site_id=site_id, keys=[address_key(path)])
        for site_id, path in places.distinct()
        if site_id is not None
    )
