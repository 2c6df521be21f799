"""A chief editor makes up the front page and the frame of the site, in a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from news.models import CategoryIndexPage, NewsPage
from tests.factories import (
    CategoryIndexPageFactory,
    NewsImageFactory,
    NewsPageFactory,
    UserFactory,
    curate,
    furnish,
    headlines,
    home_page,
    latest,
    link,
    published_story,
)

WIDTHS = (390, 1280)
TITLES = "main .section-headlines h3"


@pytest.fixture
def category() -> CategoryIndexPage:
    """A published category."""
    return CategoryIndexPageFactory(title="临湖日报", slug="linhuribao")


@pytest.fixture
def stories(category: CategoryIndexPage) -> list[NewsPage]:
    """Two published stories."""
    titles = ("一湖碧水怎样回来", "上半年谁在深夜借书")
    return [published_story(parent=category, title=title) for title in titles]


@pytest.fixture
def admin(browser_page: Page) -> Page:
    """The admin, with a chief editor signed in through its own form."""
    UserFactory(username="chief", last_name="林", first_name="静", groups=["主编"])
    browser_page.goto("/admin/")
    browser_page.get_by_label("用户名").fill("chief")
    browser_page.locator("#id_password").fill("correct horse")
    browser_page.get_by_role("button", name="登录").click()
    browser_page.wait_for_url("**/admin/")
    return browser_page


def open_front_page(admin: Page) -> None:
    """Open the editor of the front page."""
    admin.goto(f"/admin/pages/{home_page().pk}/edit/")


def publish(admin: Page) -> None:
    """Publish through the menu at the foot of the page."""
    admin.get_by_role("button", name="更多操作").last.click()
    admin.get_by_role("button", name="发布", exact=True).click()
    admin.wait_for_url("**/admin/pages/**")
    expect(admin.get_by_text("已发布").first).to_be_visible()


def test_a_section_is_added_and_seen_by_readers(
    admin: Page, stories: list[NewsPage]
) -> None:
    open_front_page(admin)
    admin.locator("section[id$='sections-section'] .c-sf-add-button").last.click()
    admin.get_by_role("option", name="最新").click()
    title = admin.locator("[name='sections-0-value-title']")
    expect(title).to_have_value("最新")
    title.fill("今日要闻")
    publish(admin)

    admin.goto("/")

    expect(admin.get_by_role("heading", name="今日要闻")).to_be_visible()
    expect(admin.get_by_role("link", name=stories[0].title)).to_be_visible()


def test_chosen_stories_change_places_by_dragging(
    admin: Page, stories: list[NewsPage]
) -> None:
    curate(headlines(*stories))
    open_front_page(admin)
    chosen = admin.locator("[data-streamfield-list-container]")
    admin.get_by_role("button", name="展开或收起此部分").last.click()
    handles = chosen.locator("[data-streamfield-action='DRAG']")
    handles.nth(1).drag_to(handles.nth(0))
    expect(chosen.locator("[data-chooser-title]").first).to_have_text(stories[1].title)
    publish(admin)

    admin.goto("/")

    expect(admin.locator("main .section-headlines h3")).to_have_text(
        [story.title for story in reversed(stories)]
    )


def test_the_settings_are_saved_and_seen_by_readers(
    admin: Page, stories: list[NewsPage]
) -> None:
    admin.goto(f"/admin/settings/news/sitesettings/{home_page().get_site().pk}/")
    admin.get_by_label("ICP备案号").fill("京ICP备12345678号")
    admin.get_by_role("button", name="保存").click()
    expect(admin.get_by_text("站点设置已更新")).to_be_visible()

    admin.goto("/")

    notice = admin.get_by_role("link", name="京ICP备12345678号")
    expect(notice).to_have_attribute("href", "https://beian.miit.gov.cn/")


def test_a_curated_front_page_is_accessible_and_fits_every_width(
    browser_page: Page,
    category: CategoryIndexPage,
    axe_violations: Callable[[Page], list[str]],
) -> None:
    pictured = NewsPageFactory.create_batch(
        4, parent=category, lead_image=NewsImageFactory(renditions=True)
    )
    below = link("投稿", address="https://tougao.example.cn/")
    furnish(
        navigation=[{**link(page=category), "children": [below]}],
        footer_links=[link("关于我们", address="https://example.cn/")],
        icp_number="京ICP备12345678号",
        social=[
            {
                "service": "wechat",
                "name": "临湖日报",
                "address": "",
                "picture": NewsImageFactory(renditions=True),
            }
        ],
    )
    curate(
        headlines(*pictured[:2]),
        latest(),
        (
            "pictures",
            {"title": "图片新闻", "stories": [], "category": None, "number": 6},
        ),
        ("category", {"category": category, "title": "", "number": 3}),
        ("picks", {"title": "编辑推荐", "page": category, "stories": pictured[2:]}),
    )
    found = {}
    for width in WIDTHS:
        browser_page.set_viewport_size({"width": width, "height": 900})
        browser_page.goto("/")
        overflow = browser_page.evaluate(
            "document.documentElement.scrollWidth - innerWidth"
        )
        found[width] = (axe_violations(browser_page), overflow)

    assert found == dict.fromkeys(WIDTHS, ([], 0))


def test_a_browser_takes_the_best_format_and_the_page_does_not_shift(
    browser_page: Page, category: CategoryIndexPage
) -> None:
    image = NewsImageFactory(file__width=1600, file__height=1000, renditions=True)
    NewsPageFactory(parent=category, slug="lead", lead_image=image)

    browser_page.goto("/linhuribao/lead/", wait_until="networkidle")

    shown = browser_page.locator(".story-lead picture > img")
    assert shown.evaluate("image => image.currentSrc").endswith(".avif")
    assert (
        browser_page.evaluate(
            "new Promise(resolve => new PerformanceObserver(list => resolve("
            "list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))"
            ".observe({type: 'layout-shift', buffered: true})"
            " || setTimeout(() => resolve(0), 300))"
        )
        == 0
    )
