"""Story pages."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries
from wagtail.models import Page, PageViewRestriction

from news.models import CategoryIndexPage, NewsByline
from news.published.models import PublishedDocument
from news.views import render_document
from tests.factories import (
    NewsImageFactory,
    NewsPageFactory,
    PersonFactory,
    SourceFactory,
    UserFactory,
    published_story,
)

pytestmark = pytest.mark.django_db

# Read by search engines and run by nobody.
DATA_BLOCK = '<script type="application/ld+json">'
# Files of ours, which the policy for scripts lets in.
OWN_SCRIPT = re.compile(r'<script src="/static/[\w/.-]+" defer></script>')


STORY = "/linhuribao/lake/"
# Site, document, navigation, more of the category.
QUERIES_OF_A_STORY = 4
MORNING = dt.datetime(2022, 6, 7, 3, 1, tzinfo=dt.UTC)


def without_own_scripts(html: str) -> str:
    """Return a page without what scripts it may have."""
    return OWN_SCRIPT.sub("", html.replace(DATA_BLOCK, ""))


def publish(category: CategoryIndexPage, **fields: Any) -> None:
    """Publish a story at `STORY`."""
    NewsPageFactory(parent=category, slug="lake", **fields)


def headings(number: int) -> list[tuple[str, Any]]:
    """Return a body with so many section headings."""
    return [("heading", {"text": f"第{n}节", "level": "2"}) for n in range(number)]


def test_story_shows_its_three_headlines(
    client: Client, category: CategoryIndexPage
) -> None:
    publish(category, kicker="治水十年", title="碧水回来", subtitle="临湖调查")

    html = client.get(STORY).content.decode()

    assert '<p class="kicker">治水十年</p>' in html
    assert "<h1>碧水回来</h1>" in html
    assert '<p class="subtitle">临湖调查</p>' in html


def test_story_shows_its_body(client: Client, category: CategoryIndexPage) -> None:
    publish(category, body=[("paragraph", "<p>路灯<b>亮</b>了。</p>")])

    html = client.get(STORY).content.decode()

    assert "<p>路灯<b>亮</b>了。</p>" in html


def test_story_shows_when_it_was_published_in_chinese_time(
    client: Client, category: CategoryIndexPage
) -> None:
    publish(category, published_at=MORNING)

    html = client.get(STORY).content.decode()

    assert (
        '<time datetime="2022-06-07T11:01:00+08:00">2022年6月7日 11:01</time>' in html
    )


def test_byline_names_roles_but_not_that_of_an_author(
    client: Client, category: CategoryIndexPage
) -> None:
    story = published_story(parent=category, slug="lake")
    for name, role in [("宋时雨", "author"), ("罗小川", "correspondent")]:
        story.bylines.add(NewsByline(person=PersonFactory(name=name), role=role))
    story.save_revision().publish()

    html = client.get(STORY).content.decode()

    assert '<span class="byline-author">宋时雨</span>' in html
    assert '<span class="byline-correspondent">通讯员 罗小川</span>' in html


def test_story_names_its_source(client: Client, category: CategoryIndexPage) -> None:
    publish(category, source=SourceFactory(name="临湖日报", url="https://a.example/"))

    html = client.get(STORY).content.decode()

    assert '来源：<a href="https://a.example/" rel="noopener">临湖日报</a>' in html


def test_story_shows_its_lead_image_in_three_formats(
    client: Client, category: CategoryIndexPage
) -> None:
    image = NewsImageFactory(alt_text="薄雾", credit="本报插画", renditions=True)
    publish(category, lead_image=image)

    html = client.get(STORY).content.decode()

    assert '<source type="image/avif" srcset="' in html
    assert '<source type="image/webp" srcset="' in html
    assert 'alt="薄雾" decoding="async" fetchpriority="high"' in html
    assert "<figcaption>（本报插画）</figcaption>" in html
    assert '<meta property="og:image" content="http://testserver/' in html


def test_outline_links_to_the_headings(
    client: Client, category: CategoryIndexPage
) -> None:
    publish(category, body=headings(3))
    outline = PublishedDocument.objects.get(path=STORY).data["outline"]

    html = client.get(STORY).content.decode()

    assert f'<a href="#{outline[0]["id"]}">第0节</a>' in html
    assert f'<h2 id="{outline[0]["id"]}">第0节</h2>' in html


def test_short_story_has_no_outline(
    client: Client, category: CategoryIndexPage
) -> None:
    publish(category, body=headings(2))

    html = client.get(STORY).content.decode()

    assert 'class="outline"' not in html


def test_story_ends_with_editors_and_original(
    client: Client, category: CategoryIndexPage
) -> None:
    publish(
        category,
        editors="桂枝 单一鸣",
        original_title="碧水",
        original_url="https://share.example.cn/?a=1&b=2",
    )

    html = client.get(STORY).content.decode()

    assert "（责任编辑：桂枝 单一鸣）" in html
    assert "原题：碧水" in html
    assert 'href="https://share.example.cn/?a=1&amp;b=2"' in html


def test_tag_links_to_its_search(client: Client, category: CategoryIndexPage) -> None:
    story = published_story(parent=category, slug="lake")
    story.tags.add("治水&生态")
    story.save_revision().publish()

    html = client.get(STORY).content.decode()

    assert (
        '<a href="/search/?q=%E6%B2%BB%E6%B0%B4%26%E7%94%9F%E6%80%81">'
        "治水&amp;生态</a>" in html
    )


def test_story_points_to_others_of_its_category(
    client: Client, category: CategoryIndexPage
) -> None:
    publish(category)
    NewsPageFactory(parent=category, title="同栏稿件")
    NewsPageFactory(title="别处的稿件")

    html = client.get(STORY).content.decode()

    assert "同栏稿件" in html
    assert "别处的稿件" not in html


def test_story_describes_itself_to_other_sites(
    client: Client, category: CategoryIndexPage
) -> None:
    publish(category, title="碧水回来", summary="十年治水。", published_at=MORNING)

    html = client.get(STORY).content.decode()

    assert '<link rel="canonical" href="http://testserver/linhuribao/lake/">' in html
    assert '<meta name="description" content="十年治水。">' in html
    assert '<meta property="og:title" content="碧水回来">' in html
    assert (
        '<meta property="article:published_time" content="2022-06-07T11:01:00+08:00">'
        in html
    )


def test_editor_may_word_title_and_description_for_search_engines(
    client: Client, category: CategoryIndexPage
) -> None:
    publish(category, seo_title="临湖治水十年", search_description="一篇调查")

    html = client.get(STORY).content.decode()

    assert "<title>临湖治水十年 - " in html
    assert '<meta name="description" content="一篇调查">' in html


def test_hostile_words_are_escaped(client: Client, category: CategoryIndexPage) -> None:
    hostile = "\"><script>alert('1')</script>"
    publish(
        category,
        title=hostile,
        kicker=hostile,
        subtitle=hostile,
        summary=hostile,
        editors=hostile,
        original_title=hostile,
        body=[("quote", {"text": hostile, "attribution": hostile})],
    )

    html = client.get(STORY).content.decode()

    assert "<script" not in without_own_scripts(html)
    assert '""' not in html.replace('=""', "")


def test_script_address_is_not_linked(
    client: Client, category: CategoryIndexPage
) -> None:
    publish(category, source=SourceFactory(name="坏来源", url="javascript:alert(1)"))

    html = client.get(STORY).content.decode()

    assert "坏来源" in html
    assert "javascript:" not in html


def test_draft_is_not_found(client: Client, category: CategoryIndexPage) -> None:
    publish(category, live=False)

    response = client.get(STORY)

    assert response.status_code == 404


def test_private_story_asks_for_a_login(
    client: Client, category: CategoryIndexPage
) -> None:
    publish(category, title="内部稿件")
    PageViewRestriction.objects.create(
        page=Page.objects.get(slug="lake"),
        restriction_type=PageViewRestriction.LOGIN,
    )

    response = client.get(STORY)

    assert response.status_code == 302
    assert "login" in response["Location"]


def test_private_story_is_shown_to_who_may_see_it_and_kept_by_no_cache(
    client: Client, category: CategoryIndexPage
) -> None:
    publish(category, title="内部稿件")
    PageViewRestriction.objects.create(
        page=Page.objects.get(slug="lake"),
        restriction_type=PageViewRestriction.LOGIN,
    )
    client.force_login(UserFactory())

    response = client.get(STORY)

    assert "内部稿件" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_a_story_with_a_password_opens_for_who_knows_it(
    client: Client, category: CategoryIndexPage
) -> None:
    publish(category, title="内部稿件")
    PageViewRestriction.objects.create(
        page=Page.objects.get(slug="lake"),
        restriction_type=PageViewRestriction.PASSWORD,
        password="芝麻",
    )
    form = client.get(STORY)

    opened = client.post(
        form.context["action_url"],
        {"password": "芝麻", "return_url": form.context["form"].initial["return_url"]},
        follow=True,
    )

    assert "内部稿件" not in form.content.decode()
    assert "这一页凭密码阅读" in form.content.decode()
    assert "内部稿件" in opened.content.decode()


def test_the_login_of_private_pages_is_the_papers_own(client: Client, db: None) -> None:
    response = client.get("/_util/login/")

    assert "这一页登录以后才能阅读" in response.content.decode()


def test_reader_gets_no_cookie(client: Client, category: CategoryIndexPage) -> None:
    publish(category)

    response = client.get(STORY)

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_unchanged_page_is_not_sent_again(
    client: Client, category: CategoryIndexPage
) -> None:
    publish(category)
    tag = client.get(STORY)["ETag"]

    response = client.get(STORY, headers={"if-none-match": tag})

    assert response.status_code == 304


def test_page_needs_no_inline_script_or_style(
    client: Client, category: CategoryIndexPage
) -> None:
    publish(category)

    html = client.get(STORY).content.decode()

    assert "<script" not in without_own_scripts(html)
    assert "style=" not in html
    assert "<style" not in html


@pytest.mark.parametrize("number", [1, 8])
def test_story_costs_the_same_in_a_long_category(
    client: Client,
    category: CategoryIndexPage,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    publish(category, lead_image=NewsImageFactory(), byline=["宋时雨", "温庭"])
    NewsPageFactory.create_batch(number, parent=category)

    with django_assert_num_queries(QUERIES_OF_A_STORY):
        client.get(STORY)


def test_document_that_is_not_saved_can_be_shown(
    rf: RequestFactory, category: CategoryIndexPage
) -> None:
    publish(category)
    document = PublishedDocument.objects.get(path=STORY)
    document.title = "改过的标题"

    response = render_document(rf.get("/"), document)

    assert "<h1>改过的标题</h1>" in response.content.decode()
