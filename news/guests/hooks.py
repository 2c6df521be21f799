"""Where guests' links stand in the admin."""

from collections.abc import Iterator

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry, Page

from news.guests.admin import GuestLinksView, RevokeGuestLinkView
from news.models import NewsPage, User

# Of each action: what it is called, and what the history says with a guest's name.
ACTIONS = {
    "invite": ("外部预览", "发给 {} 外部预览链接"),
    "revoke": ("撤销外部预览", "撤销了给 {} 的外部预览链接"),
    "approved": ("外审同意", "外审 {} 同意"),
    "returned": ("外审退回", "外审 {} 退回"),
}


@hooks.register("register_admin_urls")
def register_guest_urls() -> list[URLPattern]:
    """Put the screens into the admin."""
    return [
        path("guests/<int:pk>/", GuestLinksView.as_view(), name="news_guests"),
        path(
            "guests/revoke/<int:pk>/",
            RevokeGuestLinkView.as_view(),
            name="news_guest_revoke",
        ),
    ]


@hooks.register("register_page_header_buttons")
def add_guests_button(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Lead from a story to its links."""
    if (
        issubclass(page.specific_class, NewsPage)
        and page.permissions_for_user(user).can_edit()
    ):
        url = reverse("news_guests", args=[page.pk])
        yield Button("外部预览", url, icon_name="link-external", priority=36)


@hooks.register("register_log_actions")
def register_guest_actions(actions: LogActionRegistry) -> None:
    """Name what the history of a story records of its guests."""
    for name, (label, words) in ACTIONS.items():
        actions.register_action(f"news.guest.{name}")(_formatter(label, words))


def _formatter(name: str, words: str) -> type[LogFormatter]:
    class GuestFormatter(LogFormatter):
        """Who it was, at which step, and why."""

        label = name

        def format_message(self, log_entry: ModelLogEntry) -> str:
            data = log_entry.data
            said = words.format(data.get("name", ""))
            if step := data.get("step"):
                said = f"{said}（{step}阶段）"
            reason = data.get("reason")
            return f"{said}：{reason}" if reason else said

    return GuestFormatter
