"""Where the admin meets the recycle bin."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse, reverse_lazy
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page, ReferenceIndex

from news.permitted import permissions_named
from news.trash.actions import BULK_ACTIONS, register_actions
from news.trash.bin import in_tree, is_in_bin
from news.trash.pages import NotDeletableError, refuse_home, throw_away
from news.trash.views import PurgeView, RestoreView, TrashListView

# After Wagtail's own, so that ours take their place.
for bulk_action in BULK_ACTIONS:
    hooks.register("register_bulk_action", bulk_action, order=100)


@hooks.register("register_actions", order=100)
def register_trash_actions(registry: ActionRegistry) -> None:
    """Let machines delete into the bin too."""
    register_actions(registry)


@hooks.register("before_delete_page")
def delete_into_bin(request: HttpRequest, page: Page) -> HttpResponse:
    """Ask, and move the page into the bin, in place of Wagtail's screen."""
    try:
        refuse_home(page)
    except NotDeletableError as refusal:
        messages.error(request, str(refusal))
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    if request.method == "POST":
        return _throw_away(request, page)
    return render(request, "news/trash/delete_page.html", _question(request, page))


def _throw_away(request: HttpRequest, page: Page) -> HttpResponse:
    parent = page.get_parent()
    item = throw_away(page, request.user)
    restore = messages.button(reverse("news_trash_restore", args=[item.pk]), "恢复")
    messages.success(request, f"已把“{item}”移到回收站。", buttons=[restore])
    next_url = get_valid_next_url_from_request(request)
    return redirect(next_url or reverse("wagtailadmin_explore", args=[parent.pk]))


def _question(request: HttpRequest, page: Page) -> dict[str, Any]:
    usage = ReferenceIndex.get_references_to(page).group_by_source_object()
    return {
        "page": page,
        "below": page.get_descendant_count(),
        "next": get_valid_next_url_from_request(request),
        "usage_count": usage.count(),
        "days": settings.TRASH_DAYS,
    }


@hooks.register("before_edit_page")
@hooks.register("before_copy_page")
@hooks.register("before_move_page")
def lead_to_bin(request: HttpRequest, page: Page, *args: Any) -> HttpResponse | None:
    """Say of a deleted page that it has to be had back first."""
    if not is_in_bin(page):
        return None
    messages.warning(request, f"“{page.title}”在回收站里，先恢复才能编辑。")
    return redirect("news_trash")


@hooks.register("construct_page_chooser_queryset")
@hooks.register("construct_explorer_page_queryset")
def leave_out_bin(*args: Any) -> QuerySet:
    """Offer no deleted page; the two hooks name their arguments in different orders."""
    pages = next(part for part in args if isinstance(part, QuerySet))
    return pages.filter(in_tree())


@hooks.register("register_admin_urls")
def register_trash_urls() -> list[URLPattern]:
    """Put the bin into the admin."""
    results = TrashListView.as_view(results_only=True)
    return [
        path("trash/", TrashListView.as_view(), name="news_trash"),
        path("trash/results/", results, name="news_trash_results"),
        path(
            "trash/<int:pk>/restore/", RestoreView.as_view(), name="news_trash_restore"
        ),
        path("trash/<int:pk>/purge/", PurgeView.as_view(), name="news_trash_purge"),
    ]


@hooks.register("register_admin_menu_item")
def register_trash_menu_item() -> MenuItem:
    """Show the bin near the end of the menu."""
    return MenuItem(
        "回收站",
        reverse_lazy("news_trash"),
        name="trash",
        icon_name="bin",
        order=8000,
    )


@hooks.register("register_permissions")
def register_trash_permissions() -> QuerySet[Permission]:
    """Let groups be given the right to delete for ever."""
    return permissions_named("delete_trashitem")


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name what the history records."""
    actions.register_action("news.trash", "移到回收站", "移到了回收站")
    actions.register_action("news.restore", "从回收站恢复", "从回收站恢复了")
