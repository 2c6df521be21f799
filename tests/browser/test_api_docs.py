"""The page that describes the API, in a real browser: no script, every width."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("width", [390, 1280])
def test_the_description_is_accessible_and_fits(
    browser_page: Page, axe_violations: Callable[[Page], list[str]], width: int
) -> None:
    browser_page.set_viewport_size({"width": width, "height": 900})
    browser_page.goto("/api/v2/docs/")

    overflow = browser_page.evaluate(
        "document.documentElement.scrollWidth - innerWidth"
    )
    browser_page.get_by_role("link", name="A page by its path").click()

    assert (axe_violations(browser_page), overflow) == ([], 0)
    expect(browser_page.locator("#findPage")).to_be_in_viewport()
