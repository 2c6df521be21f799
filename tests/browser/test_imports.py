"""An import in a real browser: upload, dry run, confirmation, progress, report."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.editorial.builders import mixed_zip, run_queue
from tests.factories import UserFactory


@pytest.fixture
def admin(browser_page: Page, settings: Any) -> Page:
    """The admin with a chief editor signed in; tasks are queued for the worker."""
    settings.TASKS = {
        **settings.TASKS,
        "worker": {"BACKEND": "django_tasks_db.DatabaseBackend"},
    }
    UserFactory(username="chief", last_name="林", first_name="静", groups=["主编"])
    browser_page.goto("/admin/")
    browser_page.get_by_label("用户名").fill("chief")
    browser_page.locator("#id_password").fill("correct horse")
    browser_page.get_by_role("button", name="登录").click()
    return browser_page


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A zip with a good post, one without a date, and one that is no post."""
    path = tmp_path / "旧稿.zip"
    path.write_bytes(mixed_zip().read())
    return path


def upload(admin: Page, archive: Path) -> None:
    """Go to the upload through the menu, and send a file."""
    admin.get_by_role("link", name="导入稿件").click()
    admin.get_by_label("文件").set_input_files(archive)
    admin.get_by_role("button", name="上传并试导入").click()
    expect(admin.get_by_text("已排队")).to_be_visible()


def test_an_upload_is_tried_confirmed_and_reported(admin: Page, archive: Path) -> None:
    upload(admin, archive)
    # The page asks by itself how far the worker is.
    run_queue()
    admin.get_by_role("button", name="确认导入 2 篇").click()
    expect(admin.get_by_text("已排队")).to_be_visible()
    run_queue()

    expect(admin.get_by_text("导入完成，共 3 个文件。")).to_be_visible()
    first_row = admin.locator(".listing").last.locator("tbody tr").first
    first_row.get_by_role("link", name="没有日期的稿件").click()
    expect(admin.locator("#id_title")).to_have_value("没有日期的稿件")


def test_an_import_works_without_scripts(
    admin: Page, archive: Path, live_server: Any
) -> None:
    context = admin.context.browser.new_context(
        java_script_enabled=False,
        storage_state=admin.context.storage_state(),
        base_url=live_server.url,
    )
    page = context.new_page()
    page.goto("/admin/imports/new/")
    page.locator("#id_file").set_input_files(archive)
    page.get_by_text("上传并试导入").click()
    run_queue()
    page.reload()

    expect(page.get_by_text("确认导入 2 篇")).to_be_visible()
    context.close()


def test_the_screens_of_an_import_are_accessible(
    admin: Page, archive: Path, axe_violations: Callable[[Page], list[str]]
) -> None:
    found = {}
    upload(admin, archive)
    found["progress"] = axe_violations(admin)
    run_queue()
    expect(admin.get_by_role("button", name="确认导入 2 篇")).to_be_visible()
    found["trial"] = axe_violations(admin)
    for address in ("new/", "", "files/", "problems/"):
        admin.goto(f"/admin/imports/{address}")
        found[address] = axe_violations(admin)

    assert not any(found.values()), found
