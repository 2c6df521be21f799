"""字数 in a real editor: it follows what is typed."""

import pytest
from playwright.sync_api import Page, expect

from news.models import CategoryIndexPage, NewsPage
from tests.factories import CategoryIndexPageFactory, NewsPageFactory, UserFactory

BODY = [
    ("paragraph", "<p>湖水清了。</p>"),
    ("table", {"data": [["机具", "900"]], "table_caption": "补贴额"}),
]


@pytest.fixture
def story() -> NewsPage:
    """A draft with a paragraph and a table: 5 and 6 字."""
    category: CategoryIndexPage = CategoryIndexPageFactory(title="临湖日报")
    return NewsPageFactory(parent=category, title="一湖碧水", body=BODY, live=False)


@pytest.fixture
def editor(browser_page: Page, story: NewsPage) -> Page:
    """The story in the editor of a chief editor."""
    UserFactory(username="chief", groups=["主编"])
    browser_page.goto(f"/admin/pages/{story.pk}/edit/")
    browser_page.get_by_label("用户名").fill("chief")
    browser_page.locator("#id_password").fill("correct horse")
    browser_page.get_by_role("button", name="登录").click()
    return browser_page


def test_the_count_follows_the_typing(editor: Page) -> None:
    body = editor.locator(".story-count [data-count='body']")
    title = editor.locator(".story-count [data-count='title']")
    expect(body).to_have_text("11")

    editor.locator(".public-DraftEditor-content").first.click()
    editor.keyboard.press("Control+End")
    editor.keyboard.type("银鱼回来了，共3.5万尾。")
    expect(body).to_have_text("22")

    editor.locator("#id_title").fill("一湖碧水怎样回来")
    expect(title).to_have_text("8")

    # Beside Wagtail's own checks too, and instead of its words and readability.
    expect(editor.locator("[data-side-panel] [data-count='body']")).to_have_text("22")
    expect(editor.locator("[data-content-word-count]")).to_have_count(0)
    # The editor checks and saves by itself: both are done before the tables go.
    editor.wait_for_load_state("networkidle")
