"""The editor's panel before a front-end of another host, and without one."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from news.models import NewsPage
from tests.browser.front_end import running_front_end
from tests.factories import CategoryIndexPageFactory, NewsPageFactory, UserFactory

# Milliseconds.
SETTLING = 3000


@pytest.fixture
def story() -> NewsPage:
    """A published story."""
    category = CategoryIndexPageFactory(title="临湖日报", slug="linhuribao")
    return NewsPageFactory(parent=category, title="轨道六号线开通")


@pytest.fixture
def front_end(live_server: LiveServer, settings: Any) -> Iterator[str]:
    """A front-end of another host, configured for drafts."""
    with running_front_end(live_server.url) as address:
        settings.WAGTAIL_HEADLESS_PREVIEW = {"CLIENT_URLS": {"default": address}}
        settings.WAGTAILADMIN_BASE_URL = live_server.url
        yield address


@pytest.fixture
def editor(browser_page: Page, story: NewsPage) -> Page:
    """The story in the editor of somebody who has signed in."""
    UserFactory(username="chief", groups=["主编"])
    browser_page.set_viewport_size({"width": 1440, "height": 900})
    browser_page.goto("/admin/")
    browser_page.get_by_label("用户名").fill("chief")
    browser_page.locator("#id_password").fill("correct horse")
    browser_page.get_by_role("button", name="登录").click()
    browser_page.goto(f"/admin/pages/{story.pk}/edit/")
    # What is typed in the first moments Wagtail takes for what the form began with.
    browser_page.wait_for_timeout(SETTLING)
    return browser_page


def write(editor: Page, field: str, words: str) -> None:
    """Put words in the place of a field's own, key by key."""
    editor.locator(field).click()
    editor.keyboard.press("Control+A")
    editor.keyboard.type(words)


def test_the_panel_shows_the_draft_in_the_front_end(
    front_end: str, editor: Page
) -> None:
    editor.get_by_role("button", name="显示或隐藏预览").click()
    panel = editor.frame_locator("#w-preview-iframe")
    expect(panel.get_by_role("heading", name="轨道六号线开通")).to_be_visible()

    write(editor, "#id_title", "六号线通车")
    write(editor, "#id_summary", "明早六点半首班。")

    expect(panel.get_by_role("heading", name="六号线通车")).to_be_visible()
    expect(panel.get_by_text("明早六点半首班。")).to_be_visible()
    frame = editor.locator("#w-preview-iframe").element_handle().content_frame()
    assert frame.url.startswith(f"{front_end}/?content_type=news.newspage&token=")


def test_the_checker_looks_into_the_front_end(front_end: str, editor: Page) -> None:
    editor.get_by_role("button", name="显示或隐藏检查").click()

    checks = editor.locator("[data-checks-panel]")
    expect(checks.get_by_text("标题为空")).to_be_visible()


def test_the_checker_looks_into_the_reference_site(
    editor: Page, story: NewsPage
) -> None:
    # A heading of the third level, where the second is missing.
    story.body = [("heading", {"text": "首班", "level": "3"})]
    story.save_revision()
    editor.reload()
    editor.get_by_role("button", name="显示或隐藏检查").click()

    checks = editor.locator("[data-checks-panel]")
    expect(checks).to_contain_text("标题层级不正确")


def test_the_reference_site_shows_the_draft_without_a_front_end(editor: Page) -> None:
    editor.get_by_role("button", name="显示或隐藏预览").click()
    panel = editor.frame_locator("#w-preview-iframe")

    expect(panel.get_by_role("heading", name="轨道六号线开通")).to_be_visible()

    write(editor, "#id_title", "六号线通车")

    expect(panel.get_by_role("heading", name="六号线通车")).to_be_visible()
    expect(panel.locator("article.story-page")).to_be_visible()
