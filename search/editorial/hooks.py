"""Where search stands in the admin: rules, the report, permissions."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet

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
    ]


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
