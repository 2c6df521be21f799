"""Who may not sign a story: who has signed this run before, and whose work it is."""

from collections.abc import Iterable
from typing import NamedTuple

from wagtail.models import Page, Revision, TaskState

from news.models.people import User


class Bar(NamedTuple):
    """Why somebody may not sign; `is_owner`: nor return, as the story is theirs."""

    message: str
    is_owner: bool


def bar_of(state: TaskState, user: User) -> Bar | None:
    """Return why somebody may not sign a story at a step, or None if they may."""
    return bars([state], user).get(state.pk)


def bars(states: Iterable[TaskState], user: User) -> dict[int, Bar]:
    """Return why somebody may not sign, by task state, with a few queries for all.

    What counts is the running run: what was signed in one that has ended is void.
    """
    states = list(states)
    works = _works_of(user, {state.workflow_state.object_id for state in states})
    signed = dict(
        TaskState.objects.filter(
            workflow_state__in={state.workflow_state_id for state in states},
            status=TaskState.STATUS_APPROVED,
            finished_by=user,
        ).values_list("workflow_state", "task__name")
    )
    found = {}
    for state in states:
        if bar := works.get(state.workflow_state.object_id):
            found[state.pk] = bar
        elif step := signed.get(state.workflow_state_id):
            message = f"您在这一轮已经签过“{step}”，同一篇稿件不能由一个人签两步。"
            found[state.pk] = Bar(message, is_owner=False)
    return found


def _works_of(user: User, object_ids: set[str]) -> dict[str, Bar]:
    """Return the stories that are somebody's, or that they changed since last live."""
    found = {}
    pages = Page.objects.filter(pk__in=object_ids).order_by()
    lived = {}
    for pk, owner, since in pages.values_list(
        "pk", "owner", "live_revision__created_at"
    ):
        lived[str(pk)] = since
        if owner == user.pk:
            found[str(pk)] = Bar("这是您自己的稿件，请本组其他人来审。", is_owner=True)
    changes = Revision.page_revisions.filter(object_id__in=object_ids, user=user)
    for object_id, at in changes.order_by().values_list("object_id", "created_at"):
        since = lived.get(object_id)
        if object_id not in found and (since is None or at > since):
            message = "您在这一轮改过这篇稿件，请本组其他人来审。"
            found[object_id] = Bar(message, is_owner=False)
    return found
