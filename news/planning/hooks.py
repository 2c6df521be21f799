"""Where embargoes and the calendar stand in the admin."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry, Page

from news.models import NewsPage, User
from news.permitted import permissions_named
from news.planning.calendar import CalendarView
from news.planning.views import EmbargoView


@hooks.register("register_admin_urls")
def register_planning_urls() -> list[URLPattern]:
    """Put the screens into the admin."""
    return [
        path("calendar/", CalendarView.as_view(), name="news_calendar"),
        path("embargo/<int:pk>/", EmbargoView.as_view(), name="news_embargo"),
    ]


@hooks.register("register_admin_menu_item")
def register_calendar_menu_item() -> MenuItem:
    """Show the calendar to everybody."""
    return MenuItem(
        "编辑日历",
        reverse_lazy("news_calendar"),
        name="calendar",
        icon_name="date",
        order=150,
    )


@hooks.register("register_page_header_buttons")
def add_embargo_button(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Lead from a story to its embargo."""
    if (
        issubclass(page.specific_class, NewsPage)
        and not page.live
        and page.permissions_for_user(user).can_edit()
    ):
        url = reverse("news_embargo", args=[page.pk])
        yield Button("禁发", url, icon_name="lock", priority=34)


@hooks.register("register_permissions")
def register_embargo_permission() -> QuerySet[Permission]:
    """Let groups be given the right to move and lift embargoes."""
    return permissions_named("move_embargo")


@hooks.register("register_log_actions")
def register_embargo_actions(actions: LogActionRegistry) -> None:
    """Name what the history of a story records of its embargo."""

    class EmbargoFormatter(LogFormatter):
        """Until when, until when before, and why."""

        def format_message(self, log_entry: ModelLogEntry) -> str:
            return embargo_message(log_entry.data)

    labels = {"set": "设为禁发", "move": "改动禁发", "lift": "解除禁发"}
    for name, words in labels.items():
        formatter = type(
            f"{name.title()}Formatter", (EmbargoFormatter,), {"label": words}
        )
        actions.register_action(f"news.embargo.{name}")(formatter)


def embargo_message(data: dict[str, Any]) -> str:
    """Return in a sentence what was done to an embargo."""
    until, before = _time(data.get("until")), _time(data.get("before"))
    if not until:
        said = f"解除了禁发（原至 {before}）"
    elif before:
        said = f"把禁发从 {before} 改到 {until}"
    else:
        said = f"设为禁发，至 {until}"
    reason = data.get("reason")
    return f"{said}，理由：{reason}" if reason else said


def _time(text: str | None) -> str:
    moment = parse_datetime(text) if text else None
    return f"{timezone.localtime(moment):%Y年%m月%d日 %H:%M}" if moment else ""
