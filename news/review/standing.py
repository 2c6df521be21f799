"""Whether a text needs review, and whether it is the one that was signed last."""

import json
import re
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import Page, Revision, TaskState, Workflow, WorkflowState

# What Wagtail keeps in a revision besides the text, and when the text shall go out.
BOOKKEEPING = frozenset(
    {
        "character_count",
        "comments",
        "content_type",
        "depth",
        "draft_title",
        "embargo_until",
        "expire_at",
        "expired",
        "first_published_at",
        "go_live_at",
        "has_unpublished_changes",
        "last_published_at",
        "latest_revision",
        "latest_revision_created_at",
        "live",
        "live_revision",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
        "owner",
        "path",
        "url_path",
        "wagtail_admin_comments",
    }
)

# What the rich text editor calls its paragraphs; it may name them anew.
_EDITOR_KEYS = re.compile(r' data-block-key=\\"[^"\\]*\\"')


def needs_review(page: Page) -> bool:
    """Return whether stories here go out after 三审三校 only."""
    workflow = page.get_workflow()
    return workflow is not None and has_review_steps(workflow)


def has_review_steps(workflow: Workflow) -> bool:
    """Return whether one of a workflow's steps is ours."""
    from news.models.review import ReviewTask

    return ReviewTask.objects.filter(workflow_tasks__workflow=workflow).exists()


def is_signed(revision: Revision) -> bool:
    """Return whether this text is the one that the last finished review let out."""
    signed = signed_revision(revision)
    if signed is None:
        return False
    if signed.pk == revision.pk:
        return True
    before, now = signed.content, revision.content
    if before.get("published_at") is None:
        # Publishing has written the time that the signed text left open.
        now = {**now, "published_at": None}
    return is_same_text(before, now)


def is_same_text(before: dict[str, Any], now: dict[str, Any]) -> bool:
    """Return whether two contents of revisions say the same to readers.

    Members that only one of them has came with a newer version of this program.
    """
    before, now = _text(before), _text(now)
    return all(before[name] == now[name] for name in before.keys() & now.keys())


def signed_revision(revision: Revision) -> Revision | None:
    """Return the revision that the last step of the last finished run signed."""
    last = (
        TaskState.objects.filter(
            workflow_state__status=WorkflowState.STATUS_APPROVED,
            workflow_state__base_content_type=revision.base_content_type,
            workflow_state__object_id=revision.object_id,
            status=TaskState.STATUS_APPROVED,
        )
        .select_related("revision")
        .order_by("-finished_at")
        .first()
    )
    return last and last.revision


def _text(content: dict[str, Any]) -> dict[str, Any]:
    """Return what a revision says, without ids of rows that publishing makes."""
    content = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    text = {name: content[name] for name in content if name not in BOOKKEEPING}
    for name, value in text.items():
        if isinstance(value, list):
            text[name] = [_row(row) for row in value]
        elif isinstance(value, str) and value.startswith("[{"):
            text[name] = json.loads(_EDITOR_KEYS.sub("", value))
    return text


def _row(row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    return {name: row[name] for name in row if name not in ("pk", "id")}
