"""A real Chromium before the real site: live server, static files, Chinese reader."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from site_core.default_site import name_default_site
from tests.browser.chromium import find_chromium
from tests.programs import leave_out

FOLDER = Path(__file__).parent
# Milliseconds that a step may take, on a busy machine too.
TIMEOUT = 15_000
GOODBYE = 500
REASON = "no Chromium runs here: install one, or set CHROMIUM to its path"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run this folder's tests last, or skip them where there is no Chromium."""
    inside = [item for item in items if item.path.is_relative_to(FOLDER)]
    for item in inside:
        item.add_marker("browser")
        # What migrations made is put back after the tables were emptied.
        item.add_marker(
            pytest.mark.django_db(transaction=True, serialized_rollback=True)
        )
    items[:] = [item for item in items if item not in inside] + inside
    if not find_chromium():
        leave_out(inside, variable="BROWSER_REQUIRED", reason=REASON)


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """One Chromium for all tests.

    Playwright's loop runs in this thread from here on. Django takes that for
    asynchronous code, which has connections of its own: they are told what the first
    one knows of the rows that migrations made.
    """
    contents = connection._test_serialized_contents
    expect.set_options(timeout=TIMEOUT)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        connection._test_serialized_contents = contents
        browser = playwright.chromium.launch(executable_path=find_chromium())
        yield browser
        browser.close()
        connection.close()


@pytest.fixture
def browser_page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A fresh tab of a Chinese reader; addresses begin at the live server.

    Errors of scripts, and what the content security policy blocks, fail the test.
    """
    name_default_site("localhost", live_server.thread.port)
    context = chromium.new_context(
        base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    context.set_default_timeout(TIMEOUT)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.extend(_blocked(message)))
    yield page
    # The editor says goodbye to the server; it must have answered before the tables
    # are emptied.
    page.goto("about:blank")
    page.wait_for_timeout(GOODBYE)
    context.close()
    assert errors == []


@pytest.fixture
def axe_violations() -> Callable[[Page], list[str]]:
    """Return what axe finds wrong with a page: "rule (impact): places"."""

    def violations(page: Page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [
            f"{rule['id']} ({rule['impact']}): "
            + ", ".join(" ".join(map(str, node["target"])) for node in rule["nodes"])
            for rule in found
        ]

    return violations


def _blocked(message: ConsoleMessage) -> list[str]:
    """Return what the message says that the content security policy blocked."""
    return [message.text] if "Content Security Policy" in message.text else []
