"""推送目标 in the admin: who is told of changes, and how that goes."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from news.delivery.admin.forms import EndpointForm, category_choices
from news.delivery.ping import send_ping
from news.delivery.signing import secret_of
from news.models import WebhookDelivery, WebhookEndpoint
from news.models.webhooks import EVENT_LABELS
from news.row_actions import RowActionView

RECENT = 10


class EndpointIndexView(generic.IndexView):
    """All endpoints."""

    columns = [
        TitleColumn("name", label="名称", url_name="webhooks:inspect", width="20%"),
        Column("url", label="地址"),
        StatusTagColumn(
            "state_label",
            label="状态",
            primary=lambda endpoint: endpoint.state_label == "正常",
            width="11%",
        ),
        Column("waiting", label="待发送", width="8%"),
        Column("failed", label="失败", width="8%"),
        DateColumn("last_attempt_at", label="最近发送", width="12%"),
    ]

    def get_base_queryset(self) -> QuerySet[WebhookEndpoint]:
        """Count what waits and what has failed."""
        State = WebhookDelivery.State  # noqa: N806
        endpoints: QuerySet[WebhookEndpoint] = super().get_base_queryset()
        return endpoints.annotate(
            waiting=Count("deliveries", Q(deliveries__state=State.PENDING)),
            failed=Count("deliveries", Q(deliveries__state=State.FAILED)),
        )

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:  # type: ignore[override]
        """Lead to what was sent."""
        url = reverse("webhook_deliveries")
        log_button = HeaderButton("推送记录", url, icon_name="list-ul")
        return [*super().header_buttons, log_button]


class EndpointAddView(generic.CreateView):
    """Adding an endpoint."""

    object: WebhookEndpoint

    def get_success_url(self) -> str:
        """Go on to where its secret and the test are."""
        return reverse("webhooks:inspect", args=[self.object.pk])


class EndpointEditView(generic.EditView):
    """Changing an endpoint."""

    def get_success_url(self) -> str:
        """Go back to its page."""
        return reverse("webhooks:inspect", args=[self.object.pk])


class EndpointPageView(generic.InspectView):
    """One endpoint: how sending goes, its secret, the test."""

    template_name = "news/admin/webhook.html"

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:  # type: ignore[override]
        """Lead to the form."""
        url = self.get_edit_url()
        edit = [HeaderButton("编辑", url, icon_name="edit")] if url else []
        return [*super().header_buttons, *edit]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it gets, and show the latest messages."""
        endpoint = self.object
        titles = dict(category_choices())
        deliveries = endpoint.deliveries.all()
        policy = self.permission_policy
        return super().get_context_data(
            endpoint=endpoint,
            events=[EVENT_LABELS[event] for event in endpoint.events],
            categories=[
                titles.get(pk, f"已删除的栏目 {pk}") for pk in endpoint.category_ids
            ],
            recent=deliveries[:RECENT],
            waiting=deliveries.pending().count(),
            failed=deliveries.filter(state=WebhookDelivery.State.FAILED).count(),
            may_manage=policy.user_has_permission(self.request.user, "change"),
            **kwargs,
        )


class SecretView(RowActionView):
    """Showing the secret to who may manage it."""

    model = WebhookEndpoint
    permission_required = "change"

    def act(self, endpoint: WebhookEndpoint) -> HttpResponse:
        """Show it, in an answer that nobody keeps."""
        log(endpoint, "news.webhook.secret", user=self.request.user)
        is_rotating = endpoint.is_rotating
        response = TemplateResponse(
            self.request,
            "news/admin/webhook_secret.html",
            {
                "endpoint": endpoint,
                "secret": secret_of(endpoint.salt),
                "old_secret": secret_of(endpoint.old_salt) if is_rotating else "",
                "page_title": f"{endpoint.name}的密钥",
                "header_icon": "key",
                "breadcrumbs_items": _steps(endpoint, "密钥"),
            },
        )
        response["Cache-Control"] = "no-store"
        return response


class RotateView(RowActionView):
    """Taking a new secret."""

    model = WebhookEndpoint
    permission_required = "change"
    locks_row = True

    def act(self, endpoint: WebhookEndpoint) -> HttpResponse:
        """Take it; the old one signs for a day."""
        if endpoint.is_rotating:
            messages.error(
                self.request, "上一次更换还不到 24 小时，旧密钥仍在使用，请到期后再换。"
            )
            return redirect("webhooks:inspect", endpoint.pk)
        endpoint.rotate()
        log(endpoint, "news.webhook.rotate", user=self.request.user)
        until = timezone.localtime(endpoint.old_salt_until)
        messages.success(
            self.request,
            f"密钥已更换。到 {until:%m月%d日 %H:%M} 为止新旧两个密钥同时签名，"
            "请在此之前把新密钥交给接收方。",
        )
        return redirect("webhooks:inspect", endpoint.pk)


class PingView(RowActionView):
    """Trying whether the receiver answers."""

    model = WebhookEndpoint
    permission_required = "change"

    def act(self, endpoint: WebhookEndpoint) -> HttpResponse:
        """Send the test, and show the answer."""
        delivery, answer = send_ping(endpoint)
        seconds = answer.milliseconds / 1000
        if answer.is_success:
            words = f"测试成功：接收方在 {seconds:.1f} 秒内答复 {answer.status}。"
            messages.success(self.request, words)
        else:
            messages.error(self.request, f"测试失败：{answer.error}。")
        return redirect("webhook_delivery", delivery.pk)


def _steps(endpoint: WebhookEndpoint, label: str) -> list[dict[str, str]]:
    """Return the path to a page below an endpoint's own."""
    return [
        {"url": reverse("wagtailadmin_home"), "label": "首页"},
        {"url": reverse("webhooks:index"), "label": "推送目标"},
        {
            "url": reverse("webhooks:inspect", args=[endpoint.pk]),
            "label": endpoint.name,
        },
        {"url": "", "label": label},
    ]


class EndpointViewSet(ModelViewSet):
    """The screens of endpoints."""

    model = WebhookEndpoint
    icon = "link-external"
    menu_label = "推送目标"
    menu_name = "webhooks"
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    search_fields = ["name", "url"]
    index_view_class = EndpointIndexView
    add_view_class = EndpointAddView
    edit_view_class = EndpointEditView
    inspect_view_class = EndpointPageView

    def get_form_class(self, for_update: bool = False) -> type[EndpointForm]:
        """Return the form of both screens."""
        return EndpointForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add what the buttons do."""
        return [
            *super().get_urlpatterns(),
            path("secret/<int:pk>/", SecretView.as_view(), name="secret"),
            path("rotate/<int:pk>/", RotateView.as_view(), name="rotate"),
            path("ping/<int:pk>/", PingView.as_view(), name="ping"),
        ]
