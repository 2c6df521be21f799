"""Two versions of a story chosen and compared in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from news.models import NewsPage
from tests.factories import (
    NewsImageFactory,
    SourceFactory,
    UserFactory,
    published_story,
)

BEFORE = [
    ("paragraph", "<p>县里不断夯实文明县城创建基础，今年投入1200万元。</p>"),
    ("heading", {"text": "夯实基础建设", "level": "2"}),
    ("paragraph", "<p>隆畅社区的居民说，路灯亮了。</p>"),
    ("paragraph", "<p>社区还新修了两条步道。</p>"),
    ("quote", {"text": "走近了，心里自然就亮。", "attribution": "卓爷爷"}),
    ("paragraph", "<p>下一步，县里将继续推进。</p>"),
    (
        "table",
        {
            "data": [["项目", "今年"], ["路灯", "900"], ["步道", "2"]],
            "table_caption": "建设情况",
            "table_header_choice": "row",
        },
    ),
]


@pytest.fixture
def story(browser_page: Page) -> NewsPage:
    """A published story with a much changed draft."""
    story = published_story(
        title="县城的路灯亮了", body=BEFORE, source=SourceFactory(name="临湖日报")
    )
    rows = [dict(row) for row in story.body.raw_data]
    rows[0]["value"] = (
        "<p>县里不断<b>夯实</b>文明县城创建基础，今年投入1500万元。"
        '<a href="https://example.cn/">详情</a></p>'
    )
    rows[1]["value"] = {"text": "夯实基础建设", "level": "3"}
    rows[6]["value"] = {
        **rows[6]["value"],
        "data": [["项目", "去年", "今年"], ["路灯", "600", "950"]],
    }
    new = {"id": "new", "type": "paragraph", "value": "<p>居民们很高兴。</p>"}
    story.body = story.body.stream_block.to_python(
        [rows[0], rows[1], rows[5], rows[2], new, rows[3], rows[6]]
    )
    story.title = "县城的街灯亮了"
    story.source = SourceFactory(name="临湖晚报")
    story.lead_image = NewsImageFactory(title="亮灯的街道")
    story.save_revision()
    return story


def test_versions_are_chosen_and_their_differences_are_seen(
    browser_page: Page,
    story: NewsPage,
    axe_violations: Callable[[Page], list[str]],
) -> None:
    UserFactory(username="chief", groups=["主编"])
    browser_page.goto(f"/admin/pages/{story.pk}/history/")
    browser_page.get_by_label("用户名").fill("chief")
    browser_page.locator("#id_password").fill("correct horse")
    browser_page.get_by_role("button", name="登录").click()
    browser_page.get_by_role("link", name="比较任意两个版本").click()

    browser_page.get_by_label("旧版").select_option(label="线上版（读者现在看到的）")
    browser_page.get_by_role("button", name="比较这两版").click()

    expect(browser_page.get_by_text("移动，原第 6 块，现第 3 块")).to_be_visible()
    expect(browser_page.locator("ins", has_text="街").first).to_be_visible()
    assert axe_violations(browser_page) == []
