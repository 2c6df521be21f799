"""稿件统计: the monthly report in the admin, as a table and as a file."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views.reports import ReportView

from news.counting.statistics import by_category, by_person, totals
from news.models import StoryStatistics

MONTH_FORMAT = "%Y-%m"
LISTS = {"person": by_person, "category": by_category}
_LABELS = {"person": "按署名", "category": "按栏目"}
_NAME = "名称"
_NUMBERS = {
    "stories": "篇数",
    "characters": "字数",
    "own_stories": "本报篇数",
    "own_characters": "本报字数",
    "reprinted_stories": "转载篇数",
    "reprinted_characters": "转载字数",
}
# How Excel knows a file of UTF-8.
_MARK = "\ufeff".encode()


class MonthInput(forms.DateInput):
    """The browser's own chooser of a month."""

    input_type = "month"

    def __init__(self) -> None:
        super().__init__(format=MONTH_FORMAT)


class StatisticsFilterSet(WagtailFilterSet):
    """Which month, and by whom."""

    month = django_filters.DateFilter(
        label="月份",
        method="leave",
        input_formats=[MONTH_FORMAT],
        widget=MonthInput,
    )
    by = django_filters.ChoiceFilter(
        label="统计方式",
        method="leave",
        choices=list(_LABELS.items()),
        empty_label=None,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = StoryStatistics
        fields = ["month", "by"]

    def leave(self, lines: QuerySet, name: str, value: object) -> QuerySet:
        """Leave the lines as they are: the view asks for those of the month."""
        return lines


class StatisticsView(ReportView):
    """How much was published in a month, by name or by category."""

    model = StoryStatistics
    permission_required = "view"
    page_title = verbose_name_plural = "稿件统计"
    header_icon = "order"
    template_name = "news/counting/statistics.html"
    results_template_name = "news/counting/statistics_results.html"
    filterset_class = StatisticsFilterSet
    index_url_name = "news_statistics"
    index_results_url_name = "news_statistics_results"
    default_ordering = "-characters"
    # A month has some hundred lines, and its sums are to be seen with them.
    paginate_by = None
    columns = [
        Column("name", label=_NAME, sort_key="name", width="28%"),
        *[
            NumberColumn(key, label=label, sort_key=key, width="12%")
            for key, label in _NUMBERS.items()
        ],
    ]
    list_export = ["name", *_NUMBERS]
    export_headings = {"name": _NAME, **_NUMBERS}

    def get_filterset_kwargs(self) -> dict[str, Any]:
        """Begin with this month, by name."""
        chosen = self.request.GET.copy()
        chosen["month"] = chosen.get("month") or timezone.localdate().strftime(
            MONTH_FORMAT
        )
        chosen["by"] = chosen.get("by") or "person"
        return {**super().get_filterset_kwargs(), "data": chosen}

    @cached_property
    def month(self) -> dt.date:
        """Return a day of the month that was chosen; of this one, if none was."""
        chosen: dt.date | None = self._chosen.get("month")
        return chosen or timezone.localdate()

    @cached_property
    def by(self) -> str:
        """Return what the lines stand for: a key of LISTS."""
        return self._chosen.get("by") or "person"

    @property
    def _chosen(self) -> dict[str, Any]:
        return self.filters.form.cleaned_data if self.filters.is_valid() else {}

    def get_base_queryset(self) -> QuerySet:
        """Return the lines: rows of values, and not of the model."""
        return LISTS[self.by](self.month)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sums of the month, and the way to the months beside it."""
        first = self.month.replace(day=1)
        return super().get_context_data(
            month=self.month,
            by=self.by,
            choices=_LABELS,
            before=first - dt.timedelta(days=1),
            after=first + dt.timedelta(days=31),
            totals=totals(self.month),
            **kwargs,
        )

    def get_filename(self) -> str:
        """Name the file after what is in it."""
        return f"statistics-{self.by}-{self.month:{MONTH_FORMAT}}"

    def stream_csv(self, queryset: Iterable[Any]) -> Iterator[bytes]:
        """Let Excel know that the file is in UTF-8."""
        yield _MARK
        yield from super().stream_csv(queryset)
