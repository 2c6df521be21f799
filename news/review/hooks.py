"""Where the admin and Wagtail's actions meet review."""

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse_lazy
from django.utils.html import format_html
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page, PageLogEntry

from news.review.assigning import ASSIGN, AssignmentView
from news.review.bulk import PublishReadyPagesAction
from news.review.desks import reviews_or_leads
from news.review.gates import (
    sign_in_editor,
    stop_unready_story,
)
from news.review.letters import connect
from news.review.people import person
from news.review.publishing import URGENT, PublishThroughGateAction
from news.review.urgent import UrgentPublishView
from news.review.waiting import WaitingView


@hooks.register("before_publish_page")
def ask_before_publishing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Stop the editor's publish button where something is missing."""
    return stop_unready_story(request, page)


@hooks.register("before_edit_page")
def ask_before_signing(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Sign a step in the editor, or stop the signature where something is missing."""
    return sign_in_editor(request, page)


connect()

# In the place of Wagtail's own, which is registered before.
hooks.register("register_bulk_action", PublishReadyPagesAction, order=10)


@hooks.register("register_actions", order=10)
def publish_through_gate(registry: ActionRegistry) -> None:
    """Let machines publish as people do."""
    registry.register(Page, PublishThroughGateAction)


@hooks.register("register_admin_urls")
def register_review_urls() -> list[URLPattern]:
    """Put the screens of review into the admin."""
    waiting = "review/waiting/"
    return [
        path(waiting, WaitingView.as_view(), name="news_review_waiting"),
        path(
            f"{waiting}results/",
            WaitingView.as_view(results_only=True),
            name="news_review_waiting_results",
        ),
        path(
            f"{waiting}<int:pk>/", AssignmentView.as_view(), name="news_review_assign"
        ),
        path(
            "review/urgent/<int:pk>/",
            UrgentPublishView.as_view(),
            name="news_review_urgent",
        ),
    ]


@hooks.register("insert_global_admin_css")
def add_review_styles() -> str:
    """Let what is urgent or overdue stand out."""
    return format_html('<link rel="stylesheet" href="{}">', static("news/review.css"))


class WaitingMenuItem(MenuItem):
    """Shown to those whom reviews concern."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether they do."""
        return reviews_or_leads(person(request))


@hooks.register("register_admin_menu_item")
def register_waiting_menu_item() -> MenuItem:
    """Show what waits in the main menu."""
    return WaitingMenuItem(
        "待审稿件",
        reverse_lazy("news_review_waiting"),
        name="review-waiting",
        icon_name="clipboard-list",
        order=110,
    )


@hooks.register("register_log_actions")
def name_log_actions(actions: LogActionRegistry) -> None:
    """Name what the history of a story records of review beside Wagtail's own."""

    @actions.register_action(URGENT)
    class UrgentFormatter(LogFormatter):
        """Publishing without review, with the reason."""

        label = "紧急发布"

        def format_message(self, entry: PageLogEntry) -> str:
            step = entry.data.get("step")
            return f"未经三审紧急发布（停在“{step}”）" if step else "未经三审紧急发布"

        def format_comment(self, entry: PageLogEntry) -> str:
            return str(entry.data.get("reason", ""))

    @actions.register_action(ASSIGN)
    class AssignFormatter(LogFormatter):
        """Who shall review, until when."""

        label = "分派审稿"

        def format_message(self, entry: PageLogEntry) -> str:
            data = entry.data
            parts = [f"审稿人：{data['assignee'] or '本组任何人'}"]
            parts += [f"期限：{data['due']}"] if data["due"] else []
            return f"{data['step']}：{'，'.join([*parts, data['priority']])}"
