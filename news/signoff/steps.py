"""Who has decided what about a story: steps of its review, and publishing without one.

Read from Wagtail's own records, so that it holds for every workflow.
"""

import datetime as dt
from dataclasses import dataclass

from wagtail.models import PageLogEntry, TaskState, WorkflowState

from news.models import NewsPage, User
from news.review.publishing import URGENT

_DECISIONS = {
    TaskState.STATUS_IN_PROGRESS: "待审",
    TaskState.STATUS_APPROVED: "通过",
    TaskState.STATUS_REJECTED: "退回",
    TaskState.STATUS_SKIPPED: "跳过",
    TaskState.STATUS_CANCELLED: "取消",
}
_URGENT_STEP = "紧急签发"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the sheet: somebody's decision, and which version it was about."""

    name: str
    decision: str
    person: str
    at: dt.datetime | None
    comment: str
    revision_id: int | None


def steps_of(story: NewsPage) -> list[Step]:
    """Return the decisions of the current run of review or of the last one, in order.

    Publishing without review, with its reason, stands among them: that of any time.
    """
    run = _last_run(story)
    states = run.task_states.select_related("task", "finished_by") if run else []
    urgent = PageLogEntry.objects.filter(page_id=story.pk, action=URGENT)
    steps = [
        *map(_reviewed, states),
        *map(_published, urgent.select_related("user")),
    ]
    return sorted(steps, key=lambda step: (step.at is None, step.at))


def _last_run(story: NewsPage) -> WorkflowState | None:
    runs = WorkflowState.objects.for_instance(story)
    return story.current_workflow_state or runs.order_by("-created_at", "-pk").first()


def _reviewed(state: TaskState) -> Step:
    return Step(
        name=state.task.name,
        decision=_DECISIONS[state.status],
        person=_name(state.finished_by),
        at=state.finished_at,
        comment=state.comment,
        revision_id=state.revision_id,
    )


def _published(entry: PageLogEntry) -> Step:
    return Step(
        name=_URGENT_STEP,
        decision="未经审稿发布",
        person=_name(entry.user),
        at=entry.timestamp,
        comment=entry.data.get("reason", ""),
        revision_id=entry.revision_id,
    )


def _name(user: User | None) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""
