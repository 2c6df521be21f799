"""The sections of a front page: what editors chose, with the stories there are."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from news.models import CategoryIndexPage, HomePage, NewsPage, PublishedDocument
from news.published.front import Section, front_page_sections
from news.published.listing import card_documents
from tests.factories import (
    CategoryIndexPageFactory,
    NewsImageFactory,
    NewsPageFactory,
    curate,
    headlines,
    latest,
    published_story,
)

pytestmark = pytest.mark.django_db

QUERIES_OF_SECTIONS = 2
FIRST_DAY = dt.datetime(2024, 3, 1, tzinfo=dt.UTC)


def publish(category: CategoryIndexPage, day: int, **fields: object) -> NewsPage:
    """Publish the story of a day, "第3天" on the third."""
    return published_story(
        parent=category,
        title=f"第{day}天",
        published_at=FIRST_DAY + dt.timedelta(day),
        **fields,
    )


def sections_of(home: HomePage) -> list[Section]:
    """Return the sections that the published front page shows now."""
    document = PublishedDocument.objects.get(pk=home.pk)
    return front_page_sections(document, card_documents())


def titles(section: Section) -> list[str]:
    """Return the titles of a section's stories."""
    return [story.title for story in section.stories]


def test_chosen_stories_stay_in_their_order(category: CategoryIndexPage) -> None:
    stories = [publish(category, day) for day in (2, 3, 1)]

    [section] = sections_of(curate(headlines(*stories)))

    assert titles(section) == ["第2天", "第3天", "第1天"]


def test_latest_is_of_all_categories(category: CategoryIndexPage) -> None:
    publish(category, 1)
    publish(CategoryIndexPageFactory(), 2)

    [section] = sections_of(curate(latest()))

    assert titles(section) == ["第2天", "第1天"]
    assert section.path is None


def test_latest_can_be_of_one_category(category: CategoryIndexPage) -> None:
    publish(category, 1)
    publish(CategoryIndexPageFactory(), 2)

    [section] = sections_of(curate(latest(category=category)))

    assert titles(section) == ["第1天"]
    assert section.path == "/linhuribao/"


def test_latest_has_no_more_than_its_number(category: CategoryIndexPage) -> None:
    for day in range(4):
        publish(category, day)

    [section] = sections_of(curate(latest(2)))

    assert titles(section) == ["第3天", "第2天"]


def test_latest_does_not_repeat_what_was_chosen(category: CategoryIndexPage) -> None:
    stories = [publish(category, day) for day in range(3)]

    _, section = sections_of(curate(headlines(stories[2]), latest(2)))

    assert titles(section) == ["第1天", "第0天"]


def test_a_category_brings_its_name_and_path(category: CategoryIndexPage) -> None:
    publish(category, 1)
    home = curate(("category", {"category": category, "title": "", "number": 5}))

    [section] = sections_of(home)

    assert (section.title, section.path) == ("临湖日报", "/linhuribao/")


def test_picks_have_a_name_and_lead_to_a_page(category: CategoryIndexPage) -> None:
    story = publish(category, 1)
    picks = {"title": "两会专题", "page": category, "stories": [story]}

    [section] = sections_of(curate(("picks", picks)))

    assert (section.title, section.path) == ("两会专题", "/linhuribao/")


def test_pictures_fill_themselves_with_illustrated_stories(
    category: CategoryIndexPage,
) -> None:
    publish(category, 1, lead_image=NewsImageFactory())
    publish(category, 2)
    pictures = {"title": "图片新闻", "stories": [], "category": None, "number": 6}

    [section] = sections_of(curate(("pictures", pictures)))

    assert titles(section) == ["第1天"]


def test_chosen_pictures_leave_out_a_story_without(category: CategoryIndexPage) -> None:
    stories = [
        publish(category, 1),
        publish(category, 2, lead_image=NewsImageFactory()),
    ]
    pictures = {"title": "图片新闻", "stories": stories, "category": None, "number": 6}

    [section] = sections_of(curate(("pictures", pictures)))

    assert titles(section) == ["第2天"]


def test_a_withdrawn_story_vanishes(category: CategoryIndexPage) -> None:
    stories = [publish(category, day) for day in (1, 2)]
    home = curate(headlines(*stories))

    stories[0].unpublish()

    [section] = sections_of(home)
    assert titles(section) == ["第2天"]


def test_a_deleted_story_vanishes(category: CategoryIndexPage) -> None:
    stories = [publish(category, day) for day in (1, 2)]
    home = curate(headlines(*stories))

    stories[1].delete()

    [section] = sections_of(home)
    assert titles(section) == ["第1天"]


def test_a_section_without_stories_vanishes(category: CategoryIndexPage) -> None:
    story = publish(category, 1)
    home = curate(headlines(story), latest())

    story.unpublish()

    assert sections_of(home) == []


def test_a_withdrawn_category_takes_its_section_along(
    category: CategoryIndexPage,
) -> None:
    publish(category, 1)
    home = curate(("category", {"category": category, "title": "", "number": 5}))

    category.unpublish()

    assert sections_of(home) == []


@pytest.mark.parametrize("number", [1, 10])
def test_sections_cost_the_same_for_many_as_for_one(
    category: CategoryIndexPage,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
) -> None:
    stories = NewsPageFactory.create_batch(number, parent=category)
    home = curate(
        *[headlines(story) for story in stories],
        *[latest(category=category) for _ in range(number)],
    )
    NewsPageFactory.create_batch(number, parent=category)
    document = PublishedDocument.objects.get(pk=home.pk)

    with django_assert_num_queries(QUERIES_OF_SECTIONS):
        front_page_sections(document, card_documents())
