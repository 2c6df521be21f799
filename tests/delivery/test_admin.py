"""Webhooks in the admin: 主编 manage them, nobody else sees them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from news.delivery.signing import secret_of
from news.models import CategoryIndexPage, WebhookDelivery, WebhookEndpoint
from tests.delivery.conftest import Receiver, answer
from tests.delivery.messages import queue
from tests.factories import UserFactory

State = WebhookDelivery.State


@pytest.fixture
def chief(client: Client, db: None) -> Client:
    """A chief editor's browser."""
    client.force_login(UserFactory(groups=["主编"]))
    return client


def addresses(endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> dict[str, str]:
    """Return the addresses of all screens."""
    return {
        "index": reverse("webhooks:index"),
        "add": reverse("webhooks:add"),
        "edit": reverse("webhooks:edit", args=[endpoint.pk]),
        "page": reverse("webhooks:inspect", args=[endpoint.pk]),
        "delete": reverse("webhooks:delete", args=[endpoint.pk]),
        "history": reverse("webhooks:history", args=[endpoint.pk]),
        "log": reverse("webhook_deliveries"),
        "results": reverse("webhook_deliveries_results"),
        "message": reverse("webhook_delivery", args=[delivery.pk]),
    }


SCREENS = [
    *("index", "add", "edit", "page", "delete", "history", "log", "results", "message")
]
BUTTONS = ["webhooks:secret", "webhooks:rotate", "webhooks:ping"]


@pytest.mark.parametrize("screen", SCREENS)
def test_chief_editors_see_every_screen(
    chief: Client, endpoint: WebhookEndpoint, screen: str
) -> None:
    (delivery,) = queue(endpoint, 1)

    response = chief.get(addresses(endpoint, delivery)[screen])

    assert response.status_code == 200


@pytest.mark.parametrize("group", ["编辑", "记者"])
@pytest.mark.parametrize("screen", SCREENS)
def test_others_see_no_screen(
    client: Client, endpoint: WebhookEndpoint, screen: str, group: str
) -> None:
    (delivery,) = queue(endpoint, 1)
    client.force_login(UserFactory(groups=[group]))

    response = client.get(addresses(endpoint, delivery)[screen])

    assert response.status_code == 302
    assert response["Location"] == reverse("wagtailadmin_home")


@pytest.mark.parametrize("name", [*BUTTONS, "webhook_resend"])
def test_others_can_press_no_button(
    client: Client, endpoint: WebhookEndpoint, receiver: Receiver, name: str
) -> None:
    (delivery,) = queue(endpoint, 1)
    WebhookDelivery.objects.update(state=State.FAILED)
    client.force_login(UserFactory(groups=["编辑"]))

    pk = delivery.pk if name == "webhook_resend" else endpoint.pk
    response = client.post(reverse(name, args=[pk]))

    assert response["Location"] == reverse("wagtailadmin_home")
    assert receiver.bodies == []
    assert WebhookEndpoint.objects.get().salt == endpoint.salt
    assert WebhookDelivery.objects.get().state == State.FAILED


@pytest.mark.parametrize("name", BUTTONS)
def test_buttons_need_a_form(
    chief: Client, endpoint: WebhookEndpoint, name: str
) -> None:
    assert chief.get(reverse(name, args=[endpoint.pk])).status_code == 405


def form_of(**fields: Any) -> dict[str, Any]:
    """Return a filled form."""
    return {
        "name": "移动客户端",
        "url": "https://hooks.example/a",
        "is_enabled": "on",
        "bulk": "summary",
        **fields,
    }


def test_an_endpoint_is_added(chief: Client, category: CategoryIndexPage) -> None:
    response = chief.post(
        reverse("webhooks:add"),
        form_of(events=["story.published"], category_ids=[category.pk]),
    )

    endpoint = WebhookEndpoint.objects.get()
    assert response["Location"] == reverse("webhooks:inspect", args=[endpoint.pk])
    assert endpoint.events == ["story.published"]
    assert endpoint.category_ids == [category.pk]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://10.0.0.1/", "不允许推送"),
        ("https://user:word@hooks.example/", "用户名"),
        ("hooks.example", "完整的网址"),
    ],
)
def test_an_address_that_cannot_work_is_explained(
    chief: Client, url: str, words: str
) -> None:
    response = chief.post(reverse("webhooks:add"), form_of(url=url))

    assert words in response.content.decode()
    assert not WebhookEndpoint.objects.exists()


def test_a_filter_by_a_deleted_category_does_not_become_everything(
    chief: Client, endpoint: WebhookEndpoint
) -> None:
    WebhookEndpoint.objects.update(category_ids=[4711])

    chief.post(reverse("webhooks:edit", args=[endpoint.pk]), form_of())

    endpoint.refresh_from_db()
    assert endpoint.name == "移动客户端"
    assert endpoint.category_ids == [4711]


def test_enabling_again_begins_afresh(chief: Client, endpoint: WebhookEndpoint) -> None:
    WebhookEndpoint.objects.update(
        is_enabled=False,
        disabled_reason="连续 5 天没有一次发送成功",
        failure_count=9,
        failing_since=timezone.now(),
        paused_until=timezone.now(),
    )
    home = chief.get(reverse("wagtailadmin_home")).content.decode()
    assert "连续 5 天没有一次发送成功" in home

    chief.post(reverse("webhooks:edit", args=[endpoint.pk]), form_of())

    endpoint.refresh_from_db()
    assert endpoint.is_enabled
    assert (endpoint.failure_count, endpoint.disabled_reason) == (0, "")
    assert (endpoint.failing_since, endpoint.paused_until) == (None, None)


def test_the_secret_is_shown_on_demand_and_that_is_noted(
    chief: Client, endpoint: WebhookEndpoint
) -> None:
    secret = secret_of(endpoint.salt)
    page = chief.get(reverse("webhooks:inspect", args=[endpoint.pk]))
    assert secret not in page.content.decode()

    response = chief.post(reverse("webhooks:secret", args=[endpoint.pk]))

    assert secret in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert ModelLogEntry.objects.get().action == "news.webhook.secret"


def test_the_secret_is_changed_once_a_day(
    chief: Client, endpoint: WebhookEndpoint
) -> None:
    url = reverse("webhooks:rotate", args=[endpoint.pk])
    chief.post(url)
    first = WebhookEndpoint.objects.get()

    chief.post(url)

    second = WebhookEndpoint.objects.get()
    assert first.old_salt == endpoint.salt != first.salt
    assert (second.salt, second.old_salt) == (first.salt, first.old_salt)


def test_the_test_shows_the_answer(
    chief: Client, endpoint: WebhookEndpoint, receiver: Receiver
) -> None:
    receiver.reply = answer(500, "数据库没有启动")

    response = chief.post(reverse("webhooks:ping", args=[endpoint.pk]), follow=True)

    words = response.content.decode()
    assert "测试失败：接收方答复 500" in words
    assert "数据库没有启动" in words
    assert '"type": "test.ping"' in receiver.bodies[0]
    assert WebhookEndpoint.objects.get().failure_count == 0


def test_one_message_is_sent_again(chief: Client, endpoint: WebhookEndpoint) -> None:
    (delivery,) = queue(endpoint, 1)
    WebhookDelivery.objects.update(state=State.FAILED, attempt_count=10)

    response = chief.post(reverse("webhook_resend", args=[delivery.pk]), follow=True)

    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempt_count) == (State.PENDING, 0)
    assert "已重新排队" in response.content.decode()


def test_messages_of_a_disabled_endpoint_stay(
    chief: Client, endpoint: WebhookEndpoint
) -> None:
    (delivery,) = queue(endpoint, 1)
    WebhookDelivery.objects.update(state=State.FAILED)
    WebhookEndpoint.objects.update(is_enabled=False)

    response = chief.post(reverse("webhook_resend", args=[delivery.pk]), follow=True)

    delivery.refresh_from_db()
    assert delivery.state == State.FAILED
    assert "已停用" in response.content.decode()


def resend_url(**query: Any) -> str:
    """Return the address of the bulk action."""
    url = reverse("wagtail_bulk_action", args=["news", "webhookdelivery", "resend"])
    return f"{url}?{'&'.join(f'{name}={value}' for name, value in query.items())}"


def test_chosen_messages_are_sent_again(
    chief: Client, endpoint: WebhookEndpoint
) -> None:
    first, second, _ = queue(endpoint, 1, 2, 3)
    WebhookDelivery.objects.update(state=State.FAILED)
    url = f"{resend_url(id=first.pk)}&id={second.pk}"
    assert "确定要重发这 2 条推送吗" in chief.get(url).content.decode()

    chief.post(url)

    assert WebhookDelivery.objects.pending().count() == 2


def test_all_of_a_filtered_list_are_sent_again(
    chief: Client, endpoint: WebhookEndpoint
) -> None:
    failed, delivered = queue(endpoint, 1, 2)
    WebhookDelivery.objects.filter(pk=failed.pk).update(state=State.FAILED)
    WebhookDelivery.objects.filter(pk=delivered.pk).update(state=State.DELIVERED)

    chief.post(resend_url(id="all", state="failed"))

    delivered.refresh_from_db()
    assert WebhookDelivery.objects.pending().get().pk == failed.pk
    assert delivered.state == State.DELIVERED


def test_others_send_nothing_in_bulk(client: Client, endpoint: WebhookEndpoint) -> None:
    (delivery,) = queue(endpoint, 1)
    WebhookDelivery.objects.update(state=State.FAILED)
    client.force_login(UserFactory(groups=["编辑"]))

    client.post(resend_url(id=delivery.pk))

    assert WebhookDelivery.objects.get().state == State.FAILED


def test_the_list_costs_the_same_for_many_messages(
    chief: Client, endpoint: WebhookEndpoint, django_assert_max_num_queries: Any
) -> None:
    queue(endpoint, *range(40))

    with django_assert_max_num_queries(20):
        response = chief.get(reverse("webhook_deliveries"))

    assert response.status_code == 200
