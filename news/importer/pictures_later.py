"""Pictures for stories that were imported when there was no file of them yet.

A file that has not changed is not imported again, unless a picture which its story
still has by its address alone can be had now.
"""

import json
from collections.abc import Sequence
from typing import Any, Protocol

from django.db.models import JSONField, Value
from django.db.models.functions import Cast

from news.importer.outcome import Outcome, outcome_of_rewriting
from news.importer.plans import Plan
from news.importer.post_record import PostRecord
from news.models import ImportedPost, NewsPage

_WITHOUT_PICTURE = [{"type": "image", "value": {"image": None}}]


class PictureFinder(Protocol):
    """What knows which pictures can be had."""

    def at_hand(self, records: Sequence[PostRecord]) -> Sequence[frozenset[str]]:
        """Return of each record the addresses of the pictures that can be had."""


def bring_pictures_later(plans: Sequence[Plan], media: PictureFinder) -> None:
    """Let unchanged stories be written whose pictures can be had only now.

    A story that an editor has changed meanwhile is reported instead.
    """
    unchanged = [plan for plan in plans if _may_lack_pictures(plan)]
    posts = _posts_without_pictures(unchanged) if unchanged else {}
    lacking = [plan for plan in unchanged if plan.record.key in posts]
    if not lacking:
        return
    found = media.at_hand([plan.record for plan in lacking])
    for plan, addresses in zip(lacking, found, strict=True):
        post = posts[plan.record.key]
        if not addresses.isdisjoint(_addresses_without_picture(post)):
            plan.outcome = outcome_of_rewriting(plan.decided, post)
            plan.has_new_pictures = plan.outcome.writes


def _may_lack_pictures(plan: Plan) -> bool:
    # Our own exports name the pictures that the story had.
    return (
        plan.outcome is Outcome.UNCHANGED
        and plan.page_id is not None
        and not plan.record.story_id
        and any(block.type == "image" for block in plan.record.blocks)
    )


def _posts_without_pictures(plans: Sequence[Plan]) -> dict[str, ImportedPost]:
    posts = ImportedPost.objects.filter(code__in=[plan.record.key for plan in plans])
    lacking = posts.annotate(blocks=Cast("page__body", JSONField())).filter(
        blocks__contains=Value(_WITHOUT_PICTURE, JSONField())
    )
    found = lacking.select_related("page__latest_revision")
    return {post.code: post for post in found}


def _addresses_without_picture(post: ImportedPost) -> set[str]:
    return {
        block["value"].get("address") or ""
        for block in _newest_body(post.page)
        if block["type"] == "image" and not block["value"].get("image")
    }


def _newest_body(page: NewsPage | None) -> list[Any]:
    """Return the blocks as the editor shows them: a draft stands in its revision."""
    if page is None:
        return []
    revision = page.latest_revision if page.has_unpublished_changes else None
    return list(
        json.loads(revision.content["body"]) if revision else page.body.raw_data
    )
