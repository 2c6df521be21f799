"""The machine check while writing: found, put right by a click, waived."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from news.models import FindingWaiver, NewsPage, ProofingTerm
from tests.factories import NewsPageFactory, UserFactory


@pytest.fixture
def story() -> NewsPage:
    """A draft with a wrong word in its second paragraph."""
    ProofingTerm.objects.create(word="布署", replacement="部署", severity="block")
    return NewsPageFactory(
        title="全县布署防汛工作",
        live=False,
        body=[
            ("paragraph", "<p>6月3日，望湖站开通。</p>"),
            ("paragraph", "<p>会议<b>布署</b>了防汛工作,各镇参加。</p>"),
        ],
    )


@pytest.fixture
def editor(browser_page: Page, story: NewsPage) -> Page:
    """The story's editor with the panel open, for a chief editor."""
    UserFactory(username="chief", last_name="林", first_name="静", groups=["主编"])
    browser_page.goto("/admin/")
    browser_page.get_by_label("用户名").fill("chief")
    browser_page.locator("#id_password").fill("correct horse")
    browser_page.get_by_role("button", name="登录").click()
    browser_page.goto(f"/admin/pages/{story.pk}/edit/")
    browser_page.get_by_role("button", name="显示或隐藏校对").click()
    return browser_page


def findings(editor: Page) -> Locator:
    """Return the rows of the panel."""
    return editor.locator(".proofing-finding")


def draft(story: NewsPage) -> NewsPage:
    """Return the story as it was last saved."""
    return NewsPage.objects.get(pk=story.pk).get_latest_revision_as_object()


def test_findings_stand_beside_their_blocks(editor: Page) -> None:
    expect(findings(editor)).to_have_count(4)
    expect(editor.locator("[data-proofing-summary]")).to_have_text(
        "必须改 2 处，建议改 2 处"
    )
    blocks = editor.locator("[data-streamfield-child]")
    expect(blocks.nth(0).locator(".proofing-marker")).to_have_count(0)
    expect(blocks.nth(1).locator(".proofing-marker")).to_have_text("校对 2")


def test_a_click_puts_a_word_right_and_is_saved(editor: Page, story: NewsPage) -> None:
    in_body = findings(editor).nth(1)
    with editor.expect_response(re.compile(f"/pages/{story.pk}/edit/")):
        in_body.get_by_role("button", name="改为“部署”").click()
    expect(findings(editor)).to_have_count(3)

    assert "会议<b>部署</b>了" in draft(story).body[1].value.source

    with editor.expect_response(re.compile(f"/pages/{story.pk}/edit/")):
        findings(editor).nth(0).get_by_role("button", name="改为“部署”").click()
    expect(findings(editor)).to_have_count(2)

    assert draft(story).title == "全县部署防汛工作"


def test_a_finding_is_waived_with_a_reason(editor: Page, story: NewsPage) -> None:
    first = findings(editor).first
    first.get_by_role("button", name="豁免").click()
    first.get_by_label("豁免的理由（记入历史）").fill("引用原文")
    editor.keyboard.press("Enter")

    expect(findings(editor).first).to_contain_text("理由：引用原文（林静，")
    waiver = FindingWaiver.objects.get()
    assert (waiver.page_id, waiver.user.username) == (story.pk, "chief")

    findings(editor).first.get_by_role("button", name="撤回豁免").click()
    expect(findings(editor).first).to_contain_text("必须改")
    assert not FindingWaiver.objects.exists()
