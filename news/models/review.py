"""The steps of 三审三校, and what a desk notes about a story at one of them."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.forms import Form
from django.utils import timezone
from wagtail.models import (
    AbstractGroupApprovalTask,
    Page,
    TaskState,
    WorkflowState,
)

from news.models.people import User
from news.review.forms import ReturnForm, SignForm
from news.review.rules import bar_of, bars

SIGN, RETURN = "approve", "reject"


class Priority(models.IntegerChoices):
    """How much a story at a step is in a hurry."""

    USUAL = 0, "普通"
    SOON = 1, "加急"
    NOW = 2, "特急"


class ReviewTaskState(TaskState):
    """A story at a step: who shall review it, until when, and how urgent it is."""

    assignee = models.ForeignKey(
        User,
        verbose_name="审稿人",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_reviews",
        help_text="留空则由本组任何人审。",
    )
    due_at = models.DateTimeField("期限", null=True, blank=True)
    priority = models.PositiveSmallIntegerField(
        "优先级", choices=Priority.choices, default=Priority.USUAL
    )

    class Meta:
        verbose_name = "待审稿件"
        verbose_name_plural = "待审稿件"

    @property
    def is_overdue(self) -> bool:
        """Return whether it waits longer than it should."""
        waits = self.status == self.STATUS_IN_PROGRESS
        return waits and self.due_at is not None and self.due_at < timezone.now()


class ReviewTask(AbstractGroupApprovalTask):
    """A step of review: one of a group signs the story or returns it.

    Nobody signs two steps of the same run, or what they own or have changed.
    """

    hours = models.PositiveSmallIntegerField(
        "时限（小时）",
        null=True,
        blank=True,
        help_text="稿件到这一步后几小时内要审完；留空则不定期限。",
    )

    task_state_class = ReviewTaskState
    admin_form_fields = [*AbstractGroupApprovalTask.admin_form_fields, "hours"]

    class Meta:
        verbose_name = "审稿步骤"
        verbose_name_plural = "审稿步骤"

    @classmethod
    def get_description(cls) -> str:
        """Tell who makes workflows what this step is."""
        return "由所选组的成员签发或退回；同一人不能签两步，也不能审自己的稿件"

    @transaction.atomic
    def start(self, workflow_state: WorkflowState, user: User | None = None) -> Any:
        """Let a story arrive: in the hurry it was in, and with who returned it."""
        state = super().start(workflow_state, user=user)
        before = ReviewTaskState.objects.filter(workflow_state=workflow_state)
        before = before.exclude(pk=state.pk).order_by("-pk")
        if last := before.first():
            state.priority = last.priority
        if same := before.filter(task=self).first():
            state.assignee = same.assignee or same.finished_by
        if self.hours:
            state.due_at = timezone.now() + timedelta(hours=self.hours)
        state.save()
        return state

    def has_member(self, user: User) -> bool:
        """Return whether somebody is of the desk that does this step."""
        return bool(user.is_superuser or self._user_in_groups(user))

    def locked_for_user(self, obj: Page, user: User) -> bool:
        """Keep the story from all but the desk and who publishes in a hurry."""
        if self.has_member(user):
            return False
        return not obj.permissions_for_user(user).can_publish()

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, str, bool]]:
        """Return what somebody may do now, as Wagtail's menus want it."""
        if not self.has_member(user):
            return []
        state = obj.current_workflow_task_state
        if state is None:
            return []
        bar = bar_of(state, user)
        actions = [] if bar and bar.is_owner else [(RETURN, "退回修改", True)]
        return actions if bar else [*actions, (SIGN, f"{self.name}通过", True)]

    def get_form_for_action(self, action: str) -> type[Form]:
        """Return the form that is asked before an action."""
        return ReturnForm if action == RETURN else SignForm

    def get_template_for_action(self, action: str) -> str:
        """Return the dialog, which tells what speaks against publishing."""
        return "news/review/action_modal.html"

    @transaction.atomic
    def on_action(
        self,
        task_state: TaskState,
        user: User,
        action_name: str,
        comment: str = "",
        **kwargs: Any,
    ) -> None:
        """Sign or return, if the rules allow it at this very moment."""
        state = hold(task_state)
        self.check_action(state, user, action_name, comment)
        super().on_action(state, user, action_name, comment=comment.strip(), **kwargs)

    def check_action(
        self, state: TaskState, user: User, action: str, comment: str
    ) -> None:
        """Raise PermissionDenied with a sentence unless the action is allowed."""
        if state.status != state.STATUS_IN_PROGRESS:
            raise PermissionDenied("这一步刚刚已有人处理。")
        if not self.has_member(user):
            raise PermissionDenied(f"您不在“{self.name}”的审稿组里。")
        if action == RETURN and not comment.strip():
            raise PermissionDenied("请写明退回的理由。")
        bar = bar_of(state, user)
        if bar and (action == SIGN or bar.is_owner):
            raise PermissionDenied(bar.message)

    def get_task_states_user_can_moderate(
        self, user: User, **kwargs: Any
    ) -> QuerySet[TaskState]:
        """Return what waits at this step and somebody may sign."""
        if not self.has_member(user):
            return TaskState.objects.none()
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        barred = bars(waiting.select_related("workflow_state"), user)
        return waiting.exclude(pk__in=list(barred))


def hold(task_state: TaskState) -> TaskState:
    """Keep all others from the story and its run until the transaction ends.

    Returns the state as it is by now. The page is held before the run, as by who saves
    a draft: nobody changes the text between the reviewer's look and the signature.
    """
    run = task_state.workflow_state
    pages = Page.objects.select_for_update(of=("self",)).order_by()
    pages.filter(pk=run.object_id).first()
    WorkflowState.objects.select_for_update(of=("self",)).get(pk=run.pk)
    return TaskState.objects.get(pk=task_state.pk).specific
