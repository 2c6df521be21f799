"""Where webhooks stand in the admin: addresses, menus, permissions, the dashboard."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from news.delivery.admin.deliveries import (
    DeliveryListView,
    DeliveryView,
    ResendBulkAction,
    ResendView,
)
from news.delivery.admin.endpoints import EndpointViewSet
from news.models import WebhookDelivery, WebhookEndpoint
from news.permitted import PermittedMenuItem, may, permissions_named

hooks.register("register_bulk_action", ResendBulkAction)


@hooks.register("register_admin_viewset")
def register_endpoints() -> EndpointViewSet:
    """Put the screens of endpoints into the admin."""
    return EndpointViewSet("webhooks")


@hooks.register("register_admin_urls")
def register_delivery_urls() -> list[URLPattern]:
    """Put what was sent into the admin."""
    deliveries, one = "webhook-deliveries/", "webhook-deliveries/<int:pk>/"
    return [
        path(deliveries, DeliveryListView.as_view(), name="webhook_deliveries"),
        path(
            f"{deliveries}results/",
            DeliveryListView.as_view(results_only=True),
            name="webhook_deliveries_results",
        ),
        path(one, DeliveryView.as_view(), name="webhook_delivery"),
        path(f"{one}resend/", ResendView.as_view(), name="webhook_resend"),
    ]


@hooks.register("register_reports_menu_item")
def register_delivery_menu_item() -> MenuItem:
    """Show what was sent among the reports."""
    return PermittedMenuItem(
        "推送记录",
        reverse_lazy("webhook_deliveries"),
        model=WebhookDelivery,
        action="view",
        name="webhook-deliveries",
        icon_name="link-external",
        order=660,
    )


@hooks.register("register_permissions")
def register_delivery_permissions() -> QuerySet[Permission]:
    """Let groups be given the right to see messages, and to send them again."""
    return permissions_named("view_webhookdelivery", "change_webhookdelivery")


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name what the history of an endpoint records beside its changes."""
    actions.register_action("news.webhook.secret", "查看密钥", "查看了密钥")
    actions.register_action("news.webhook.rotate", "更换密钥", "更换了密钥")


class DisabledEndpointsPanel(Component):
    """Endpoints that were disabled because nothing arrived."""

    name = "disabled_webhooks"
    template_name = "news/admin/webhooks_disabled.html"
    order = 20

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """List them."""
        disabled = WebhookEndpoint.objects.filter(is_enabled=False)
        return {"endpoints": disabled.exclude(disabled_reason="")}


@hooks.register("construct_homepage_panels")
def add_disabled_endpoints(request: HttpRequest, panels: list[Component]) -> None:
    """Tell those who manage webhooks what no longer works."""
    if may(request, "change", WebhookEndpoint):
        panels.insert(1, DisabledEndpointsPanel())
