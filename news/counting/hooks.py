"""Where the monthly report stands in the admin."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from news.counting.report import StatisticsView
from news.models import StoryStatistics
from news.permitted import PermittedMenuItem, permissions_named


@hooks.register("register_admin_urls")
def register_statistics_urls() -> list[URLPattern]:
    """Put the report into the admin."""
    return [
        path("statistics/", StatisticsView.as_view(), name="news_statistics"),
        path(
            "statistics/results/",
            StatisticsView.as_view(results_only=True),
            name="news_statistics_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def register_statistics_menu_item() -> MenuItem:
    """Show it among the reports."""
    return PermittedMenuItem(
        "稿件统计",
        reverse_lazy("news_statistics"),
        model=StoryStatistics,
        action="view",
        name="story-statistics",
        icon_name="order",
        order=100,
    )


@hooks.register("register_permissions")
def register_statistics_permission() -> QuerySet[Permission]:
    """Let groups be given the right to see it."""
    return permissions_named("view_storystatistics")
