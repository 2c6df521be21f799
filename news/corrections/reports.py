"""更正与撤稿 in the admin: all records, by kind and time, to look at and take along."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import (
    BaseColumn,
    Column,
    DateColumn,
    StatusTagColumn,
    UserColumn,
)
from wagtail.admin.views.reports import ReportView

from news.corrections.rights import may_remove
from news.models import Correction


class CorrectionFilterSet(WagtailFilterSet):
    """Records by kind, time, and whether readers see them."""

    kind = django_filters.MultipleChoiceFilter(
        label="类型",
        choices=Correction.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    issued_at = django_filters.DateFromToRangeFilter(
        label="发布时间", widget=DateRangePickerWidget
    )
    removed_at = django_filters.BooleanFilter(
        label="已撤回",
        lookup_expr="isnull",
        exclude=True,
        widget=forms.RadioSelect(choices=[("", "全部"), (True, "是"), (False, "否")]),
    )

    class Meta:
        model = Correction
        fields = ["kind", "issued_at", "removed_at"]


class WordsColumn(Column):
    """The words for readers, with what can be done about them."""

    cell_template_name = "news/corrections/words_cell.html"

    def get_cell_context_data(
        self, instance: Correction, parent_context: dict[str, Any]
    ) -> dict[str, Any]:
        """Offer the removal to who may."""
        context = super().get_cell_context_data(instance, parent_context)
        user = parent_context["request"].user
        context["may_remove"] = not instance.is_removed and may_remove(user, None)
        return context


class StoryColumn(Column):
    """The story, with a link where there is one to edit."""

    cell_template_name = "news/corrections/story_cell.html"


class CorrectionListView(ReportView):
    """All records, the newest first."""

    model = Correction
    permission_required = "view"
    page_title = "更正与撤稿"
    header_icon = "clipboard-list"
    filterset_class = CorrectionFilterSet
    index_url_name = "news_corrections"
    index_results_url_name = "news_corrections_results"
    default_ordering = "-issued_at"
    export_filename = "corrections"
    verbose_name_plural = "更正与撤稿记录"
    is_searchable = True
    search_fields = ["title", "text"]
    columns: list[BaseColumn] = [
        StatusTagColumn(
            "kind",
            label="类型",
            accessor="get_kind_display",
            primary=lambda record: not record.is_removed,
            width="13%",
        ),
        StoryColumn("title", label="稿件", width="24%"),
        WordsColumn("text", label="说明"),
        UserColumn("issued_by", label="发布人", width="12%"),
        DateColumn("issued_at", label="时间", sort_key="issued_at", width="11%"),
    ]
    list_export = [
        *("get_kind_display", "title", "page_id", "text", "issued_by", "issued_at"),
        *("removed_at", "removed_by", "removal_reason"),
    ]
    export_headings = {
        "get_kind_display": "类型",
        "title": "稿件",
        "page_id": "稿件编号",
        "text": "说明",
        "issued_by": "发布人",
        "issued_at": "时间",
        "removed_at": "撤回时间",
        "removed_by": "撤回人",
        "removal_reason": "撤回原因",
    }

    def get_base_queryset(self) -> QuerySet[Correction]:
        """Load people and stories in the same query."""
        return Correction.objects.select_related(
            "issued_by__wagtail_userprofile", "removed_by"
        ).prefetch_related("page")
