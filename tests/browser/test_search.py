"""A reader searches in a real browser: as one types, by keyboard, without script."""

import datetime
import re
from collections.abc import Callable, Iterator
from itertools import product
from urllib.parse import quote, unquote

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, CDPSession, Page, expect
from pytest_django.live_server_helper import LiveServer

from search.index import rebuild
from search.suggestions.following import rebuild as rebuild_suggestions
from tests.factories import (
    CategoryIndexPageFactory,
    NewsPageFactory,
    SourceFactory,
)

HOSTILE = (
    """<script>alert(1)</script>"'><img src=x onerror=alert(1)>"""
    "{{70010001|add:13000002}}{% x %}"
)
# What the expression in it would become.
COMPUTED = "83010003"
PARAMETERS = ("q", "category", "source", "tag", "byline", "year", "after", "before")
STATES = (
    "",
    "?q=城市 论坛&category=yaowen",
    "?q=霸王别姬&source=甘肃日报",
    "?q=文明&after=abc",
)
WIDTHS = (390, 1280)
RESULTS = "[data-search-results]"
TITLES = f"{RESULTS} ol .story-card-title"


@pytest.fixture
def paper() -> None:
    """Twelve stories on civilised cities, one on a forum, and the index of them."""
    news = CategoryIndexPageFactory(title="要闻", slug="yaowen")
    culture = CategoryIndexPageFactory(title="文化", slug="wenhua")
    source = SourceFactory(name="甘肃日报")
    for day in range(1, 13):
        NewsPageFactory(
            parent=news,
            title=f"文明城市创建之{day}",
            published_at=_noon(2024, 5, day),
            source=source,
        )
    NewsPageFactory(
        parent=culture,
        title="国际论坛在敦煌开幕",
        published_at=_noon(2023, 9, 1),
        body=[("paragraph", "<p>嘉宾谈丝路上的往来。</p>")],
    )
    rebuild()


@pytest.fixture
def search(browser_page: Page, paper: None) -> Page:
    """The search page, of which the script notices when it is loaded anew."""
    browser_page.goto("/search/")
    browser_page.evaluate("window.isSamePage = true")
    return browser_page


@pytest.fixture
def suggestions(paper: None) -> None:
    """What is suggested, made from the stories."""
    rebuild_suggestions()


@pytest.fixture
def plain_page(
    browser_page: Page, chromium: Browser, live_server: LiveServer, paper: None
) -> Iterator[Page]:
    """A tab in which no script runs."""
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def _noon(*day: int) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime(*day, 12))  # noqa: DTZ001


def is_same_page(page: Page) -> bool:
    """Return whether the page was never loaded anew."""
    return bool(page.evaluate("window.isSamePage"))


def address(page: Page) -> str:
    """Return path and query of a page, readable."""
    return unquote(page.evaluate("location.pathname + location.search"))


def input_method(page: Page) -> CDPSession:
    """Return what types as an input method does: first Pinyin, then characters."""
    page.locator("#search-words").focus()
    return page.context.new_cdp_session(page)


def compose(session: CDPSession, pinyin: str) -> None:
    """Show Pinyin that is not yet characters."""
    session.send(
        "Input.imeSetComposition",
        {"text": pinyin, "selectionStart": len(pinyin), "selectionEnd": len(pinyin)},
    )


def test_typing_shows_results_without_a_reload(search: Page) -> None:
    search.locator("#search-words").press_sequentially("国际论坛")

    expect(search.locator(TITLES)).to_have_text(["国际论坛在敦煌开幕"])
    expect(search.locator("#search-words")).to_be_focused()
    expect(search.get_by_role("status")).to_have_text("找到 1 篇")
    expect(search).to_have_title("国际论坛 - 搜索 - 报馆")
    assert (address(search), is_same_page(search)) == ("/search/?q=国际论坛", True)


def test_traditional_characters_find_and_mark(search: Page) -> None:
    search.locator("#search-words").fill("國際論壇")

    expect(search.locator(f"{TITLES} mark")).to_have_text("国际论坛")


def test_pinyin_being_composed_is_not_searched(search: Page) -> None:
    asked: list[str] = []
    search.on("request", lambda request: asked.append(unquote(request.url)))
    session = input_method(search)

    for pinyin in ("wen", "wen'ming", "wen'ming'cheng'shi"):
        compose(session, pinyin)
    session.send("Input.insertText", {"text": "文明城市"})

    expect(search.locator(f"{RESULTS} .search-count")).to_have_text("找到 12 篇")
    assert [url for url in asked if "wen" in url] == []


def test_enter_in_a_composition_belongs_to_the_input_method(search: Page) -> None:
    compose(input_method(search), "wen")

    search.locator("#search-words").dispatch_event(
        "keydown", {"key": "Enter", "isComposing": True, "keyCode": 229}
    )

    assert address(search) == "/search/"


def test_an_overtaken_answer_is_not_shown(search: Page) -> None:
    held = []
    search.route("**/search/?q=%E6%96%87*", lambda route: held.append(route))
    search.locator("#search-words").fill("文明")
    search.wait_for_event("request", lambda request: "/search/?q=" in request.url)
    search.locator("#search-words").fill("国际论坛")
    expect(search.locator(TITLES)).to_have_count(1)

    for route in held:
        route.abort()

    expect(search.locator(TITLES)).to_have_text(["国际论坛在敦煌开幕"])


@pytest.mark.usefixtures("suggestions")
def test_the_keyboard_goes_through_suggestions(search: Page) -> None:
    field, options = search.locator("#search-words"), search.get_by_role("option")
    field.press_sequentially("敦")
    expect(options.first).to_contain_text("敦煌")
    expect(field).to_have_attribute("aria-expanded", "true")

    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "search-suggestion-0")
    field.press("ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "false")
    field.press("ArrowDown")
    field.press("Enter")

    expect(field).to_have_value(re.compile("^敦煌"))
    expect(options).to_have_count(0)
    expect(search.locator(TITLES)).to_have_text(["国际论坛在敦煌开幕"])
    expect(search).to_have_url(re.compile("q=%E6%95%A6%E7%85%8C"))


@pytest.mark.usefixtures("suggestions")
def test_escape_closes_suggestions_and_keeps_the_words(search: Page) -> None:
    field, options = search.locator("#search-words"), search.get_by_role("option")
    field.press_sequentially("敦")
    expect(options.first).to_be_visible()

    field.press("Escape")

    expect(options).to_have_count(0)
    expect(field).to_have_value("敦")
    expect(field).to_have_attribute("aria-expanded", "false")


@pytest.mark.usefixtures("suggestions")
def test_suggestions_are_accessible_and_a_click_takes_one(
    search: Page, axe_violations: Callable[[Page], list[str]]
) -> None:
    search.goto("/")
    search.get_by_label("搜索稿件").press_sequentially("敦")
    option = search.get_by_role("option").first
    expect(option).to_be_visible()

    violations = axe_violations(search)
    option.click()

    expect(search.locator(TITLES)).to_have_text(["国际论坛在敦煌开幕"])
    assert violations == []


def test_back_leads_through_what_was_sent_and_chosen(search: Page) -> None:
    field = search.locator("#search-words")
    field.fill("国际论坛")
    field.press("Enter")
    expect(search.locator(TITLES)).to_have_count(1)
    field.fill("文明")
    expect(search.locator(TITLES)).to_have_count(10)
    field.fill("文明城市")
    field.press("Enter")
    expect(field).to_have_value("文明城市")
    search.locator(RESULTS).get_by_role("link", name="下一页").click()
    expect(search.locator(TITLES)).to_have_count(2)

    search.go_back()
    expect(search.locator(TITLES)).to_have_count(10)
    search.go_back()

    expect(search.locator(TITLES)).to_have_text(["国际论坛在敦煌开幕"])
    expect(field).to_have_value("国际论坛")
    assert (address(search), is_same_page(search)) == ("/search/?q=国际论坛", True)


def test_a_facet_narrows_and_keeps_the_focus(search: Page) -> None:
    search.goto("/search/?q=城市 论坛")
    expect(search.locator(TITLES)).to_have_count(10)

    facet = search.locator(".search-facet").get_by_role("link", name="文化")
    facet.focus()
    search.keyboard.press("Enter")

    expect(search.locator(TITLES)).to_have_text(["国际论坛在敦煌开幕"])
    expect(facet).to_have_attribute("aria-current", "true")
    expect(facet).to_be_focused()
    assert address(search) == "/search/?q=城市+论坛&category=wenhua"


def test_a_chosen_filter_is_removed(search: Page) -> None:
    search.goto("/search/?q=城市 论坛&category=wenhua")

    search.get_by_role("list", name="已选条件").get_by_role("link").click()

    expect(search.locator(TITLES)).to_have_count(10)


def test_dates_narrow(search: Page) -> None:
    search.goto("/search/?q=文明城市")
    search.get_by_label("从", exact=True).fill("2024-05-11")

    search.get_by_role("button", name="应用日期").click()

    expect(search.locator(TITLES)).to_have_count(2)
    assert address(search) == "/search/?q=文明城市&after=2024-05-11"


def test_a_phone_unfolds_what_narrows(search: Page) -> None:
    search.set_viewport_size({"width": 390, "height": 844})
    search.goto("/search/?q=文明城市")
    facet = search.locator(".search-facet").get_by_role("link", name="甘肃日报")
    expect(facet).to_be_hidden()

    search.locator(".search-filters > summary").click()
    facet.click()

    expect(facet).to_have_attribute("aria-current", "true")
    expect(facet).to_be_visible()


def test_a_wide_page_has_it_unfolded(search: Page) -> None:
    search.set_viewport_size({"width": 1280, "height": 900})
    search.goto("/search/?q=文明城市")

    facets = search.locator(".search-facets").bounding_box()
    first = search.locator(TITLES).first.bounding_box()

    assert facets
    assert first
    assert facets["height"] > 100
    assert facets["x"] + facets["width"] < first["x"]


def test_without_script_all_of_it_works(plain_page: Page) -> None:
    plain_page.goto("/search/")
    plain_page.get_by_label("搜索稿件").fill("文明城市")
    plain_page.get_by_role("button", name="搜索").click()
    plain_page.locator(".search-facet").get_by_role("link", name="要闻").click()
    plain_page.get_by_role("link", name="按时间").click()
    plain_page.get_by_label("早于").fill("2024-05-12")
    plain_page.get_by_role("button", name="应用日期").click()
    plain_page.get_by_role("link", name="下一页").click()

    expect(plain_page.locator(TITLES)).to_have_text(["文明城市创建之1"])


def test_without_a_network_the_results_stay_and_a_sentence_says_so(
    search: Page,
) -> None:
    search.locator("#search-words").fill("国际论坛")
    expect(search.locator(TITLES)).to_have_count(1)

    search.route("**/search/?*", lambda route: route.abort())
    search.locator("#search-words").fill("文明")

    expect(search.get_by_role("status")).to_contain_text("请检查网络")
    expect(search.locator(TITLES)).to_have_count(1)


def test_nothing_typed_becomes_code(search: Page) -> None:
    search.on("dialog", lambda dialog: pytest.fail(dialog.message))
    everywhere = "&".join(f"{name}={quote(HOSTILE)}" for name in PARAMETERS)

    search.goto(f"/search/?{everywhere}")
    search.goto(f"/search/?q=文明城市&category={quote(HOSTILE)}")
    expect(search.locator("main")).to_contain_text(HOSTILE)
    search.locator("#search-words").fill(HOSTILE)
    expect(search).to_have_title(f"{HOSTILE} - 搜索 - 报馆")

    assert search.locator("main script, main img[src=x]").count() == 0
    assert COMPUTED not in search.locator("main").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_is_accessible_and_fits(
    search: Page, axe_violations: Callable[[Page], list[str]], scheme: str
) -> None:
    search.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = {}
    for state, width in product(STATES, WIDTHS):
        search.set_viewport_size({"width": width, "height": 900})
        search.goto(f"/search/{state}")
        for summary in search.locator("summary:visible").all():
            summary.click()
        overflow = search.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[state, width] = (axe_violations(search), overflow)

    assert found == dict.fromkeys(found, ([], 0))
