"""Where search stands in the admin: rules, the report, permissions."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet

from news.models import NewsPage
from search.editorial.duplicates import SimilarView
from search.editorial.related import related_view
from search.editorial.reports import SearchReportView
from search.editorial.viewsets import SearchGuidanceGroup
from search.models import SearchCount

register_snippet(SearchGuidanceGroup)


@hooks.register("register_admin_urls")
def register_report_urls() -> list[URLPattern]:
    """Put the report into the admin."""
    return [
        path("reports/searches/", SearchReportView.as_view(), name="search_report"),
        path(
            "reports/searches/results/",
            SearchReportView.as_view(results_only=True),
            name="search_report_results",
        ),
        path("related-stories/", related_view, name="search_related"),
        path("similar/<int:page_id>/", SimilarView.as_view(), name="search_similar"),
    ]


@hooks.register("register_page_header_buttons")
def add_similar_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Offer the comparison with what has been published."""
    if isinstance(page, NewsPage) and page.permissions_for_user(user).can_edit():
        address = reverse("search_similar", args=[page.pk])
        yield Button("查重", url=address, icon_name="copy", priority=67)


class ReportMenuItem(MenuItem):
    """Shown to those who may see what readers looked for."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user may see it."""
        policy = policy_registry.get_by_type(SearchCount)
        return bool(policy.user_has_permission(request.user, "view"))


@hooks.register("register_reports_menu_item")
def register_report_menu_item() -> MenuItem:
    """Show the report among the others."""
    return ReportMenuItem(
        "搜索报告",
        reverse_lazy("search_report"),
        name="searches",
        icon_name="search",
        order=670,
    )


@hooks.register("register_permissions")
def register_report_permissions() -> QuerySet[Permission]:
    """Let groups be given the right to see the report."""
    return Permission.objects.filter(
        content_type__app_label="search", codename="view_searchcount"
    )
