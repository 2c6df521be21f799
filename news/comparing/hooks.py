"""Comparing in the admin: our comparisons, the choice of two versions, the button."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from news.comparing import fields
from news.comparing.revisions import compare_address, show_chosen


@hooks.register("register_admin_urls")
def register_comparing_url() -> list[URLPattern]:
    """Put the choice of two versions into the admin, and our comparisons into Wagtail.

    Its own are registered while applications start, some after these hooks are loaded;
    the admin's addresses come when all have started.
    """
    fields.register()
    return [path("comparing/<int:page_id>/", show_chosen, name="news_comparing_choose")]


@hooks.register("register_page_header_buttons")
def add_compare_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Offer the comparison of any two versions beside the history."""
    permissions = page.permissions_for_user(user)
    may_see = permissions.can_edit() or permissions.can_publish()
    if page.latest_revision_id and may_see:
        yield Button(
            "比较版本", url=compare_address(page), icon_name="resubmit", priority=66
        )
