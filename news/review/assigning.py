"""Saying who reviews a story, until when, and how urgent it is."""

from functools import partial
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import UpdateView
from wagtail.admin import messages
from wagtail.admin.mail import send_mail
from wagtail.admin.utils import (
    get_user_display_name,
    get_valid_next_url_from_request,
)
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail.log_actions import log

from news.models import ReviewTaskState, User
from news.review.desks import may_assign
from news.review.people import person
from news.review.rules import bar_of

ASSIGN = "news.review.assign"


class PersonField(forms.ModelChoiceField):
    """People by their full names."""

    def label_from_instance(self, person: User) -> str:
        """Name somebody as the rest of the admin does."""
        return person.get_full_name() or person.get_username()


class AssignmentForm(forms.ModelForm):
    """Reviewer, due time and priority of a story at its step."""

    assignee = PersonField(
        queryset=get_user_model().objects.none(),
        label="审稿人",
        required=False,
        empty_label="本组任何人",
        error_messages={"invalid_choice": "请选择本组可以审这篇稿件的人。"},
    )

    class Meta:
        model = ReviewTaskState
        fields = ["assignee", "due_at", "priority"]
        widgets = {"due_at": AdminDateTimeInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = reviewers(self.instance)  # type: ignore[attr-defined]


def reviewers(state: ReviewTaskState) -> QuerySet[User]:
    """Return who of the desk may sign the story at its step."""
    people = get_user_model().objects.filter(
        is_active=True, groups__in=state.task.specific.groups.all()
    )
    barred = [person.pk for person in people.distinct() if bar_of(state, person)]
    return people.exclude(pk__in=barred).distinct().order_by("username")


class AssignmentView(WagtailAdminTemplateMixin, UpdateView):
    """The screen of it."""

    model = ReviewTaskState
    form_class = AssignmentForm
    template_name = "news/review/assignment.html"
    page_title = "分派审稿"
    header_icon = "group"
    object: ReviewTaskState

    def get_object(self, queryset: Any = None) -> ReviewTaskState:
        """Return the story's step, if one may assign it and it still waits."""
        states = ReviewTaskState.objects.select_for_update(of=("self",))
        state = get_object_or_404(states, pk=self.kwargs["pk"])
        if not may_assign(person(self.request), state):
            raise PermissionDenied
        return state

    def get_page_subtitle(self) -> str:
        """Name the story and its step."""
        return f"{self.story.get_admin_display_title()} · {self.object.task.name}"

    @property
    def story(self) -> Any:
        """Return the story that waits."""
        return self.object.workflow_state.content_object

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("news_review_waiting"), "label": "待审稿件"},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the form's address and button."""
        return super().get_context_data(
            action_url=self.request.get_full_path(),
            media=self.get_form().media,
            submit_button_label="保存",
            submit_button_active_label="正在保存…",
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        """Save it, write it into the story's history and tell the reviewer."""
        if form.has_changed():
            assign(form, person(self.request))
            messages.success(self.request, "已保存分派。")
        next_url = get_valid_next_url_from_request(self.request)
        return redirect(next_url or "news_review_waiting")


def assign(form: AssignmentForm, user: User) -> None:
    """Save a valid form, with a line in the audit log; mail who was asked."""
    state = form.save()
    story = state.workflow_state.content_object.specific
    due = timezone.localtime(state.due_at) if state.due_at else None
    data = {
        "step": state.task.name,
        "assignee": state.assignee and get_user_display_name(state.assignee),
        "due": f"{due:%Y-%m-%d %H:%M}" if due else "",
        "priority": state.get_priority_display(),
    }
    log(instance=story, action=ASSIGN, user=user, revision=state.revision, data=data)
    asked = state.assignee
    if "assignee" in form.changed_data and asked and asked.email and asked != user:
        subject = f"请您{data['step']}：{story.get_admin_display_title()}"
        transaction.on_commit(partial(send_mail, subject, _letter(data), [asked.email]))


def _letter(data: dict[str, str]) -> str:
    address = reverse("news_review_waiting")
    lines = [f"步骤：{data['step']}", f"优先级：{data['priority']}"]
    lines += [f"期限：{data['due']}"] if data["due"] else []
    return "\n".join([*lines, f"请在后台的“待审稿件”里处理：{address}"])
