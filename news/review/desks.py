"""What waits at the desks, and for whom."""

from typing import Any

from django.db.models import F, Q, QuerySet
from wagtail.models import Page, TaskState
from wagtail.permissions import policy_registry

from news.models import ReviewTask, ReviewTaskState, User


def waiting_at_desks(user: User) -> QuerySet[ReviewTaskState]:
    """Return what waits at the desks of somebody; chief editors see all desks.

    The most urgent first, then what is due first, then what has waited longest.
    """
    waiting = ReviewTaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    if not leads(user):
        waiting = waiting.filter(task__in=steps_of(user))
    return waiting.order_by("-priority", F("due_at").asc(nulls_last=True), "started_at")


def asked_of(user: User) -> QuerySet[TaskState]:
    """Return what somebody may sign, at any step, and nobody else has been asked to."""
    states = TaskState.objects.reviewable_by(user)
    others = Q(reviewtaskstate__assignee__isnull=False) & ~Q(
        reviewtaskstate__assignee=user
    )
    return TaskState.objects.filter(pk__in=states.values("pk")).exclude(others)


def steps_of(user: User) -> QuerySet[ReviewTask]:
    """Return the steps that somebody's desks do."""
    return ReviewTask.objects.filter(groups__user=user).distinct()


def leads(user: User) -> bool:
    """Return whether somebody leads all desks: who may publish in a hurry."""
    policy = policy_registry.get_by_type(Page)
    return bool(policy.user_has_permission(user, "publish"))


def reviews_or_leads(user: User) -> bool:
    """Return whether the list of waiting stories concerns somebody."""
    return leads(user) or steps_of(user).exists()


def may_assign(user: User, state: ReviewTaskState) -> bool:
    """Return whether somebody may say who reviews a story and until when."""
    if state.status != state.STATUS_IN_PROGRESS:
        return False
    story: Any = state.workflow_state.content_object
    is_of_desk = state.task.specific.has_member(user)
    return is_of_desk or bool(story.permissions_for_user(user).can_publish())
