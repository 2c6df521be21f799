"""What imports have done with files: of one run, or of all."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, StatusTagColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from news.editorial.imports.permissions import may, may_confirm
from news.editorial.imports.reports import FORMATS, RunListView
from news.importer.meanings import MEANINGS, NOTHING_TO_DO, Meaning, code_of, in_chinese
from news.importer.problems import DRAFT_REASONS, REFUSALS
from news.models import ImportedFile, ImportRun

Outcome = ImportedFile.Outcome
RUNS_TO_CHOOSE = 50


def _code_choices() -> Iterable[tuple[str, str]]:
    return [(code, f"{meaning.chinese}") for code, meaning in MEANINGS.items()]


def _recent_runs(request: HttpRequest) -> QuerySet[ImportRun]:
    newest = ImportRun.objects.order_by("-pk").values("pk")[:RUNS_TO_CHOOSE]
    return ImportRun.objects.filter(pk__in=newest)


class FileFilterSet(WagtailFilterSet):
    """Files by what became of them."""

    outcome = django_filters.MultipleChoiceFilter(
        label="结果", choices=Outcome.choices, widget=forms.CheckboxSelectMultiple
    )
    code = django_filters.ChoiceFilter(
        label="问题",
        choices=_code_choices,
        method="filter_code",
        empty_label="全部",
    )
    page_state = django_filters.ChoiceFilter(
        label="稿件现在",
        field_name="page__live",
        choices=[("False", "未发布"), ("True", "已发布")],
        empty_label="全部",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = ImportedFile
        fields = ["outcome", "code", "page_state"]

    def filter_code(
        self, files: QuerySet[ImportedFile], name: str, value: str
    ) -> QuerySet[ImportedFile]:
        """Keep files with a problem."""
        return files.filter(codes__contains=[value])


class FileOfAnyRunFilterSet(FileFilterSet):
    """Files by what became of them, and by run."""

    run = django_filters.ModelChoiceFilter(
        label="哪次导入", queryset=_recent_runs, empty_label="全部"
    )

    class Meta(FileFilterSet.Meta):
        fields = [*FileFilterSet.Meta.fields, "run"]


class ProblemsColumn(BaseColumn):
    """Problems in Chinese, those that decided first."""

    cell_template_name = "news/admin/import_problems_cell.html"

    def get_cell_context_data(
        self, instance: ImportedFile, parent_context: Any
    ) -> dict[str, Any]:
        """Put the problems into words."""
        context: dict[str, Any] = super().get_cell_context_data(
            instance, parent_context
        )
        return {**context, "problems": list(map(in_chinese, _worst_first(instance)))}


def _worst_first(file: ImportedFile) -> list[str]:
    """Return problems, of a file that is no post only why: the others follow."""
    if file.outcome == Outcome.REFUSED:
        refusals = [p for p in file.problems if code_of(p) in REFUSALS]
        return refusals or file.problems
    return sorted(file.problems, key=lambda p: code_of(p) not in DRAFT_REASONS)


def _editor_url(file: ImportedFile) -> str | None:
    if file.page_id is None:
        return None
    return reverse("wagtailadmin_pages:edit", args=[file.page_id])


def _page_state(file: ImportedFile) -> str:
    if file.page is None:
        return ""
    return "已发布" if file.page.live else "未发布"


class FileListView(ReportView):
    """The files of all runs: what an editor has to look at comes first."""

    model = ImportedFile
    permission_required = "view"
    page_title = "导入的文件"
    header_icon = "doc-full"
    filterset_class: type[FileFilterSet] = FileOfAnyRunFilterSet
    index_url_name = "news_import_files"
    index_results_url_name = "news_import_files_results"
    default_ordering = ("rank", "-id")
    export_filename = "imported-files"
    verbose_name_plural = "文件"
    columns: list[BaseColumn] = [
        TitleColumn(
            "title",
            label="标题",
            get_url=_editor_url,
            accessor=lambda f: f.title or f.name,
        ),
        StatusTagColumn(
            "outcome",
            label="结果",
            accessor="get_outcome_display",
            primary=lambda file: file.outcome == Outcome.DRAFT,
            width="10%",
        ),
        Column("page_state", label="现在", accessor=_page_state, width="6%"),
        ProblemsColumn("problems", label="问题", width="26%"),
        Column("category", label="栏目", width="9%"),
        Column("byline", label="署名", width="10%"),
        Column("block_count", label="正文块", width="6%"),
        Column("name", label="文件名", classname="import-file-name", width="16%"),
    ]
    list_export = [
        *("name", "title", "get_outcome_display", "reason", "problems", "codes"),
        *("category", "byline", "block_count", "page_id", "run_id"),
    ]
    export_headings = {
        "name": "文件名",
        "title": "标题",
        "get_outcome_display": "结果",
        "reason": "原因",
        "problems": "问题",
        "codes": "问题代码",
        "category": "栏目",
        "byline": "署名",
        "block_count": "正文块",
        "page_id": "稿件编号",
        "run_id": "导入编号",
    }

    custom_field_preprocess = {
        "problems": dict.fromkeys(
            FORMATS, lambda problems: "；".join(map(in_chinese, problems))
        )
    }

    def user_has_permission(self, permission: str) -> bool:
        """Who may see runs may see their files."""
        return may(self.request, permission)

    def get_base_queryset(self) -> QuerySet[ImportedFile]:
        """Load what the rows show of the stories."""
        files: QuerySet[ImportedFile] = ImportedFile.objects.select_related("page")
        return self.of_runs(files)

    def of_runs(self, files: QuerySet[ImportedFile]) -> QuerySet[ImportedFile]:
        """Leave trials out: they have only said what would be done."""
        return files.filter(run__is_dry_run=False)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Put the list of runs above."""
        home, *rest = super().get_breadcrumbs_items()
        runs = {"url": reverse("news_import_runs"), "label": RunListView.page_title}
        return [home, runs, *rest]


class RunView(FileListView):
    """One run: its progress, then what it did in total and with each file."""

    template_name = "news/admin/import_run.html"
    header_icon = "upload"
    filterset_class = FileFilterSet
    default_ordering = ("rank", "id")
    run: ImportRun

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the run."""
        super().setup(request, *args, **kwargs)
        runs = ImportRun.objects.with_liveness().select_related("trial", "started_by")
        self.run = get_object_or_404(runs, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        """Name the run."""
        return f"{self.run.kind_label}：{self.run.origin}"

    def get_index_url(self) -> str:
        """Filters and pages belong to the run."""
        return reverse("news_import_run", args=[self.run.pk])

    def get_index_results_url(self) -> str:
        """Filters and pages belong to the run."""
        return reverse("news_import_run_results", args=[self.run.pk])

    def of_runs(self, files: QuerySet[ImportedFile]) -> QuerySet[ImportedFile]:
        """Show the files of the run."""
        return files.filter(run=self.run)

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add totals, and what can be done now."""
        run, context = self.run, super().get_context_data(*args, **kwargs)
        problems = _problems_of(run)
        context.update(
            run=run,
            trial=run if run.is_dry_run else run.trial,
            outcomes=[
                (outcome, run.outcomes[outcome.value])
                for outcome in Outcome
                if run.outcomes.get(outcome.value)
            ],
            to_do=[row for row in problems if row[2].advice != NOTHING_TO_DO],
            notes=[row for row in problems if row[2].advice == NOTHING_TO_DO],
            would_write=sum(
                run.outcomes.get(outcome, 0)
                for outcome in (Outcome.CREATED, Outcome.UPDATED, Outcome.DRAFT)
            ),
            may_add=may(self.request, "add"),
            may_confirm=may_confirm(self.request),
            later_run=_later_run(run),
        )
        return context


def _problems_of(run: ImportRun) -> list[tuple[str, int, Meaning]]:
    """Return codes, files and meanings, the most frequent first."""
    return [
        (code, number, MEANINGS.get(code, Meaning(code, code, NOTHING_TO_DO)))
        for code, number in sorted(run.problems.items(), key=lambda item: -item[1])
    ]


def _later_run(run: ImportRun) -> ImportRun | None:
    """Return the import that came after a run of the same upload."""
    trial = run if run.is_dry_run else run.trial
    if trial is None:
        return None
    runs = ImportRun.objects.with_liveness().filter(trial=trial, pk__gt=run.pk)
    later: ImportRun | None = runs.first()
    return later
