"""An editor reads what readers did not find, and answers with a synonym, in Chromium."""

from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Site

from search.models import SearchCount, SearchPromotion, SearchSynonym
from tests.browser.test_editor import admin  # noqa: F401
from tests.factories import published_story


def test_a_search_without_results_becomes_a_synonym(
    admin: Page,  # noqa: F811
) -> None:
    site = Site.objects.get()
    for query, number, hits in (("章页", 8, 0), ("张掖", 23, 140)):
        SearchCount.objects.create(
            site=site, day=timezone.localdate(), query=query, count=number, hits=hits
        )

    admin.goto("/admin/reports/searches/")
    admin.get_by_role("link", name="加同义词：章页").click()
    expect(admin.get_by_role("textbox", name="搜索词")).to_have_value("章页")
    admin.get_by_role("textbox", name="同义词").fill("张掖")
    admin.get_by_role("button", name="保存").first.click()
    expect(admin.get_by_text("章页").first).to_be_visible()

    assert SearchSynonym.objects.get().words == ["张掖"]


def test_a_promotion_is_made_from_the_report(
    admin: Page,  # noqa: F811
) -> None:
    page = published_story(title="文明城市创建")
    SearchCount.objects.create(
        site=Site.objects.get(),
        day=timezone.localdate(),
        query="创城",
        count=3,
        hits=9,
    )

    admin.goto("/admin/reports/searches/")
    admin.get_by_role("link", name="加推荐：创城").click()
    expect(admin.get_by_role("textbox", name="搜索词")).to_have_value("创城")
    admin.get_by_role("button", name="选择").first.click()
    admin.get_by_role("dialog").get_by_placeholder("搜索").fill("文明")
    admin.get_by_role("dialog").get_by_role("link", name="文明城市创建").click()
    admin.get_by_role("button", name="保存").first.click()
    expect(admin.get_by_text("创城").first).to_be_visible()

    assert SearchPromotion.objects.get().page_id == page.pk
