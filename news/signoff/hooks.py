"""Where the sheet is reached: from the editor, and from a story's row in lists."""

from collections.abc import Iterator

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from news.models import NewsPage, User
from news.signoff.views import SheetView, may_see, show_pdf


@hooks.register("register_admin_urls")
def register_sheet_urls() -> list[URLPattern]:
    """Put the sheet into the admin."""
    sheet = "signoff/<int:pk>/"
    return [
        path(sheet, SheetView.as_view(), name="news_signoff"),
        path(f"{sheet}pdf/", show_pdf, name="news_signoff_pdf"),
    ]


@hooks.register("register_page_header_buttons")
def add_header_button(
    page: Page, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Offer the sheet in the editor."""
    yield from _buttons(page, user, priority=67)


@hooks.register("register_page_listing_more_buttons")
def add_row_button(
    page: Page, user: User, next_url: str | None = None
) -> Iterator[Button]:
    """Offer the sheet in lists of pages."""
    yield from _buttons(page, user, priority=55)


def _buttons(page: Page, user: User, *, priority: int) -> Iterator[Button]:
    if page.specific_class is NewsPage and page.pk and may_see(page, user):
        url = reverse("news_signoff", args=[page.pk])
        yield Button("稿签", url=url, icon_name="doc-full-inverse", priority=priority)
