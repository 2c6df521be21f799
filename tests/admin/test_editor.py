"""Writing and publishing in the admin, through its own forms."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from news.addresses import pinyin_slug
from news.models import CategoryIndexPage, NewsPage, Person, PublishedDocument
from tests.factories import (
    NewsPageFactory,
    PersonFactory,
    SourceFactory,
    UserFactory,
    home_page,
)

pytestmark = pytest.mark.django_db


def sign_in(client: Client, group: str) -> None:
    """Sign somebody of this group in."""
    client.force_login(UserFactory(groups=[group]))


def form(**fields: Any) -> dict[str, str]:
    """Return what the editor's form posts for a story."""
    story = {
        "title": "轨道六号线南延段开通",
        "kicker": "",
        "subtitle": "",
        "summary": "",
        "lead_image": "",
        "source": "",
        "published_at": "",
        "tags": "",
        "editors": "",
        "original_title": "",
        "original_url": "",
        "original_code": "",
        "slug": "",
        "seo_title": "",
        "search_description": "",
        "bylines": inline_formset([]),
        "body": streamfield([("paragraph", rich_text("<p>首班列车驶出。</p>"))]),
        "comments": inline_formset([]),
    }
    return nested_form_data({**story, **fields})


def add(client: Client, category: CategoryIndexPage, **fields: Any) -> Any:
    """Post the form for a new story."""
    url = reverse("wagtailadmin_pages:add", args=["news", "newspage", category.pk])
    return client.post(url, form(**fields), follow=True)


def save(client: Client, story: NewsPage, **fields: Any) -> None:
    """Post the form of a story that is there already."""
    client.post(reverse("wagtailadmin_pages:edit", args=[story.pk]), form(**fields))


def test_a_chief_editor_publishes_a_new_story(
    client: Client, category: CategoryIndexPage
) -> None:
    sign_in(client, "主编")
    person = PersonFactory(name="纪明川")
    byline = {"person": str(person.pk), "role": "reporter", "ORDER": "1"}

    add(
        client,
        category,
        **{"action-publish": "1", "bylines": inline_formset([byline])},
    )

    story = NewsPage.objects.get()
    document = PublishedDocument.objects.get(page=story)
    assert story.slug == "guidao-liuhao-xiannan-yanduan-kaitong"
    assert document.data["byline"][0]["name"] == "纪明川"


def test_a_story_without_a_title_cannot_be_published(
    client: Client, category: CategoryIndexPage
) -> None:
    sign_in(client, "主编")

    response = add(client, category, **{"title": "", "action-publish": "1"})

    assert not NewsPage.objects.exists()
    assert "title" in response.context["form"].errors


def test_a_draft_without_a_title_can_be_saved(
    client: Client, category: CategoryIndexPage
) -> None:
    sign_in(client, "记者")

    add(client, category, title="")

    assert NewsPage.objects.get().title == "无标题"


def test_a_draft_that_got_no_title_cannot_be_published(
    client: Client, category: CategoryIndexPage
) -> None:
    sign_in(client, "主编")
    add(client, category, title="")
    story = NewsPage.objects.get()

    save(client, story, **{"title": "无标题", "action-publish": "1"})

    assert not NewsPage.objects.get().live


def test_the_slug_follows_the_title_until_the_story_is_published(
    client: Client, category: CategoryIndexPage
) -> None:
    sign_in(client, "主编")
    add(client, category, title="")
    story = NewsPage.objects.get()

    save(client, story, title="轨道")
    save(client, story, title="轨道六号线", slug="guidao")
    save(client, story, **{"title": "轨道六号线开通", "action-publish": "1"})
    save(client, story, **{"title": "轨道六号线通车", "action-publish": "1"})

    assert NewsPage.objects.get().slug == pinyin_slug("轨道六号线开通")


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2022-06-07 11:01", (11, 1, 44)), ("2022-06-07 12:30", (12, 30, 0))],
)
def test_a_time_that_nobody_changed_keeps_its_seconds(
    client: Client,
    category: CategoryIndexPage,
    written: str,
    expected: tuple[int, int, int],
) -> None:
    time = dt.datetime(2022, 6, 7, 11, 1, 44, tzinfo=ZoneInfo("Asia/Shanghai"))
    story = NewsPageFactory(parent=category, published_at=time)
    sign_in(client, "主编")
    fields = {"slug": story.slug, "published_at": written, "action-publish": "1"}

    save(client, story, **fields)

    now = timezone.localtime(NewsPage.objects.get().published_at)
    assert (now.hour, now.minute, now.second) == expected


def test_a_slug_that_somebody_wrote_stays(
    client: Client, category: CategoryIndexPage
) -> None:
    sign_in(client, "主编")
    add(client, category, title="轨道", slug="line-six")
    story = NewsPage.objects.get()

    save(client, story, title="轨道六号线", slug="line-six")

    assert NewsPage.objects.get().slug == "line-six"


def test_a_draft_without_body_and_byline_can_be_saved(
    client: Client, category: CategoryIndexPage
) -> None:
    sign_in(client, "记者")

    add(client, category, body=streamfield([]))

    assert not NewsPage.objects.get().live


def test_a_reporter_cannot_publish(client: Client, category: CategoryIndexPage) -> None:
    sign_in(client, "记者")

    add(client, category, **{"action-publish": "1"})

    assert not NewsPage.objects.get().live
    assert not PublishedDocument.objects.stories().exists()


def test_a_reporter_cannot_change_what_others_wrote(
    client: Client, category: CategoryIndexPage
) -> None:
    story = NewsPageFactory(parent=category)
    sign_in(client, "记者")

    response = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk]))

    assert response.status_code == 302


@pytest.mark.parametrize(
    ("group", "status"), [("记者", 302), ("编辑", 302), ("主编", 200)]
)
def test_only_chief_editors_make_categories(
    client: Client, group: str, status: int
) -> None:
    sign_in(client, group)
    url = reverse(
        "wagtailadmin_pages:add", args=["news", "categoryindexpage", home_page().pk]
    )

    assert client.get(url).status_code == status


def test_an_editor_changes_but_does_not_publish(
    client: Client, category: CategoryIndexPage
) -> None:
    story = NewsPageFactory(parent=category, title="旧题")
    sign_in(client, "编辑")

    save(client, story, **{"title": "新题", "slug": story.slug, "action-publish": "1"})

    assert NewsPage.objects.get(pk=story.pk).title == "旧题"
    assert NewsPage.objects.get(pk=story.pk).get_latest_revision_as_object().title == (
        "新题"
    )


def test_pasted_indents_and_blank_lines_are_tidied(
    client: Client, category: CategoryIndexPage
) -> None:
    sign_in(client, "主编")
    pasted = "<p>　　首班列车&nbsp;驶出。</p><p></p><p>\u200b&nbsp;&nbsp;两站换乘。</p>"

    add(
        client,
        category,
        **{
            "body": streamfield([("paragraph", rich_text(pasted))]),
            "action-publish": "1",
        },
    )

    html = PublishedDocument.objects.stories().get().data["body"][0]["value"]
    assert html.count("<p") == 2
    assert "　" not in html
    assert ">首班列车" in html
    assert ">两站换乘" in html


def test_an_address_without_a_player_is_published_as_a_link(
    client: Client, category: CategoryIndexPage
) -> None:
    sign_in(client, "主编")
    address = "https://www.bilibili.com/video/BV1xx411c7mD"

    add(
        client,
        category,
        **{"body": streamfield([("embed", address)]), "action-publish": "1"},
    )

    document = PublishedDocument.objects.stories().get()
    assert document.data["body"][0]["value"] == {"url": address, "html": ""}
    assert f'href="{address}"' in document.body_html


def test_an_empty_address_does_not_break_the_preview(
    client: Client, category: CategoryIndexPage
) -> None:
    sign_in(client, "主编")
    add(client, category, body=streamfield([("embed", "")]))

    url = reverse("wagtailadmin_pages:view_draft", args=[NewsPage.objects.get().pk])

    assert client.get(url).status_code == 200


def test_a_picture_block_needs_a_picture_to_be_published(
    client: Client, category: CategoryIndexPage
) -> None:
    sign_in(client, "主编")
    empty = {"image": "", "address": "", "caption": "湖", "credit": "", "alt": ""}

    response = add(
        client,
        category,
        **{"body": streamfield([("image", empty)]), "action-publish": "1"},
    )

    assert not NewsPage.objects.exists()
    [error] = response.context["form"].errors.as_data()["body"]
    assert error.block_errors[0].block_errors["image"].messages == ["请选择一张图片。"]


def test_the_explorer_of_a_category_shows_byline_source_and_time(
    client: Client, category: CategoryIndexPage
) -> None:
    NewsPageFactory(parent=category, byline=["纪明川", "祝小棠"])
    sign_in(client, "编辑")

    html = client.get(
        reverse("wagtailadmin_explore", args=[category.pk])
    ).content.decode()

    assert "纪明川、祝小棠" in html
    assert "发布时间" in html


def test_the_explorer_costs_as_many_queries_for_ten_as_for_two(
    client: Client,
    category: CategoryIndexPage,
    settings: Any,
    django_assert_max_num_queries: Any,
) -> None:
    # Wagtail keeps the roots of the sites in the cache.
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }
    client.force_login(UserFactory(is_superuser=True))
    url = reverse("wagtailadmin_explore", args=[category.pk])
    for _ in range(2):
        NewsPageFactory(parent=category, byline=["纪明川"], source=SourceFactory())
    client.get(url)
    with django_assert_max_num_queries(200) as two:
        client.get(url)
    for _ in range(8):
        NewsPageFactory(parent=category, byline=["纪明川"], source=SourceFactory())

    with django_assert_max_num_queries(len(two)):
        client.get(url)


def test_the_dashboard_greets_and_counts(
    client: Client, category: CategoryIndexPage
) -> None:
    NewsPageFactory(parent=category)
    client.force_login(UserFactory(last_name="林", first_name="静", groups=["主编"]))

    html = client.get(reverse("wagtailadmin_home")).content.decode()

    assert "林静" in html
    assert "<strong>1</strong> 篇今天已发布" in html


def test_the_handbook_opens(client: Client) -> None:
    sign_in(client, "记者")

    response = client.get(reverse("news_handbook"))

    assert "写一篇稿件" in response.content.decode()


@pytest.mark.parametrize(
    ("group", "codenames"),
    [
        ("记者", {"add_page"}),
        ("编辑", {"add_page", "change_page", "lock_page"}),
        (
            "主编",
            {
                "add_page",
                "bulk_delete_page",
                "change_page",
                "lock_page",
                "publish_page",
                "unlock_page",
            },
        ),
    ],
)
def test_groups_may_do_to_pages_what_their_work_needs(
    group: str, codenames: set[str]
) -> None:
    user = UserFactory(groups=[group])

    permissions = user.groups.get().page_permissions.values_list(
        "permission__codename", flat=True
    )

    assert set(permissions) == codenames


def test_a_copy_cannot_be_an_alias(client: Client, category: CategoryIndexPage) -> None:
    story = NewsPageFactory(parent=category)
    sign_in(client, "主编")

    response = client.get(reverse("wagtailadmin_pages:copy", args=[story.pk]))

    assert "alias" not in response.context["form"].fields


def test_a_story_is_found_by_a_new_name_of_its_author(
    client: Client, category: CategoryIndexPage
) -> None:
    NewsPageFactory(parent=category, title="轨道六号线", byline=["纪明川"])
    person = Person.objects.get(name="纪明川")
    person.name = "欧阳明川"
    person.save()
    sign_in(client, "编辑")

    html = client.get(
        reverse("wagtailadmin_pages:search"), {"q": "欧阳"}
    ).content.decode()

    assert "轨道六号线" in html
