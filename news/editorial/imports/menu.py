"""Where imports stand in the admin: addresses, menus, permissions of groups."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from news.editorial.imports.files import FileListView, RunView
from news.editorial.imports.reports import ProblemsView, RunListView
from news.editorial.imports.views import (
    ConfirmView,
    DiscardView,
    ProgressView,
    RetryView,
    UploadView,
)
from news.models import ImportRun
from news.permitted import PermittedMenuItem, permissions_named


@hooks.register("register_admin_urls")
def register_import_urls() -> list[URLPattern]:
    """Put imports into the admin."""
    runs, run, files = "imports/", "imports/<int:pk>/", "imports/files/"
    return [
        path(f"{runs}new/", UploadView.as_view(), name="news_import_upload"),
        path(runs, RunListView.as_view(), name="news_import_runs"),
        path(
            f"{runs}results/",
            RunListView.as_view(results_only=True),
            name="news_import_runs_results",
        ),
        path(files, FileListView.as_view(), name="news_import_files"),
        path(
            f"{files}results/",
            FileListView.as_view(results_only=True),
            name="news_import_files_results",
        ),
        path(f"{runs}problems/", ProblemsView.as_view(), name="news_import_problems"),
        path(run, RunView.as_view(), name="news_import_run"),
        path(
            f"{run}results/",
            RunView.as_view(results_only=True),
            name="news_import_run_results",
        ),
        path(f"{run}progress/", ProgressView.as_view(), name="news_import_progress"),
        path(f"{run}confirm/", ConfirmView.as_view(), name="news_import_confirm"),
        path(f"{run}retry/", RetryView.as_view(), name="news_import_retry"),
        path(f"{run}discard/", DiscardView.as_view(), name="news_import_discard"),
    ]


@hooks.register("register_admin_menu_item")
def register_import_menu_item() -> MenuItem:
    """Show the upload in the main menu."""
    return PermittedMenuItem(
        "导入稿件",
        reverse_lazy("news_import_upload"),
        model=ImportRun,
        action="add",
        name="import-posts",
        icon_name="upload",
        order=260,
    )


@hooks.register("register_reports_menu_item")
def register_import_report_menu_item() -> MenuItem:
    """Show the runs among the reports."""
    return PermittedMenuItem(
        "导入记录",
        reverse_lazy("news_import_runs"),
        model=ImportRun,
        action="view",
        name="import-runs",
        icon_name="upload",
        order=650,
    )


@hooks.register("register_permissions")
def register_import_permissions() -> QuerySet[Permission]:
    """Let groups be given the right to see and start imports."""
    return permissions_named("view_importrun", "add_importrun")
