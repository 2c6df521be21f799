"""专题: the page, what it shows, and who makes it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from news.models import CategoryIndexPage, PublishedDocument, TopicPage
from news.trash.pages import throw_away
from tests.factories import (
    NewsImageFactory,
    NewsPageFactory,
    UserFactory,
    home_page,
    published_story,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/longzhou/"


def publish_topic(*sections: tuple[str, dict[str, Any]], **fields: Any) -> TopicPage:
    """Publish a package with these sections at `ADDRESS`."""
    topic = TopicPage(title="龙舟赛", slug="longzhou", **fields)
    topic.sections = list(sections)
    home_page().add_child(instance=topic)
    topic.save_revision().publish()
    return topic


def chosen(*stories: Any, title: str = "要闻") -> tuple[str, dict[str, Any]]:
    """Return a section of chosen stories."""
    return ("picks", {"title": title, "stories": list(stories)})


def collected(**fields: Any) -> tuple[str, dict[str, Any]]:
    """Return a section that fills itself."""
    return ("latest", {"title": "最新", "tag": "", "number": 8, **fields})


def titles(client: Client) -> list[list[str]]:
    """Return the titles that readers see in each section."""
    sections = client.get(ADDRESS).context["sections"]
    return [[card["title"] for card in section["cards"]] for section in sections]


def tagged(category: CategoryIndexPage, title: str, *tags: str) -> Any:
    """Publish a story with tags."""
    story = NewsPageFactory(parent=category, title=title, live=False)
    story.tags.set(tags)
    story.save_revision().publish()
    return story


def test_a_package_shows_what_was_chosen_in_its_order(
    client: Client, category: CategoryIndexPage
) -> None:
    first, second = (NewsPageFactory(parent=category, title=name) for name in "甲乙")

    publish_topic(chosen(second, first))

    assert titles(client) == [["乙", "甲"]]


def test_a_section_fills_itself_by_tag(
    client: Client, category: CategoryIndexPage
) -> None:
    tagged(category, "龙舟下水", "龙舟", "端午")
    tagged(category, "别的", "端午")

    publish_topic(collected(tag="龙舟"))
    tagged(category, "龙舟夺冠", "龙舟")

    assert titles(client) == [["龙舟夺冠", "龙舟下水"]]


def test_what_was_chosen_is_not_repeated(
    client: Client, category: CategoryIndexPage
) -> None:
    story = tagged(category, "龙舟下水", "龙舟")
    tagged(category, "龙舟夺冠", "龙舟")

    publish_topic(chosen(story), collected(tag="龙舟", category=category))

    assert titles(client) == [["龙舟下水"], ["龙舟夺冠"]]


def test_a_story_that_is_deleted_leaves_the_package(
    client: Client, category: CategoryIndexPage
) -> None:
    story = published_story(parent=category)
    publish_topic(chosen(story))

    throw_away(story, None)

    assert titles(client) == []


def test_the_page_names_picture_introduction_and_data(
    client: Client, category: CategoryIndexPage
) -> None:
    publish_topic(
        chosen(NewsPageFactory(parent=category, title="龙舟下水"), title=""),
        lead_image=NewsImageFactory(alt_text="两条龙舟"),
        introduction="<p>湖上的节日。</p>",
    )

    page = client.get(ADDRESS).content.decode()

    assert "湖上的节日。" in page
    assert 'alt="两条龙舟"' in page
    assert '"@type": "CollectionPage"' in page
    assert "头条" not in page


def test_an_empty_package_says_so(client: Client) -> None:
    publish_topic()

    assert "还没有稿件" in client.get(ADDRESS).content.decode()


def test_the_page_costs_the_same_for_many_stories(
    client: Client,
    category: CategoryIndexPage,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    stories = [tagged(category, f"龙舟{number}", "龙舟") for number in range(6)]
    publish_topic(chosen(*stories[:3]), collected(tag="龙舟"))

    # Site, document, navigation, what fills the sections, cards.
    with django_assert_num_queries(5):
        client.get(ADDRESS)


def test_the_api_lists_packages_by_their_type(
    client: Client, category: CategoryIndexPage
) -> None:
    story = NewsPageFactory(parent=category)
    topic = publish_topic(chosen(story), introduction="<p>湖上的节日。</p>")

    listed = client.get("/api/v2/pages/?type=news.TopicPage&fields=*").json()
    detail = client.get(f"/api/v2/pages/{topic.pk}/").json()

    assert [item["id"] for item in listed["items"]] == [topic.pk]
    assert detail["meta"]["type"] == "news.TopicPage"
    assert detail["introduction"] == "<p>湖上的节日。</p>"
    assert detail["lead_image"] is None
    [section] = detail["sections"]
    assert section["type"] == "picks"
    assert section["value"] == {
        "title": "要闻",
        "category": None,
        "tag": "",
        "page": None,
        "number": 0,
        "stories": [story.pk],
    }
    assert detail["meta"]["parent"]["meta"]["type"] == "news.HomePage"


def test_the_description_of_the_api_has_packages(client: Client) -> None:
    schema = client.get("/api/v2/schema/").json()
    components = schema["components"]["schemas"]

    assert {"$ref": "#/components/schemas/TopicPage"} in components["Page"]["anyOf"]
    assert set(components["TopicPage"]["properties"]) >= {
        "lead_image",
        "introduction",
        "sections",
    }


def test_the_sitemap_has_the_package(client: Client) -> None:
    topic = publish_topic()

    assert PublishedDocument.objects.filter(page=topic, path=ADDRESS).exists()


def test_a_section_that_would_collect_everything_is_refused() -> None:
    block = TopicPage._meta.get_field("sections").stream_block.child_blocks["latest"]
    value = block.to_python({"title": "", "tag": " ", "number": 8, "category": None})

    with pytest.raises(ValidationError):
        block.clean(value)


def test_an_address_of_the_site_is_refused() -> None:
    topic = TopicPage(title="搜索", slug="search")

    with pytest.raises(ValidationError, match="系统自己用的地址"):
        topic.clean()


@pytest.mark.parametrize(("group", "status"), [("主编", 200), ("编辑", 302)])
def test_only_those_who_publish_make_packages(
    client: Client, group: str, status: int
) -> None:
    client.force_login(UserFactory(groups=[group]))
    url = reverse("wagtailadmin_pages:add", args=["news", "topicpage", home_page().pk])

    assert client.get(url).status_code == status
