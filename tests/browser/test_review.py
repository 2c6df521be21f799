"""A story's way through the reviews in a real browser."""

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import PageLogEntry

from news.models import CategoryIndexPage, NewsPage, PublishedDocument, User
from news.review.setup import set_up
from tests.factories import (
    CategoryIndexPageFactory,
    NewsPageFactory,
    UserFactory,
    home_page,
)
from tests.review.conftest import act

NAMES = {"初审": "陈初", "复审": "傅中", "终审": "钟末", "主编": "林静"}


@pytest.fixture
def category() -> CategoryIndexPage:
    """A category whose stories go through three reviews."""
    set_up([home_page()])
    return CategoryIndexPageFactory(title="临湖日报", slug="linhuribao")


@pytest.fixture
def story(category: CategoryIndexPage) -> NewsPage:
    """A story that waits at 初审."""
    reporter = UserFactory(username="reporter", groups=["记者"])
    story = NewsPageFactory(
        parent=category, owner=reporter, live=False, title="轨道六号线开通"
    )
    story.save_revision(user=reporter)
    story.get_workflow().start(story, reporter)
    return story


def sign_in(admin: Page, group: str) -> User:
    """Sign somebody of a group in."""
    person = UserFactory(groups=[group], first_name=NAMES[group])
    admin.context.clear_cookies()
    admin.goto("/admin/login/")
    admin.get_by_label("用户名").fill(person.username)
    admin.locator("#id_password").fill("correct horse")
    admin.get_by_role("button", name="登录").click()
    return person


def open_editor(admin: Page, story: NewsPage) -> None:
    """Open the editor of a story."""
    admin.goto(f"/admin/pages/{story.pk}/edit/")


def choose(admin: Page, action: str) -> None:
    """Choose an action from the menu at the foot of the editor."""
    admin.get_by_role("button", name="更多操作").last.click()
    admin.get_by_role("button", name=action, exact=True).last.click()


def press_in_dialog(admin: Page, button: str) -> None:
    """Press a button of the open dialog."""
    admin.locator(".modal").get_by_role("button", name=button).click()


def test_a_story_is_returned_with_a_reason_only(
    browser_page: Page, story: NewsPage
) -> None:
    sign_in(browser_page, "初审")
    open_editor(browser_page, story)

    choose(browser_page, "退回修改")
    press_in_dialog(browser_page, "退回修改")
    expect(browser_page.get_by_text("请写明退回的理由")).to_be_visible()
    browser_page.get_by_label("退回理由").fill("导语太长，请压到八十字。")
    press_in_dialog(browser_page, "退回修改")
    browser_page.wait_for_url("**/admin/pages/*/")

    run = NewsPage.objects.get(pk=story.pk).current_workflow_state
    assert run.status == "needs_changes"
    assert run.current_task_state.comment == "导语太长，请压到八十字。"


def test_the_last_signature_publishes(browser_page: Page, story: NewsPage) -> None:
    for desk in ["初审", "复审"]:
        act(story, UserFactory(groups=[desk]))
    sign_in(browser_page, "终审")
    browser_page.goto("/admin/review/waiting/?scope=mine")
    browser_page.get_by_role("link", name="轨道六号线开通").click()

    choose(browser_page, "终审通过并发布")
    press_in_dialog(browser_page, "终审通过")
    browser_page.wait_for_url("**/admin/pages/*/")

    assert PublishedDocument.objects.filter(page=story).exists()


def test_the_chief_editor_publishes_urgently(
    browser_page: Page, story: NewsPage
) -> None:
    sign_in(browser_page, "主编")
    open_editor(browser_page, story)

    choose(browser_page, "发布")
    press_in_dialog(browser_page, "发布")
    browser_page.wait_for_url("**/review/urgent/*/")
    browser_page.get_by_label("紧急发布的理由").fill("地震速报")
    browser_page.get_by_role("button", name="紧急发布").click()
    browser_page.wait_for_url("**/admin/pages/*/")

    assert PublishedDocument.objects.filter(page=story).exists()
    entry = PageLogEntry.objects.get(action="news.review.urgent")
    assert entry.data["reason"] == "地震速报"
