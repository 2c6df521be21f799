"""A day of a newsroom in a real browser, from the first word to the withdrawal.

With HANDBOOK_PICTURES=FOLDER its screens are kept there, as the editors' handbook
shows them (`make handbook`).
"""

import os
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect
from wagtail.models import Revision

from news.editorial.schedule import publish_due
from news.models import CategoryIndexPage, NewsPage, ProofingTerm, User
from news.review.setup import set_up
from search.index import catch_up
from tests.factories import (
    CategoryIndexPageFactory,
    PersonFactory,
    SourceFactory,
    UserFactory,
    home_page,
)

TITLE, RIGHT_TITLE = "全县布署防汛工作", "全县部署防汛工作"
NAMES = {
    "记者": ("李", "明"),
    "初审": ("陈", "初"),
    "复审": ("傅", "中"),
    "终审": ("钟", "末"),
    "主编": ("林", "静"),
}
CORRECTION = "原稿中“望湖站”误作“旺湖站”，现予更正。"
NOTICE = "本文有重要事实待核实，现予撤稿。"
# Milliseconds; panels slide in.
SETTLING, SLIDING = 3000, 800
PICTURES = os.environ.get("HANDBOOK_PICTURES", "")


@pytest.fixture
def category() -> CategoryIndexPage:
    """A category with three reviews, and a house word."""
    set_up([home_page()])
    ProofingTerm.objects.create(word="布署", replacement="部署", severity="block")
    PersonFactory(name="李明")
    SourceFactory(name="临湖日报")
    return CategoryIndexPageFactory(title="要闻", slug="yaowen")


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """One of each group."""
    return {
        group: UserFactory(groups=[group], last_name=names[0], first_name=names[1])
        for group, names in NAMES.items()
    }


def sign_in(tab: Page, person: User) -> None:
    """Let somebody take the chair."""
    tab.goto("about:blank")
    tab.context.clear_cookies()
    tab.goto("/admin/login/")
    tab.get_by_label("用户名").fill(person.username)
    tab.locator("#id_password").fill("correct horse")
    tab.get_by_role("button", name="登录").click()
    tab.wait_for_url("**/admin/")


def keep_picture(tab: Page, name: str) -> None:
    """Keep a picture of the screen for the handbook, when one is being made."""
    if PICTURES:
        tab.wait_for_timeout(SLIDING)
        with Image.open(BytesIO(tab.screenshot())) as picture:
            picture.save(Path(PICTURES) / f"{name}.webp", quality=80)


def choose(tab: Page, action: str | re.Pattern[str]) -> None:
    """Choose an action from the menu at the foot of the editor."""
    tab.get_by_role("button", name="更多操作").last.click()
    tab.get_by_role("button", name=action).last.click()


def write(tab: Page, category: CategoryIndexPage) -> NewsPage:
    """Write a story with a wrong word, and let autosave keep it."""
    tab.goto(f"/admin/pages/add/news/newspage/{category.pk}/")
    tab.locator("#id_title").fill(TITLE)
    tab.locator("section[id$='body-section'] .c-sf-add-button").last.click()
    tab.get_by_role("option", name="正文段落").click()
    words = tab.locator(".public-DraftEditor-content").last
    words.click()
    expect(words).to_be_focused()
    tab.keyboard.type("会议布署了防汛工作，各镇参加。")
    expect(tab.locator("[name='body-0-value']")).to_have_value(re.compile("各镇参加"))
    # What is typed in the first moments Wagtail takes for what the form began with.
    tab.wait_for_timeout(SETTLING)
    tab.locator("#id_summary").fill("各镇参加会议。")
    # Autosave makes the draft; from then on the address is the draft's.
    tab.wait_for_url("**/edit/", wait_until="commit")
    return NewsPage.objects.get()


def put_right(tab: Page) -> None:
    """Apply what the check suggests, until nothing is left of that word."""
    for left in (1, 0):
        button = tab.get_by_role("button", name="改为“部署”")
        with tab.expect_response(re.compile(r"/pages/\d+/edit/")):
            button.first.click()
        expect(button).to_have_count(left)


def plan(tab: Page, story: NewsPage) -> None:
    """Set the time of publication to tomorrow."""
    tab.goto(f"/admin/pages/{story.pk}/edit/")
    tab.get_by_role("button", name="显示或隐藏状态").click()
    tab.get_by_role("button", name="设定时间").click()
    tomorrow = timezone.localtime() + timedelta(days=1)
    # Not typed: the calendar that opens then stays before the button.
    tab.locator("#id_go_live_at").evaluate(
        "(field, time) => { field.value = time }", f"{tomorrow:%Y-%m-%d %H:%M}"
    )
    tab.get_by_role("button", name="保存发布时间").click()
    tab.wait_for_load_state()


def review(tab: Page, story: NewsPage, step: str, ending: str = "通过") -> None:
    """Sign a step."""
    tab.goto("/admin/review/waiting/?scope=mine")
    if ending == "通过":
        keep_picture(tab, "waiting")
    tab.get_by_role("link", name=RIGHT_TITLE).click()
    choose(tab, f"{step}{ending}")
    tab.locator(".modal").get_by_role("button", name=f"{step}通过").click()
    tab.wait_for_url("**/admin/pages/*/")


def let_its_minute_come(story: NewsPage) -> None:
    """Turn the clock of the schedule, and do what the worker does each minute."""
    planned = Revision.page_revisions.get(
        object_id=str(story.pk), approved_go_live_at__isnull=False
    )
    planned.approved_go_live_at = timezone.now()
    planned.content["go_live_at"] = planned.approved_go_live_at.isoformat()
    planned.save()
    assert publish_due() == 1
    catch_up()


def test_a_day(
    browser_page: Page, category: CategoryIndexPage, people: dict[str, User]
) -> None:
    tab = browser_page
    api = tab.context.request

    sign_in(tab, people["记者"])
    keep_picture(tab, "dashboard")
    story = write(tab, category)
    address = f"/api/v2/pages/{story.pk}/"
    choose(tab, re.compile("三审三校"))
    expect(tab.get_by_text("还没有送审")).to_be_visible()
    tab.get_by_role("button", name="显示或隐藏校对").click()
    expect(tab.get_by_role("button", name="改为“部署”")).to_have_count(2)
    keep_picture(tab, "proofing")
    put_right(tab)
    choose(tab, re.compile("三审三校"))
    tab.wait_for_url("**/admin/pages/*/")
    assert api.get(address).status == 404

    sign_in(tab, people["主编"])
    plan(tab, story)
    for step in ("初审", "复审"):
        sign_in(tab, people[step])
        review(tab, story, step)
    sign_in(tab, people["终审"])
    review(tab, story, "终审", "通过并发布")
    assert api.get(address).status == 404
    tab.goto("/admin/calendar/")
    keep_picture(tab, "calendar")

    let_its_minute_come(story)
    assert api.get(address).json()["title"] == RIGHT_TITLE
    tab.goto("/search/?q=部署防汛")
    tab.get_by_role("main").get_by_role("link", name=RIGHT_TITLE).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(RIGHT_TITLE)
    path = tab.url

    sign_in(tab, people["主编"])
    tab.goto(f"/admin/corrections/{story.pk}/add/")
    tab.get_by_label("给读者的说明").fill(CORRECTION)
    keep_picture(tab, "correction")
    tab.get_by_role("button", name="发布说明").click()
    tab.wait_for_url("**/edit/")
    tab.goto(path)
    expect(tab.get_by_label("更正与说明")).to_contain_text(CORRECTION)
    assert api.get(address).json()["corrections"][0]["text"] == CORRECTION

    tab.goto(f"/admin/pages/{story.pk}/edit/")
    tab.get_by_role("button", name="操作").first.click()
    tab.get_by_role("link", name="撤稿", exact=True).click()
    tab.get_by_label("给读者的说明").fill(NOTICE)
    tab.get_by_role("button", name="撤稿", exact=True).click()
    tab.wait_for_url("**/edit/")
    catch_up()
    assert api.get(address).status == 410
    tab.goto(path)
    expect(tab.get_by_label("撤稿说明")).to_contain_text(NOTICE)
    tab.goto("/search/?q=部署防汛")
    expect(tab.get_by_role("link", name=RIGHT_TITLE)).to_have_count(0)
