"""Where corrections stand in the admin: buttons, addresses, the report, the log."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page

from news.corrections.issuing import LOG_ACTIONS, LOG_REMOVAL
from news.corrections.reports import CorrectionListView
from news.corrections.rights import may_issue, may_publish
from news.corrections.standing import withdrawal_of
from news.corrections.views import IssueView, RemoveView, RepublishView, WithdrawView
from news.models import Correction, NewsPage, User
from news.permitted import PermittedMenuItem, permissions_named


@hooks.register("register_admin_urls")
def register_correction_urls() -> list[URLPattern]:
    """Put the screens into the admin."""
    root = "corrections/"
    return [
        path(root, CorrectionListView.as_view(), name="news_corrections"),
        path(
            f"{root}results/",
            CorrectionListView.as_view(results_only=True),
            name="news_corrections_results",
        ),
        path(f"{root}<int:pk>/add/", IssueView.as_view(), name="news_correct"),
        path(f"{root}<int:pk>/withdraw/", WithdrawView.as_view(), name="news_withdraw"),
        path(
            f"{root}<int:pk>/republish/",
            RepublishView.as_view(),
            name="news_republish",
        ),
        path(
            f"{root}records/<int:pk>/remove/",
            RemoveView.as_view(),
            name="news_correction_remove",
        ),
    ]


@hooks.register("register_page_header_buttons")
def add_header_buttons(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Offer in the editor's menu what can be told about the story."""
    yield from _buttons(page, user)


@hooks.register("register_page_listing_more_buttons")
def add_listing_buttons(
    page: Page, user: User, next_url: str | None = None
) -> Iterator[Button]:
    """Offer the same in the explorer's menus."""
    yield from _buttons(page, user)


def _buttons(page: Page, user: User) -> Iterator[Button]:
    # What was never published has no readers.
    if page.first_published_at is None or not issubclass(page.specific_class, NewsPage):
        return
    if not page.live and withdrawal_of(page.pk) is not None:
        if may_publish(user, page):
            yield _button("重新发布", "news_republish", page, "upload", 42)
        return
    if page.live and may_issue(user, page):
        yield _button("更正与更新说明", "news_correct", page, "edit", 41)
    if may_publish(user, page):
        yield _button("撤稿", "news_withdraw", page, "warning", 43)


def _button(label: str, name: str, page: Page, icon: str, priority: int) -> Button:
    url = reverse(name, args=[page.pk])
    return Button(label, url, icon_name=icon, priority=priority)


@hooks.register("register_reports_menu_item")
def register_report_menu_item() -> MenuItem:
    """Show the records among the reports."""
    return PermittedMenuItem(
        "更正与撤稿",
        reverse_lazy("news_corrections"),
        model=Correction,
        action="view",
        name="corrections",
        icon_name="clipboard-list",
        order=640,
    )


@hooks.register("register_permissions")
def register_correction_permissions() -> QuerySet[Permission]:
    """Let groups be given the right to issue, remove and see records."""
    return permissions_named("add_correction", "delete_correction", "view_correction")


class _SayingFormatter(LogFormatter):
    """An entry that says what readers were told."""

    def format_message(self, entry: Any) -> str:
        """Return the action and the words."""
        return f"{self.label}：{entry.data.get('text', '')}"

    def format_comment(self, entry: Any) -> str:
        """Return why something was removed."""
        return str(entry.data.get("reason", ""))


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name what the history of a story records."""
    labels = {action: kind.label for kind, action in LOG_ACTIONS.items()}
    for action, label in {**labels, LOG_REMOVAL: "撤回说明"}.items():
        formatter = type("Formatter", (_SayingFormatter,), {"label": label})
        actions.register_action(action)(formatter)
