"""Where editors meet the gate: told before, with what they typed kept as a draft."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page, TaskState

from news.models import NewsPage, ReviewTaskState, User
from news.models.review import SIGN
from news.objections import objections
from news.review.people import person
from news.review.publishing import lacks_signature
from news.review.rules import bar_of
from news.review.standing import is_same_text

WORKFLOW_ACTION = "action-workflow-action"


def stop_unready_story(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before the editor publishes: keep the draft, and say what is missing."""
    if not isinstance(page, NewsPage):
        return None
    found = [each.message for each in objections(page, person(request))]
    if not found and not lacks_signature(page.get_latest_revision()):
        return None
    keep_as_draft(request, page)
    if not found:
        return redirect("news_review_urgent", page.pk)
    tell(request, "稿件已存为草稿，还不能发布：", found)
    return redirect("wagtailadmin_pages:edit", page.pk)


def keep_as_draft(request: HttpRequest, page: NewsPage) -> None:
    """Take back that Wagtail makes a new page live before it is published."""
    match = request.resolver_match
    if match is None or match.view_name != "wagtailadmin_pages:add":
        return
    page.live = False
    page.has_unpublished_changes = True
    if not request.POST.get("published_at"):
        page.published_at = None
    page.save()
    page.save_revision(
        user=request.user, overwrite_revision=page.get_latest_revision(), clean=False
    )


def sign_in_editor(request: HttpRequest, page: Page) -> HttpResponse | None:
    """When the editor's form signs a step: sign, or save what was typed and say why.

    A signature saves nothing: Wagtail would make the signer an author of the text.
    """
    if not _is_signature(request) or not isinstance(page, NewsPage):
        return None
    form = _bound_form(request, page)
    if not form.is_valid():
        return None
    typed = form.save(commit=False)
    state = page.current_workflow_task_state
    if found := _why_not(page, state, typed, person(request)):
        data = request.POST.copy()
        del data[WORKFLOW_ACTION]
        request.POST = data  # type: ignore[assignment]
        tell(request, "改动已存为草稿，这一步没有签：", found)
        return None
    if not isinstance(state, ReviewTaskState):
        return None
    extra = json.loads(request.POST.get("workflow-action-extra-data") or "{}")
    state.task.specific.on_action(state, request.user, SIGN, **extra)
    title = page.get_admin_display_title()
    messages.success(request, f"《{title}》：已签“{state.task.name}”。")
    next_url = get_valid_next_url_from_request(request)
    return redirect(next_url or reverse("wagtailadmin_explore", args=[_parent(page)]))


def _is_signature(request: HttpRequest) -> bool:
    is_action = request.method == "POST" and WORKFLOW_ACTION in request.POST
    return is_action and request.POST.get("workflow-action-name") == SIGN


def _parent(page: Page) -> int:
    return int(page.get_parent().pk)


def _why_not(
    page: NewsPage, state: TaskState | None, typed: NewsPage, user: User
) -> list[str]:
    """Return what speaks against a signature, in sentences.

    Steps that are not ours may be signed together with a change of the text.
    """
    if state is None or SIGN not in _actions(page, state, user):
        bar = bar_of(state, user) if isinstance(state, ReviewTaskState) else None
        return [bar.message if bar else "这一步刚刚已有人处理，或不由您审。"]
    if isinstance(state, ReviewTaskState) and _is_changed(page, typed):
        return ["您刚刚改动了正文，请本组其他人来审。"]
    if state.workflow_state.is_at_final_task:
        return [each.message for each in objections(typed, user)]
    return []


def _actions(page: NewsPage, state: TaskState, user: User) -> set[str]:
    return {action[0] for action in state.task.specific.get_actions(page, user)}


def _bound_form(request: HttpRequest, page: NewsPage) -> Any:
    form_class = page.get_edit_handler().get_form_class()  # type: ignore[attr-defined]
    return form_class(
        request.POST,
        request.FILES,
        instance=page.get_latest_revision().as_object(),
        parent_page=page.get_parent(),
        for_user=request.user,
    )


def _is_changed(page: NewsPage, typed: NewsPage) -> bool:
    """Return whether the form brings words that the editor has not saved itself."""
    before = page.get_latest_revision().content
    return not is_same_text(before, typed.serializable_data())


def tell(request: HttpRequest, heading: str, sentences: list[str]) -> None:
    """Show sentences in red above the next screen."""
    rows = format_html_join("", "<li>{}</li>", ((each,) for each in sentences))
    messages.error(request, format_html("<b>{}</b><ul>{}</ul>", heading, rows))
