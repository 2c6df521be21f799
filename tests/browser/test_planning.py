"""The calendar, an embargo and a guest's link in a real browser."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Page as WagtailPage

from news.models import CategoryIndexPage, NewsPage
from news.review.setup import set_up
from tests.factories import (
    CategoryIndexPageFactory,
    NewsPageFactory,
    UserFactory,
    home_page,
)

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def desk() -> CategoryIndexPage:
    """A category."""
    return CategoryIndexPageFactory(title="临湖日报", slug="linhuribao")


@pytest.fixture
def submitted(desk: CategoryIndexPage) -> NewsPage:
    """A story at 初审."""
    set_up([home_page()])
    writer = UserFactory(username="writer", groups=["编辑"])
    story = NewsPageFactory(
        parent=desk, owner=writer, live=False, title="湖区水质三年变化", byline=["林静"]
    )
    story.save_revision(user=writer)
    story = NewsPage.objects.get(pk=story.pk)
    story.get_workflow().start(story, writer)
    return story


@pytest.fixture
def admin(browser_page: Page) -> Page:
    """The admin with a chief editor signed in."""
    UserFactory(username="chief", last_name="林", first_name="静", groups=["主编"])
    browser_page.goto("/admin/")
    browser_page.get_by_label("用户名").fill("chief")
    browser_page.locator("#id_password").fill("correct horse")
    browser_page.get_by_role("button", name="登录").click()
    browser_page.get_by_role("link", name="编辑日历").wait_for()
    return browser_page


def plan(desk: CategoryIndexPage) -> None:
    """Let all kinds of entries stand in this month."""
    middle = timezone.localtime().replace(day=15, hour=8, minute=30)
    for number in range(7):
        NewsPageFactory(
            parent=desk,
            title=f"第{number}条要闻：全县春耕备耕全面展开",
            published_at=middle - dt.timedelta(days=3, minutes=number),
        )
    draft = NewsPageFactory(parent=desk, live=False, title="统计公报")
    draft.save_revision()
    later = middle + dt.timedelta(days=11)
    NewsPage.objects.filter(pk=draft.pk).update(embargo_until=later)
    WagtailPage.objects.filter(pk=draft.pk).update(go_live_at=later)


def test_the_calendar_is_for_everybody(
    admin: Page,
    desk: CategoryIndexPage,
    axe_violations: Callable[[Page], list[str]],
) -> None:
    plan(desk)
    admin.get_by_role("link", name="编辑日历").click()

    expect(admin.get_by_role("table")).to_be_visible()
    expect(admin.locator("[aria-current=date]")).to_contain_text("今天")
    assert axe_violations(admin) == []
    admin.set_viewport_size(PHONE)
    expect(admin.locator(".is-today")).to_be_visible()
    wide = admin.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]
    admin.set_viewport_size({"width": 1280, "height": 900})
    admin.get_by_role("link", name="还有 2 项").click()
    expect(admin.get_by_role("link", name="第6条要闻")).to_be_visible()


def test_an_embargo_is_set_and_stands_in_the_editor(
    admin: Page, submitted: NewsPage
) -> None:
    admin.goto(f"/admin/embargo/{submitted.pk}/")
    admin.get_by_role("button", name="设为禁发").click()

    expect(admin.get_by_text("已设禁发至")).to_be_visible()
    expect(admin.get_by_text("在此之前外面看不到")).to_be_visible()
    expect(admin.locator("#id_title")).to_have_value("湖区水质三年变化")


def test_a_guest_reads_and_returns_the_story(
    admin: Page,
    submitted: NewsPage,
    chromium: Browser,
    live_server: LiveServer,
    axe_violations: Callable[[Page], list[str]],
) -> None:
    admin.goto(f"/admin/guests/{submitted.pk}/")
    admin.get_by_label("收件人").fill("周教授")
    admin.get_by_role("button", name="创建链接").click()
    address = admin.get_by_label("链接", exact=True).input_value()
    context = chromium.new_context(locale="zh-CN", base_url=live_server.url)
    guest = context.new_page()

    guest.goto(address)
    assert guest.locator(".watermarks span").first.is_visible()
    # Faint on purpose, and hidden from screen readers.
    guest.locator(".watermarks").evaluate("layer => layer.remove()")
    assert axe_violations(guest) == []
    guest.get_by_role("link", name="退回").click()
    guest.get_by_label("退回的理由").fill("第二段的数字有误。")
    guest.get_by_role("button", name="退回").click()

    expect(guest.get_by_text("稿件已退回编辑修改")).to_be_visible()
    admin.goto(f"/admin/pages/{submitted.pk}/edit/")
    expect(admin.get_by_text("外审意见：周教授")).to_be_visible()
    context.close()
