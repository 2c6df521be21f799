"""A chief editor sets up a webhook in a real browser, tests it, sends again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from news.delivery.queueing import queue_changes
from news.delivery.signing import secret_of
from news.models import WebhookDelivery, WebhookEndpoint
from tests.browser.test_editor import admin  # noqa: F401
from tests.delivery.conftest import Receiver, answer, listening
from tests.delivery.messages import send_due
from tests.factories import CategoryIndexPageFactory, NewsPageFactory


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that answers 200."""
    with listening(Receiver()) as running:
        yield running


def press(page: Page, name: str) -> None:
    """Press a button by its words."""
    page.get_by_role("button", name=name, exact=True).click()


def test_an_endpoint_is_set_up_and_tested(
    admin: Page,  # noqa: F811
    receiver: Receiver,
) -> None:
    category = CategoryIndexPageFactory(title="临湖日报", slug="linhuribao")
    queue_changes()
    admin.goto("/admin/webhooks/new/")
    admin.get_by_role("textbox", name="名称").fill("移动客户端")
    admin.get_by_role("textbox", name="地址").fill(receiver.url)
    admin.get_by_label("稿件发布").check()
    admin.get_by_label("临湖日报").check()
    press(admin, "新建")
    expect(admin.get_by_text("还没有推送。")).to_be_visible()

    receiver.reply = answer(200, "收到")
    press(admin, "测试")
    expect(admin.get_by_text("测试成功：接收方在")).to_be_visible()
    expect(admin.get_by_text("收到", exact=True)).to_be_visible()

    admin.goto(f"/admin/webhooks/inspect/{WebhookEndpoint.objects.get().pk}/")
    press(admin, "显示密钥")
    endpoint = WebhookEndpoint.objects.get()
    expect(admin.locator("#webhook-secret-value")).to_have_value(
        secret_of(endpoint.salt)
    )
    assert endpoint.category_ids == [category.pk]


def test_failed_messages_are_sent_again_from_the_list(
    admin: Page,  # noqa: F811
    receiver: Receiver,
) -> None:
    queue_changes()
    WebhookEndpoint.objects.create(name="移动客户端", url=receiver.url)
    NewsPageFactory.create_batch(2)
    queue_changes()
    receiver.reply = answer(410)
    send_due()
    WebhookEndpoint.objects.update(is_enabled=True)

    admin.goto("/admin/webhook-deliveries/?state=failed")
    admin.locator("[data-bulk-action-select-all-checkbox]").first.check()
    admin.get_by_role("link", name="重发所选的推送").click()
    expect(admin.get_by_text("确定要重发这 4 条推送吗")).to_be_visible()
    press(admin, "重发")

    expect(admin.get_by_text("4 条推送已重新排队")).to_be_visible()
    assert WebhookDelivery.objects.pending().count() == 4
