"""A correction and a withdrawal in a real browser: from the editor to the reader."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from news.models import CategoryIndexPage, NewsPage
from tests.corrections.builders import NOTICE, WORDS, draft_of, lake
from tests.factories import CategoryIndexPageFactory, UserFactory

PATH = "/linhuribao/lake/"
NARROW = {"width": 390, "height": 800}


@pytest.fixture
def story() -> NewsPage:
    """A published story with a newer draft."""
    category: CategoryIndexPage = CategoryIndexPageFactory(
        title="临湖日报", slug="linhuribao"
    )
    story = lake(category)
    draft_of(story, "一湖碧水这样回来")
    return story


@pytest.fixture
def admin(browser_page: Page) -> Page:
    """The admin, with a chief editor signed in."""
    UserFactory(username="chief", last_name="林", first_name="静", groups=["主编"])
    browser_page.goto("/admin/")
    browser_page.get_by_label("用户名").fill("chief")
    browser_page.locator("#id_password").fill("correct horse")
    browser_page.get_by_role("button", name="登录").click()
    return browser_page


def test_a_correction_goes_out_with_the_draft(
    admin: Page, story: NewsPage, axe_violations: Callable[[Page], list[str]]
) -> None:
    admin.goto(f"/admin/corrections/{story.pk}/add/")
    admin.get_by_label("给读者的说明").fill(WORDS)
    admin.get_by_label("同时发布现在的草稿").check()
    admin.get_by_role("button", name="发布说明").click()
    admin.wait_for_url("**/edit/")

    admin.goto(PATH)
    expect(admin.get_by_role("heading", level=1)).to_have_text("一湖碧水这样回来")
    expect(admin.get_by_label("更正与说明")).to_contain_text(WORDS)
    assert axe_violations(admin) == []
    admin.set_viewport_size(NARROW)
    assert admin.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


def test_a_withdrawal_leaves_its_notice(
    admin: Page, story: NewsPage, axe_violations: Callable[[Page], list[str]]
) -> None:
    admin.goto(f"/admin/pages/{story.pk}/edit/")
    admin.get_by_role("button", name="操作").first.click()
    admin.get_by_role("link", name="撤稿").click()
    admin.get_by_label("给读者的说明").fill(NOTICE)
    admin.get_by_role("button", name="撤稿").click()
    admin.wait_for_url("**/edit/")

    admin.goto(PATH)
    expect(admin.get_by_label("撤稿说明")).to_contain_text(NOTICE)
    assert axe_violations(admin) == []
