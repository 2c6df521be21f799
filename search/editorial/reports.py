"""搜索报告 in the admin: what readers looked for, and what they did not find."""

import datetime
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.db.models import Max, OuterRef, QuerySet, Subquery, Sum
from django.forms import RadioSelect
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Site
from wagtail.permissions import policy_registry

from search.models import SearchCount, SearchPromotion, SearchSynonym

PERIODS = {"7": "最近 7 天", "30": "最近 30 天", "90": "最近 90 天"}
DEFAULT_DAYS = 30
FRUITLESS, ALL = "none", "all"


class SearchFilterSet(WagtailFilterSet):
    """Searches by period, result and site."""

    days = django_filters.ChoiceFilter(
        label="时间",
        choices=list(PERIODS.items()),
        method="keep",
        widget=RadioSelect,
        empty_label=None,
    )
    found = django_filters.ChoiceFilter(
        label="结果",
        choices=[(ALL, "全部搜索"), (FRUITLESS, "没有结果的搜索")],
        method="keep_found",
        widget=RadioSelect,
        empty_label=None,
    )
    site = django_filters.ModelChoiceFilter(
        label="站点", queryset=Site.objects.all(), empty_label="全部", method="keep"
    )

    class Meta:
        model = SearchCount
        fields = ["days", "found", "site"]

    def keep(self, queryset: QuerySet, name: str, value: Any) -> QuerySet:
        """Leave the rows: period and site were chosen before they were added up."""
        return queryset

    def keep_found(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Keep searches that found nothing the last time."""
        return queryset.filter(last_hits=0) if value == FRUITLESS else queryset


class WordsColumn(Column):
    """A search, with the two things that an editor can do about it."""

    cell_template_name = "search/admin/searched_words.html"

    def get_cell_context_data(
        self, instance: dict[str, Any], parent_context: dict[str, Any]
    ) -> dict[str, Any]:
        """Add the addresses of the prefilled forms, where the editor may use them."""
        context = super().get_cell_context_data(instance, parent_context)
        request = parent_context["request"]
        values = urlencode({"words": instance["query"], "site": instance["site_id"]})
        context["links"] = [
            (label, f"{_add_url(model)}?{values}")
            for label, model in (
                ("加同义词", SearchSynonym),
                ("加推荐", SearchPromotion),
            )
            if _may_add(request, model)
        ]
        return context


def _add_url(model: Any) -> str:
    return reverse(model.snippet_viewset.get_url_name("add"))


def _may_add(request: HttpRequest, model: type) -> bool:
    policy = policy_registry.get_by_type(model)
    return bool(policy.user_has_permission(request.user, "add"))


class SearchReportView(ReportView):
    """Searches of a period, those made most often first."""

    model = SearchCount
    permission_required = "view"
    page_title = "搜索报告"
    header_icon = "search"
    filterset_class = SearchFilterSet
    index_url_name = "search_report"
    index_results_url_name = "search_report_results"
    default_ordering = "-number"
    export_filename = "searches"
    verbose_name_plural = "搜索记录"
    columns: list[BaseColumn] = [
        WordsColumn("query", label="搜索词"),
        Column("number", label="次数", sort_key="number", width="12%"),
        Column("last_hits", label="结果数", sort_key="last_hits", width="12%"),
        Column("last_day", label="最近一天", sort_key="last_day", width="16%"),
        Column("site_name", label="站点", width="18%"),
    ]
    list_export = ["query", "number", "last_hits", "last_day", "site_name"]
    export_headings = {
        "query": "搜索词",
        "number": "次数",
        "last_hits": "结果数",
        "last_day": "最近一天",
        "site_name": "站点",
    }

    def get_header_buttons(self) -> list[HeaderButton]:
        """Lead to what was not found, in one click."""
        url = f"{reverse(self.index_url_name)}?found={FRUITLESS}"
        return [HeaderButton("没有结果的搜索", url, icon_name="warning")]

    def get_base_queryset(self) -> QuerySet:
        """Add up the days of the period; the newest says what is found now."""
        counts = SearchCount.objects.filter(day__gt=self._first_day())
        site = self.request.GET.get("site", "")
        if site.isascii() and site.isdigit() and len(site) < 9:
            counts = counts.filter(site_id=int(site))
        newest = SearchCount.objects.filter(
            site_id=OuterRef("site_id"), query=OuterRef("query")
        ).order_by("-day")
        return counts.values("query", "site_id").annotate(
            number=Sum("count"),
            last_day=Max("day"),
            last_hits=Subquery(newest.values("hits")[:1]),
            site_name=Max("site__site_name"),
        )

    def _first_day(self) -> datetime.date:
        days = self.request.GET.get("days", "")
        length = int(days) if days in PERIODS else DEFAULT_DAYS
        return timezone.localdate() - datetime.timedelta(days=length)
