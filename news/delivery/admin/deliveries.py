"""推送记录 in the admin: what was sent, what came back, sending it again."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import DetailView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import (
    BaseColumn,
    BulkActionsCheckboxColumn,
    Column,
    DateColumn,
    StatusTagColumn,
    TitleColumn,
)
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.generic import (
    PermissionCheckedMixin,
    WagtailAdminTemplateMixin,
)
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton

from news.models import WebhookDelivery, WebhookEndpoint
from news.models.webhooks import EVENT_LABELS
from news.permitted import may
from news.row_actions import RowActionView

State = WebhookDelivery.State


class DeliveryFilterSet(WagtailFilterSet):
    """Messages by what became of them."""

    state = django_filters.MultipleChoiceFilter(
        label="状态", choices=State.choices, widget=forms.CheckboxSelectMultiple
    )
    endpoint = django_filters.ModelChoiceFilter(
        label="推送目标", queryset=WebhookEndpoint.objects.all(), empty_label="全部"
    )
    event = django_filters.ChoiceFilter(
        label="事件", choices=list(EVENT_LABELS.items()), empty_label="全部"
    )

    class Meta:
        model = WebhookDelivery
        fields = ["state", "endpoint", "event"]


class DeliveryListView(ReportView):
    """All messages, the newest first."""

    model = WebhookDelivery
    permission_required = "view"
    template_name = "news/admin/webhook_deliveries.html"
    page_title = "推送记录"
    header_icon = "link-external"
    filterset_class = DeliveryFilterSet
    index_url_name = "webhook_deliveries"
    index_results_url_name = "webhook_deliveries_results"
    default_ordering = "-pk"
    export_filename = "webhook-deliveries"
    verbose_name_plural = "推送记录"
    columns: list[BaseColumn] = [
        BulkActionsCheckboxColumn("bulk_actions", obj_type="webhookdelivery"),
        TitleColumn(
            "event_label", label="事件", url_name="webhook_delivery", width="16%"
        ),
        Column("path", label="页面"),
        Column("endpoint", label="推送目标", width="14%"),
        StatusTagColumn(
            "state",
            label="状态",
            accessor="get_state_display",
            primary=lambda delivery: delivery.state == State.DELIVERED,
            width="10%",
        ),
        Column("attempt_count", label="次数", width="7%"),
        DateColumn("created_at", label="时间", width="12%"),
    ]
    list_export = [
        *("webhook_id", "event", "path", "endpoint", "state", "attempt_count"),
        *("created_at", "ended_at"),
    ]
    export_headings = {
        "webhook_id": "编号",
        "event": "事件",
        "path": "页面",
        "endpoint": "推送目标",
        "state": "状态",
        "attempt_count": "次数",
        "created_at": "时间",
        "ended_at": "结束时间",
    }

    def get_base_queryset(self) -> QuerySet[WebhookDelivery]:
        """Load the endpoints in the same query, and no payload."""
        deliveries = WebhookDelivery.objects.select_related("endpoint")
        return deliveries.defer("payload")

    def get_header_buttons(self) -> list[HeaderButton]:
        """Lead to the endpoints."""
        url = reverse("webhooks:index")
        return [HeaderButton("推送目标", url, icon_name="link-external")]


class DeliveryView(PermissionCheckedMixin, WagtailAdminTemplateMixin, DetailView):
    """One message: its payload, and every attempt with the answer."""

    model = WebhookDelivery
    permission_required = "view"
    template_name = "news/admin/webhook_delivery.html"
    header_icon = "link-external"
    context_object_name = "delivery"
    object: WebhookDelivery

    def get_page_title(self) -> str:
        """Name the message by its event."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the list."""
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()
        return [
            *items,
            {"url": reverse("webhook_deliveries"), "label": "推送记录"},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether it may be sent again."""
        return super().get_context_data(may_resend=may_resend(self.request), **kwargs)


def may_resend(request: HttpRequest) -> bool:
    """Return whether the user may let messages be sent again."""
    return may(request, "change", WebhookDelivery)


def resend(deliveries: Sequence[WebhookDelivery]) -> int:
    """Let messages be sent again at once; those of disabled endpoints stay."""
    chosen = WebhookDelivery.objects.filter(
        pk__in=[delivery.pk for delivery in deliveries], endpoint__is_enabled=True
    )
    endpoints = list(chosen.values_list("endpoint", flat=True).distinct())
    WebhookEndpoint.objects.filter(pk__in=endpoints).update(paused_until=None)
    return int(chosen.send_again())


class ResendView(RowActionView):
    """Sending one message again."""

    model = WebhookDelivery
    permission_required = "change"

    def act(self, delivery: WebhookDelivery) -> HttpResponse:
        """Put it back into the queue."""
        if resend([delivery]):
            messages.success(self.request, "已重新排队，几秒内发出。")
        else:
            messages.error(self.request, "推送目标已停用，请先启用，再重发。")
        return redirect("webhook_delivery", delivery.pk)


class ResendBulkAction(BulkAction):
    """Sending chosen messages again."""

    models = [WebhookDelivery]
    display_name = "重发"
    action_type = "resend"
    aria_label = "重发所选的推送"
    template_name = "news/admin/webhook_resend.html"

    def check_perm(self, delivery: WebhookDelivery) -> bool:
        """Let those choose who may send one again."""
        return may_resend(self.request)

    @classmethod
    def execute_action(
        cls, objects: Sequence[WebhookDelivery], **kwargs: Any
    ) -> tuple[int, int]:
        """Put them back into the queue."""
        return resend(objects), 0

    def get_success_message(
        self, num_parent_objects: int, num_child_objects: int
    ) -> str:
        """Say how many there are."""
        return f"{num_parent_objects} 条推送已重新排队；已停用的推送目标不发送。"

    def get_all_objects_in_listing_query(self, parent_id: Any) -> QuerySet:
        """Return all that the list shows, as it is filtered."""
        chosen = DeliveryFilterSet(
            self.request.GET, WebhookDelivery.objects.all(), request=self.request
        ).qs
        return chosen.values_list("pk", flat=True)
