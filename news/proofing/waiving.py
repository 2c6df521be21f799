"""Letting a finding be: who may, why, and the entry in the story's history."""

from django.contrib.auth.models import AnonymousUser
from wagtail.log_actions import log

from news.models import FindingWaiver, NewsPage, User
from news.proofing.findings import Finding

PERMISSION = "news.waive_finding"
WAIVE, REVOKE = "news.proofing.waive", "news.proofing.revoke"
LONGEST_REASON = 300


class ReasonError(ValueError):
    """A waiver without a reason, or with a novel; the text is for editors."""


def may_waive(user: User | AnonymousUser) -> bool:
    """Return whether somebody may let findings be."""
    return bool(user.has_perm(PERMISSION))


def waive(story: NewsPage, finding: Finding, reason: str, user: User) -> None:
    """Let a finding be, and write down who said so and why."""
    reason = reason.strip()
    if not reason:
        raise ReasonError("请写明豁免的理由。")
    if len(reason) > LONGEST_REASON:
        raise ReasonError(f"理由最多 {LONGEST_REASON} 字。")
    _, is_new = FindingWaiver.objects.get_or_create(
        page_id=story.pk,
        key=finding.key,
        defaults={
            "rule": finding.rule,
            "message": finding.message[:500],
            "reason": reason,
            "user": user,
        },
    )
    if is_new:
        data = {"message": finding.message, "reason": reason}
        log(instance=story, action=WAIVE, user=user, data=data)


def revoke(story: NewsPage, key: str, user: User) -> None:
    """Take a waiver back: the finding counts again."""
    for waiver in FindingWaiver.objects.filter(page_id=story.pk, key=key):
        data = {"message": waiver.message, "reason": waiver.reason}
        waiver.delete()
        log(instance=story, action=REVOKE, user=user, data=data)
