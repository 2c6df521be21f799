"""What a guest says of a draft, written into the story's workflow.

A guest signs none of the three reviews. 同意 is kept as an opinion beside the step that
the story is at; 退回 returns the story at that step, as a reviewer would, in the name
of the guest. A story that nobody reviews just now keeps the opinion alone.
"""

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import TaskState

from news.guests.links import draft_of
from news.models import GuestLink, GuestOpinion, NewsPage
from news.models.review import hold

Verdict = GuestOpinion.Verdict


class OpinionError(Exception):
    """Why an opinion cannot be taken, in a sentence for the guest."""


@transaction.atomic
def give_opinion(
    link_id: int, verdict: GuestOpinion.Verdict, reason: str, version: str
) -> GuestOpinion:
    """Record what a guest says of the version that they have read.

    Raises OpinionError when that is not the newest one, or something was said of it.
    """
    link = GuestLink.objects.select_for_update(of=("self",)).get(pk=link_id)
    if not (link.is_valid and link.may_decide):
        raise OpinionError("这个链接刚刚失效，意见没有记下。")
    step = _hold_step(link.page)
    draft = draft_of(link)
    if draft is None or draft.version != version or draft.story.is_embargoed:
        raise OpinionError("稿件在您阅读之后又改过，请重新阅读后再提意见。")
    said = link.opinions.filter(
        revision=draft.revision, version_at=draft.revision.created_at
    )
    if said.exists():
        raise OpinionError("您对这一版稿件已经提过意见。")
    opinion = GuestOpinion(
        link=link,
        verdict=verdict,
        reason=reason,
        revision=draft.revision,
        version_at=draft.revision.created_at,
        task_state=step,
    )
    _write(opinion)
    return opinion


def _hold_step(story: NewsPage) -> TaskState | None:
    """Return the step that a story waits at; nobody signs it until this is done.

    Whoever signed a moment ago has let the story go on to the next one.
    """
    waiting = story.current_workflow_task_state
    if waiting is None:
        return None
    run = hold(waiting).workflow_state
    run.refresh_from_db()
    step: TaskState | None = run.current_task_state
    is_waiting = step is not None and step.status == TaskState.STATUS_IN_PROGRESS
    return step if is_waiting else None


def _write(opinion: GuestOpinion) -> None:
    link, state = opinion.link, opinion.task_state
    is_return = opinion.verdict == Verdict.RETURNED
    opinion.has_returned = is_return and state is not None
    opinion.save()
    log(
        link.page,
        f"news.guest.{opinion.verdict}",
        revision=opinion.revision,
        data={
            "name": link.name,
            "reason": opinion.reason,
            "step": state.task.name if state else "",
        },
    )
    if state is not None and is_return:
        state.specific.reject(
            comment=f"外审退回（{link.name}）：{opinion.reason}",
        )
