"""The reader site in a real browser: accessible, narrow enough, whole."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from search.index import rebuild
from site_core.demo import POSTS, add_sample_pictures

STORY = "/linhuribao/nw202404099001000001/"
WIDTHS = (390, 1280)
PAGES = [
    "/",
    "/linhuribao/",
    STORY,
    "/hexinongcunbao/nw202412029001000009/",
    "/search/?q=图书馆",
    "/search/?q=没有的词语",
    "/nowhere/",
]


@pytest.fixture
def paper() -> None:
    """A paper with the sample stories, pictures and a search index."""
    call_command("import_posts", POSTS, verbosity=0)
    add_sample_pictures()
    rebuild()


@pytest.mark.usefixtures("paper")
def test_every_page_is_accessible_and_fits_every_width(
    browser_page: Page, axe_violations: Callable[[Page], list[str]]
) -> None:
    found = {}
    for address in PAGES:
        for width in WIDTHS:
            browser_page.set_viewport_size({"width": width, "height": 900})
            browser_page.goto(address)
            overflow = browser_page.evaluate(
                "document.documentElement.scrollWidth - innerWidth"
            )
            found[address, width] = (axe_violations(browser_page), overflow)

    assert found == dict.fromkeys(found, ([], 0))


@pytest.mark.usefixtures("paper")
def test_a_reader_goes_from_the_front_page_to_a_section_of_a_story(
    browser_page: Page,
) -> None:
    browser_page.goto("/")

    browser_page.get_by_role("link", name="临湖日报").first.click()
    browser_page.get_by_role("link", name="一湖碧水怎样回来").first.click()
    browser_page.get_by_role("navigation", name="本文提纲").get_by_role(
        "link", name="把船厂请走，把渔民留下"
    ).click()

    heading = browser_page.get_by_role("heading", name="把船厂请走，把渔民留下")
    expect(heading).to_be_in_viewport()


@pytest.mark.usefixtures("paper")
def test_a_reader_finds_a_story_in_traditional_characters(browser_page: Page) -> None:
    browser_page.goto("/")

    browser_page.get_by_label("搜索稿件").fill("圖書館")
    browser_page.keyboard.press("Enter")

    expect(browser_page.get_by_role("main").locator("mark").first).to_have_text(
        "图书馆"
    )
    expect(browser_page.get_by_role("link", name="上半年谁在深夜借书")).to_be_visible()


@pytest.mark.usefixtures("paper")
def test_the_keyboard_skips_to_the_text(browser_page: Page) -> None:
    browser_page.goto(STORY)

    browser_page.keyboard.press("Tab")
    expect(browser_page.get_by_role("link", name="跳到正文")).to_be_focused()
    browser_page.keyboard.press("Enter")

    expect(browser_page.locator("#content")).to_be_focused()


@pytest.mark.usefixtures("paper")
def test_pages_ask_nothing_of_other_hosts(browser_page: Page) -> None:
    hosts: set[str] = set()
    browser_page.on("request", lambda request: hosts.add(request.url.split("/")[2]))

    for address in PAGES:
        browser_page.goto(address, wait_until="networkidle")

    assert len(hosts) == 1
