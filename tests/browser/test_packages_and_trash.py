"""A chief editor makes a package, recommends a story, deletes one and has it back."""

import pytest
from playwright.sync_api import Page, expect

from news.models import CategoryIndexPage, NewsPage, TopicPage
from search.index import rebuild
from tests.factories import (
    CategoryIndexPageFactory,
    NewsPageFactory,
    UserFactory,
    home_page,
    published_story,
)


@pytest.fixture
def category() -> CategoryIndexPage:
    """A published category."""
    return CategoryIndexPageFactory(title="临湖日报", slug="linhuribao")


@pytest.fixture
def admin(browser_page: Page) -> Page:
    """The admin, with a chief editor signed in."""
    UserFactory(username="chief", last_name="林", first_name="静", groups=["主编"])
    browser_page.goto("/admin/")
    browser_page.get_by_label("用户名").fill("chief")
    browser_page.locator("#id_password").fill("correct horse")
    browser_page.get_by_role("button", name="登录").click()
    browser_page.wait_for_url("**/admin/")
    return browser_page


def test_a_story_is_deleted_and_had_back(
    admin: Page, category: CategoryIndexPage
) -> None:
    story = published_story(parent=category, title="望湖站开通", slug="wanghu")

    admin.goto(f"/admin/pages/{story.pk}/delete/")
    admin.get_by_role("button", name="移到回收站").click()
    expect(admin.get_by_text("已把“望湖站开通”移到回收站")).to_be_visible()
    admin.goto("/admin/trash/")
    admin.get_by_role("link", name="恢复").click()
    expect(admin.get_by_text("临湖日报").first).to_be_visible()
    admin.get_by_role("button", name="恢复").click()

    expect(admin.get_by_text("已恢复“望湖站开通”")).to_be_visible()
    admin.goto("/linhuribao/wanghu/")
    expect(admin.get_by_role("heading", name="望湖站开通")).to_be_visible()


def test_a_package_collects_the_stories_of_a_tag(
    admin: Page, category: CategoryIndexPage
) -> None:
    story = NewsPageFactory(parent=category, title="龙舟下水", live=False)
    story.tags.set(["龙舟"])
    story.save_revision().publish()

    admin.goto(f"/admin/pages/add/news/topicpage/{home_page().pk}/")
    admin.locator("[name='title']").fill("龙舟赛")
    admin.locator("section[id$='sections-section'] .c-sf-add-button").first.click()
    admin.get_by_role("option", name="自动选稿").click()
    admin.locator("[name='sections-0-value-tag']").fill("龙舟")
    admin.get_by_role("button", name="更多操作").last.click()
    admin.get_by_role("button", name="发布", exact=True).click()
    expect(admin.get_by_text("已发布").first).to_be_visible()

    admin.goto(f"/{TopicPage.objects.get().slug}/")
    expect(admin.get_by_role("heading", name="龙舟赛")).to_be_visible()
    expect(admin.get_by_role("link", name="龙舟下水")).to_be_visible()


def test_a_recommended_story_goes_into_the_body(
    admin: Page, category: CategoryIndexPage
) -> None:
    published_story(parent=category, title="龙舟赛在望湖举行")
    draft = NewsPageFactory(parent=category, title="龙舟赛闭幕", live=False)
    rebuild()

    admin.goto(f"/admin/pages/{draft.pk}/edit/")
    admin.get_by_role("button", name="推荐相关稿件").click()
    admin.get_by_role("button", name="加入正文").click()
    chosen = admin.locator("[data-contentpath='body'] [data-chooser-title]").last
    expect(chosen).to_have_text("龙舟赛在望湖举行")
    with admin.expect_navigation():
        admin.get_by_role("button", name="保存草稿").first.click()

    saved = NewsPage.objects.get(pk=draft.pk).get_latest_revision_as_object()
    assert saved.body[-1].block_type == "related"
