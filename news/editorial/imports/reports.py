"""What imports have done: all runs, and what their problems mean."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import (
    Column,
    DateColumn,
    NumberColumn,
    StatusTagColumn,
    TitleColumn,
    UserColumn,
)
from wagtail.admin.views.generic import (
    PermissionCheckedMixin,
    WagtailAdminTemplateMixin,
)
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from news.editorial.imports.permissions import may
from news.importer.meanings import MEANINGS, in_chinese
from news.models import ImportedFile, ImportRun

# Of tables that are taken along.
FORMATS = (ReportView.FORMAT_CSV, ReportView.FORMAT_XLSX)


class RunFilterSet(WagtailFilterSet):
    """Runs by kind and state."""

    class Meta:
        model = ImportRun
        fields = ["is_dry_run", "state"]


class RunListView(ReportView):
    """All runs, the newest first."""

    model = ImportRun
    permission_required = "view"
    page_title = "导入记录"
    header_icon = "upload"
    filterset_class = RunFilterSet
    index_url_name = "news_import_runs"
    index_results_url_name = "news_import_runs_results"
    default_ordering = "-pk"
    export_filename = "import-runs"
    verbose_name_plural = "导入记录"
    columns = [
        TitleColumn("origin", label="文件", url_name="news_import_run"),
        Column("kind_label", label="类型", width="8%"),
        StatusTagColumn(
            "state_label",
            label="状态",
            width="9%",
            primary=lambda run: run.state == ImportRun.State.FINISHED,
        ),
        NumberColumn("handled_count", label="文件数", width="8%"),
        Column("summary", label="结果", accessor=lambda run: summary(run), width="28%"),
        UserColumn(
            "started_by", label="操作人", blank_display_name="命令行", width="12%"
        ),
        DateColumn("created_at", label="时间", width="10%"),
    ]
    list_export = [
        *("origin", "kind_label", "state_label", "handled_count"),
        *("outcomes", "problems", "started_by", "created_at", "ended_at", "error"),
    ]
    export_headings = {
        "origin": "文件",
        "kind_label": "类型",
        "state_label": "状态",
        "handled_count": "文件数",
        "outcomes": "结果",
        "problems": "问题",
        "started_by": "操作人",
        "created_at": "时间",
        "ended_at": "结束时间",
        "error": "出错原因",
    }

    custom_field_preprocess = {
        "outcomes": dict.fromkeys(FORMATS, lambda counts: outcomes_in_words(counts)),
        "problems": dict.fromkeys(FORMATS, lambda counts: problems_in_words(counts)),
    }

    def get_base_queryset(self) -> QuerySet[ImportRun]:
        """Load who started the runs, and whether they live, in the same query."""
        runs: QuerySet[ImportRun] = ImportRun.objects.with_liveness()
        return runs.select_related("started_by__wagtail_userprofile")

    def get_header_buttons(self) -> list[HeaderButton]:
        """Lead to the other views of imports."""
        links = [
            HeaderButton("所有文件", reverse("news_import_files"), icon_name="list-ul"),
            HeaderButton("问题说明", reverse("news_import_problems"), icon_name="help"),
        ]
        if may(self.request, "add"):
            url = reverse("news_import_upload")
            links.append(HeaderButton("导入稿件", url, icon_name="upload"))
        return links


def summary(run: ImportRun) -> str:
    """Return the outcomes of a run in a line."""
    return outcomes_in_words(run.outcomes)


def outcomes_in_words(counts: dict[str, int]) -> str:
    """Return how many files had which outcome, those to look at first."""
    return "，".join(
        f"{outcome.label} {counts[outcome.value]}"
        for outcome in ImportedFile.Outcome
        if counts.get(outcome.value)
    )


def problems_in_words(counts: dict[str, int]) -> str:
    """Return how many files had which problem, the most frequent first."""
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return "，".join(f"{in_chinese(code)} {number}" for code, number in ordered)


class ProblemsView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """All problem codes: what they mean and what to do about them."""

    model = ImportRun
    permission_required = "view"
    template_name = "news/admin/import_problems.html"
    page_title = "导入问题说明"
    header_icon = "help"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Put the list of runs above."""
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("news_import_runs"), "label": RunListView.page_title},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List the codes."""
        return super().get_context_data(meanings=MEANINGS.items(), **kwargs)
