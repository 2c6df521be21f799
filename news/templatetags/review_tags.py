"""What the editor and the dialogs of review show."""

from typing import Any

from django import template
from wagtail.models import Page, TaskState

from news.models import NewsPage, ReviewTaskState, User
from news.models.review import SIGN
from news.objections import objections
from news.review.desks import may_assign
from news.review.rules import bar_of

register = template.Library()


@register.inclusion_tag("news/review/step.html")
def review_step(page: Page, user: User) -> dict[str, Any]:
    """Show who shall review a story at its step, until when, and whether one may."""
    # The panel stands beside snippets too, which have no workflow.
    state = getattr(page, "current_workflow_task_state", None)
    if not isinstance(state, ReviewTaskState):
        return {}
    task = state.task.specific
    return {
        "object": page,
        "state": state,
        "bar": bar_of(state, user) if task.has_member(user) else None,
        "may_sign": task.has_member(user),
        "may_assign": may_assign(user, state),
    }


@register.simple_tag
def objections_to_signing(state: TaskState, action: str, user: User) -> list[str]:
    """Return what speaks against publishing, where a signature would publish."""
    run = state.workflow_state
    if action != SIGN or not run.is_at_final_task:
        return []
    page: Any = run.content_object
    story = page.get_latest_revision_as_object()
    if not isinstance(story, NewsPage):
        return []
    return [objection.message for objection in objections(story, user)]
