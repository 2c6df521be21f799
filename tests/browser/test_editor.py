"""An editor's day in a real browser: sign in, write, paste, preview, publish."""

import re

import pytest
from playwright.sync_api import Page, expect

from news.models import CategoryIndexPage, NewsPage, PublishedDocument
from tests.factories import CategoryIndexPageFactory, UserFactory

WORD_HTML = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>
<p class=MsoNormal style='text-indent:28.0pt;mso-char-indent-count:2.0'>
<span style='font-family:仿宋;mso-hansi-font-family:Calibri;color:red'>　　首班列车<b>驶出</b>望湖站。<o:p></o:p></span></p>
<p class=MsoNormal><span lang=EN-US>&nbsp;</span></p>
<section style="margin:0;background:#eee"><p style="letter-spacing:2px">两站可以换乘。</p></section>
</body></html>
"""


@pytest.fixture
def category() -> CategoryIndexPage:
    """A published category."""
    return CategoryIndexPageFactory(title="临湖日报", slug="linhuribao")


@pytest.fixture
def admin(browser_page: Page) -> Page:
    """The admin, with a chief editor signed in through its own form."""
    UserFactory(username="chief", last_name="林", first_name="静", groups=["主编"])
    browser_page.goto("/admin/")
    browser_page.get_by_label("用户名").fill("chief")
    browser_page.locator("#id_password").fill("correct horse")
    browser_page.get_by_role("button", name="登录").click()
    return browser_page


def open_new_story(admin: Page, category: CategoryIndexPage) -> None:
    """Open the form of a new story and give it a title."""
    admin.goto(f"/admin/pages/add/news/newspage/{category.pk}/")
    admin.locator("#id_title").fill("轨道六号线开通")


def add_block(admin: Page, label: str) -> None:
    """Add a block at the end of the body by its label in the menu."""
    admin.locator("section[id$='body-section'] .c-sf-add-button").last.click()
    admin.get_by_role("option", name=label).click()


def focus_paragraph(admin: Page) -> None:
    """Put the cursor into the last paragraph, once it has unfolded."""
    paragraph = admin.locator(".public-DraftEditor-content").last
    paragraph.click()
    expect(paragraph).to_be_focused()


def paste(admin: Page, html: str) -> None:
    """Copy all of a document in another tab, and paste it into the last paragraph."""
    other = admin.context.new_page()
    other.set_content(html)
    other.keyboard.press("Control+A")
    other.keyboard.press("Control+C")
    other.close()
    admin.bring_to_front()
    focus_paragraph(admin)
    admin.keyboard.press("Control+V")
    wait_for_text(admin, "望湖站")


def wait_for_text(admin: Page, words: str) -> None:
    """Wait until the first paragraph has handed these words to the form.

    The rich text editor does so a quarter of a second after the last key.
    """
    field = admin.locator("[name='body-0-value']")
    expect(field).to_have_value(re.compile(words))


def publish(admin: Page) -> None:
    """Publish through the menu at the foot of the page."""
    admin.get_by_role("button", name="更多操作").last.click()
    admin.get_by_role("button", name="发布", exact=True).click()
    admin.wait_for_url("**/admin/pages/*/")


def test_the_dashboard_greets_in_chinese(admin: Page) -> None:
    expect(admin.get_by_text("林静。今天是")).to_be_visible()


def test_a_story_is_written_and_published(
    admin: Page, category: CategoryIndexPage
) -> None:
    open_new_story(admin, category)
    add_block(admin, "正文段落")
    focus_paragraph(admin)
    admin.keyboard.type("首班列车驶出望湖站。")
    wait_for_text(admin, "望湖站")
    add_block(admin, "小标题")
    admin.get_by_label("标题文字").fill("先把岸边的管子找出来")
    publish(admin)

    document = PublishedDocument.objects.stories().get()
    admin.goto(document.path)
    expect(admin.get_by_role("heading", name="先把岸边的管子找出来")).to_be_visible()
    assert [block["type"] for block in document.data["body"]] == [
        "paragraph",
        "heading",
    ]


def test_text_pasted_from_a_word_processor_is_clean(
    admin: Page, category: CategoryIndexPage
) -> None:
    open_new_story(admin, category)
    add_block(admin, "正文段落")
    paste(admin, WORD_HTML)
    publish(admin)

    html = NewsPage.objects.get().body[0].value.source
    assert "style" not in html
    assert "span" not in html
    assert "　" not in html
    assert html.count("<p") == 2
    assert "<b>驶出</b>" in html


SETTLING = 3000
# An autosave takes three seconds, and may get no answer; what others hear is counted.
SLOW_SAVING = """
const { fetch } = window;
window.fetch = async (...asked) => {
  if (asked[1]?.method !== "post") return fetch(...asked);
  const answer = FAILS ? Promise.reject(new TypeError("offline")) : fetch(...asked);
  await Promise.allSettled([answer, new Promise((done) => setTimeout(done, 3000))]);
  return answer;
};
document.addEventListener("submit", () => {
  sessionStorage.submits = Number(sessionStorage.submits || 0) + 1;
});
"""


def type_while_autosave_is_slow(
    admin: Page, category: CategoryIndexPage, *, fails: bool
) -> None:
    """Write a new story whose autosave is under way, and goes on when it has ended."""
    admin.add_init_script(SLOW_SAVING.replace("FAILS", str(fails).lower()))
    open_new_story(admin, category)
    # What is typed in the first moments Wagtail takes for what the form began with.
    admin.wait_for_timeout(SETTLING)
    saving = admin.locator(
        "#w-autosave-indicator[data-w-autosave-state-value='saving']"
    )
    admin.locator("#id_summary").fill("首班车")
    expect(saving).to_be_attached()
    admin.locator("#id_summary").fill("明早六点半首班。")


@pytest.mark.parametrize("fails", [False, True], ids=["saved", "offline"])
def test_a_story_published_while_autosave_makes_it_is_one(
    admin: Page, category: CategoryIndexPage, *, fails: bool
) -> None:
    sent: list[str] = []
    admin.on("request", lambda one: sent.append(f"{one.method} {one.url}"))
    type_while_autosave_is_slow(admin, category, fails=fails)

    publish(admin)

    story = NewsPage.objects.get()
    assert (story.live, story.has_unpublished_changes) == (True, False)
    assert story.summary == "明早六点半首班。"
    forms = [one.split("/")[-2] for one in sent if re.match(r"POST .*/pages/", one)]
    assert forms == ([str(category.pk)] if fails else [str(category.pk), "edit"])
    # Other scripts heard of it once.
    assert admin.evaluate("sessionStorage.submits") == "1"


def test_where_a_form_gets_no_answer_the_next_one_says_only_what_it_is_for(
    admin: Page, category: CategoryIndexPage
) -> None:
    type_while_autosave_is_slow(admin, category, fails=True)
    admin.route("**/pages/add/**", lambda route: route.fulfill(status=204))

    with admin.expect_request(lambda one: "/pages/add/" in one.url) as sent:
        admin.get_by_role("button", name="更多操作").last.click()
        admin.get_by_role("button", name="发布", exact=True).click()

    assert "action-publish" in (sent.value.post_data or "")
    expect(admin.locator("input[name='action-publish']")).to_have_count(0)


def test_the_preview_shows_the_draft(admin: Page, category: CategoryIndexPage) -> None:
    open_new_story(admin, category)
    admin.locator("#id_summary").fill("明早六点半首班。")

    admin.get_by_role("button", name="显示或隐藏预览").click()

    preview = admin.frame_locator("#w-preview-iframe")
    expect(preview.get_by_role("heading", name="轨道六号线开通")).to_be_visible()
    expect(preview.get_by_text("明早六点半首班。")).to_be_visible()
    assert not PublishedDocument.objects.stories().exists()
