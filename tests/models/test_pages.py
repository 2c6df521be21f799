"""Rules of the tree, of titles and of addresses."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import Page

from news.addresses import MAX_SLUG_LENGTH, RESERVED_SLUGS, pinyin_slug
from news.models import CategoryIndexPage, HomePage, NewsPage
from site_core.urls import urlpatterns
from tests.factories import NewsPageFactory, home_page, published_story


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("聚焦短板凝聚合力", "jujiao-duanban-ningju-heli"),
        ("读《一座桥的履历》", "du-yizuo-qiao-de-lvli"),
        ("2024年大事记", "2024-nian-dashiji"),
        ("AI走进Wagtail 8.0编辑部", "ai-zoujin-wagtail-8-0-bianjibu"),
        ("！？", ""),
    ],
)
def test_a_title_gives_a_slug(title: str, slug: str) -> None:
    assert pinyin_slug(title) == slug


def test_a_long_title_gives_a_slug_cut_between_words() -> None:
    slug = pinyin_slug("凝聚合力推进文明城市创建" * 20)

    assert len(slug) <= MAX_SLUG_LENGTH
    assert slug.endswith(("chuangjian", "heli", "tuijin", "chengshi", "wenming"))


@pytest.mark.django_db
def test_a_story_without_a_slug_gets_one(category: CategoryIndexPage) -> None:
    story = NewsPage(title="轨道六号线开通", live=False)

    category.add_child(instance=story)

    assert story.slug == pinyin_slug("轨道六号线开通")


@pytest.mark.django_db
def test_a_second_story_of_the_same_title_gets_another_slug(
    category: CategoryIndexPage,
) -> None:
    stories = [NewsPage(title="今日要闻", live=False) for _ in range(2)]

    for story in stories:
        category.add_child(instance=story)

    assert stories[1].slug == f"{stories[0].slug}-2"


@pytest.mark.django_db
def test_a_title_of_signs_alone_still_gives_a_slug(
    category: CategoryIndexPage,
) -> None:
    story = NewsPage(title="！？", live=False)

    category.add_child(instance=story)

    assert story.slug == "newspage"


@pytest.mark.django_db
def test_a_new_title_keeps_the_slug(category: CategoryIndexPage) -> None:
    story = NewsPage(title="轨道六号线开通", live=False)
    category.add_child(instance=story)

    story.title = "轨道七号线开通"
    story.save()

    assert story.slug == pinyin_slug("轨道六号线开通")


@pytest.mark.django_db
def test_a_story_stands_only_under_a_category(category: CategoryIndexPage) -> None:
    assert NewsPage.can_create_at(category)
    assert not NewsPage.can_create_at(home_page())
    assert not HomePage.can_create_at(category)
    assert not CategoryIndexPage.can_create_at(category)


@pytest.mark.django_db
def test_the_publication_time_is_the_first_publishing_by_default(
    category: CategoryIndexPage,
) -> None:
    draft = NewsPageFactory(parent=category, live=False)

    draft.save_revision().publish()

    story = NewsPage.objects.get(pk=draft.pk)
    assert story.published_at == story.first_published_at


@pytest.mark.django_db
def test_a_story_without_a_title_cannot_be_published(
    category: CategoryIndexPage,
) -> None:
    story = NewsPageFactory(parent=category, live=False)
    story.title = "　"

    with pytest.raises(ValidationError):
        story.save_revision().publish()

    assert not NewsPage.objects.get(pk=story.pk).live


@pytest.mark.django_db
def test_two_stories_cannot_share_an_original_code(
    category: CategoryIndexPage,
) -> None:
    NewsPageFactory(parent=category, original_code="NW1")
    other = NewsPageFactory(parent=category)

    with pytest.raises(IntegrityError), transaction.atomic():
        NewsPage.objects.filter(pk=other.pk).update(original_code="NW1")


@pytest.mark.django_db
def test_stories_without_a_code_do_not_clash(category: CategoryIndexPage) -> None:
    stories = [NewsPageFactory(parent=category, original_code="") for _ in range(2)]

    assert len({story.pk for story in stories}) == 2


@pytest.mark.django_db
def test_a_copy_leaves_the_original_code_behind(category: CategoryIndexPage) -> None:
    story = published_story(parent=category, original_code="NW1")

    copy = story.copy(update_attrs={"slug": "copy"})

    assert copy.original_code == ""
    assert NewsPage.objects.get(pk=copy.pk).published_at != story.published_at


@pytest.mark.django_db
def test_a_category_cannot_take_an_address_of_the_site() -> None:
    category = CategoryIndexPage(title="搜索", slug="search")

    with pytest.raises(ValidationError, match="系统自己用的地址"):
        home_page().add_child(instance=category)


@pytest.mark.django_db
def test_every_route_of_the_site_is_reserved() -> None:
    steps = {str(pattern.pattern).split("/")[0] for pattern in urlpatterns[:-2]}
    # No slug has a dot: those of robots.txt and the like are not in the way.
    routes = {step for step in steps if re.fullmatch(r"[\w-]+", step)}

    assert {"admin", "api", "search"} <= routes <= RESERVED_SLUGS


def test_a_copied_category_takes_new_stories(category: CategoryIndexPage) -> None:
    NewsPageFactory(parent=category)

    copy = category.copy(
        recursive=True, update_attrs={"slug": "copied", "title": "副本"}
    )
    NewsPageFactory(parent=CategoryIndexPage.objects.get(pk=copy.pk))

    assert not any(Page.find_problems())
