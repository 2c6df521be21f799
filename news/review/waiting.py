"""待审稿件 in the admin: what waits for me, and at my desk."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, Table
from wagtail.admin.views.generic.base import BaseListingView

from news.models import Priority, ReviewTask, ReviewTaskState
from news.review.desks import asked_of, reviews_or_leads, waiting_at_desks
from news.review.people import person
from news.review.rules import bars

MINE = "mine"


class WaitingFilterSet(WagtailFilterSet):
    """What waits, by whom it waits for, step and priority."""

    scope = django_filters.ChoiceFilter(
        label="范围",
        choices=[(MINE, "只看等我审的")],
        empty_label="全部",
        method="in_scope",
    )
    task = django_filters.ModelChoiceFilter(
        label="步骤", queryset=ReviewTask.objects.order_by("name"), empty_label="全部"
    )
    priority = django_filters.ChoiceFilter(
        label="优先级", choices=Priority.choices, empty_label="全部"
    )

    class Meta:
        model = ReviewTaskState
        fields = ["scope", "task", "priority"]

    def in_scope(
        self, states: QuerySet[ReviewTaskState], name: str, value: str
    ) -> QuerySet[ReviewTaskState]:
        """Keep what the reader may sign and nobody else has been asked to."""
        return states.filter(pk__in=asked_of(self.request.user).values("pk"))


class StoryColumn(Column):
    """The story, leading to its editor; whether the reader may sign it."""

    cell_template_name = "news/review/story_cell.html"


class PersonColumn(Column):
    """Somebody's name."""

    def get_value(self, instance: Any) -> str:
        """Return the full name, or else the account's."""
        somebody = super().get_value(instance)
        if somebody is None:
            return "本组任何人" if self.name == "assignee" else ""
        return str(somebody.get_full_name() or somebody.get_username())


class DueColumn(Column):
    """Until when; red when that is over."""

    cell_template_name = "news/review/due_cell.html"


class PriorityColumn(Column):
    """How urgent; the urgent ones stand out."""

    cell_template_name = "news/review/priority_cell.html"


class WaitingView(BaseListingView):
    """The list, the most urgent first."""

    model = ReviewTaskState
    page_title = "待审稿件"
    header_icon = "clipboard-list"
    index_url_name = "news_review_waiting"
    index_results_url_name = "news_review_waiting_results"
    filterset_class = WaitingFilterSet
    paginate_by = 50
    verbose_name_plural = "待审稿件"
    columns: list[BaseColumn] = [
        StoryColumn("story", label="稿件"),
        Column("task", label="步骤", width="8%"),
        PriorityColumn("priority", label="优先级", width="8%"),
        DueColumn("due_at", label="期限", width="16%"),
        PersonColumn("assignee", label="审稿人", width="10%"),
        PersonColumn(
            "requested_by",
            label="送审人",
            accessor="workflow_state.requested_by",
            width="10%",
        ),
        DateColumn("started_at", label="到达", width="10%"),
    ]

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Let in whom reviews concern."""
        if not reviews_or_leads(person(request)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> QuerySet[ReviewTaskState]:
        """Load stories and people in a few queries."""
        states = waiting_at_desks(person(self.request))
        return states.select_related(
            "task", "assignee", "workflow_state__requested_by"
        ).prefetch_related("workflow_state__content_object")

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Keep the order of urgency."""
        return queryset

    def get_table(self, object_list: Iterable[ReviewTaskState]) -> Table:
        """Give each row what its cells show."""
        rows = list(object_list)
        barred = bars(rows, person(self.request))
        for row in rows:
            row.story = row.workflow_state.content_object  # type: ignore[attr-defined]
            row.bar = barred.get(row.pk)  # type: ignore[attr-defined]
        return super().get_table(rows)
