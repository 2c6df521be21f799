"""Following the log: a client that does holds exactly the live set."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Page, Site

from news.models import CategoryIndexPage, Change, HomePage, NewsPage, PublishedDocument
from tests.api.mirror import Mirror, live_set
from tests.factories import CategoryIndexPageFactory, NewsPageFactory, published_story
from tests.snapshot import assert_matches_snapshot

pytestmark = pytest.mark.django_db

CHANGES = "/api/v2/changes/"


def mark_of(client: Client, **parameters: str) -> int:
    """Return the present mark."""
    return client.get(CHANGES, parameters).json()["meta"]["next"]


def test_without_a_mark_there_is_only_the_present_one(
    client: Client, category: CategoryIndexPage
) -> None:
    answer = client.get(CHANGES).json()

    newest = Change.objects.latest("id").pk
    assert answer == {"meta": {"next": newest, "more": False}, "items": []}


def test_changes_are_as_in_the_snapshot(
    client: Client, category: CategoryIndexPage
) -> None:
    mark = mark_of(client)
    story = published_story(parent=category, slug="lake")
    story.title = "新题"
    story.save_revision().publish()
    story.slug = "shore"
    story.save_revision().publish()
    other = published_story(parent=category, slug="other")
    other.unpublish()

    answer = client.get(CHANGES, {"since": mark}).json()

    pages = {story.pk: 1, other.pk: 2}
    items = [
        {
            **item,
            "id": place,
            "page": pages[item["page"]],
            "at": "",
            "detail_url": (item["detail_url"] or "").replace(str(story.pk), "1"),
        }
        for place, item in enumerate(answer["items"])
    ]
    assert_matches_snapshot("changes", items)
    assert answer["meta"]["next"] == Change.objects.latest("id").pk


def test_a_long_log_is_read_piece_by_piece(
    client: Client, category: CategoryIndexPage
) -> None:
    mark = first = mark_of(client)
    stories = [published_story(parent=category).pk for _ in range(5)]
    read, pieces = [], 0
    more = True

    while more:
        answer = client.get(CHANGES, {"since": mark, "limit": "2"}).json()
        read += [item["page"] for item in answer["items"]]
        mark, more, pieces = answer["meta"]["next"], answer["meta"]["more"], pieces + 1

    assert (read, pieces) == (stories, 3)
    assert mark > first
    assert client.get(CHANGES, {"since": mark}).json()["items"] == []


def test_a_story_that_leaves_a_category_is_withdrawn_from_it(
    client: Client, category: CategoryIndexPage
) -> None:
    story = published_story(parent=category)
    other = CategoryIndexPageFactory(slug="donglingwanbao")
    marks = {
        slug: mark_of(client, category=slug) for slug in (category.slug, other.slug)
    }
    story.move(other, pos="last-child")

    kinds = {
        slug: [
            item["kind"]
            for item in client.get(CHANGES, {"since": mark, "category": slug}).json()[
                "items"
            ]
        ]
        for slug, mark in marks.items()
    }

    assert kinds == {"linhuribao": ["withdrawn"], "donglingwanbao": ["moved"]}


def second_paper() -> CategoryIndexPage:
    """Return a category of another paper, at dongling.example.cn."""
    home = HomePage(title="东岭晚报", slug="dongling")
    Page.objects.get(depth=1).add_child(instance=home)
    Site.objects.create(hostname="dongling.example.cn", root_page=home)
    home.save_revision().publish()
    return CategoryIndexPageFactory(parent=home, slug="donglingyaowen")


def test_a_story_that_leaves_a_site_is_withdrawn_from_it(
    client: Client, category: CategoryIndexPage
) -> None:
    story = published_story(parent=category, slug="lake")
    target = second_paper()
    mark = mark_of(client)

    story.move(target, pos="last-child")

    [here] = client.get(CHANGES, {"since": mark}).json()["items"]
    there = client.get(CHANGES, {"since": mark, "site": "dongling.example.cn"}).json()
    assert (here["kind"], here["page"], here["path"], here["detail_url"]) == (
        "withdrawn",
        story.pk,
        "/linhuribao/lake/",
        None,
    )
    assert [(item["kind"], item["path"]) for item in there["items"]] == [
        ("published", "/donglingyaowen/lake/")
    ]


def test_a_category_that_leaves_a_site_takes_its_stories_along(
    client: Client, category: CategoryIndexPage
) -> None:
    stories = [published_story(parent=category).pk for _ in range(2)]
    home = second_paper().get_parent()
    mark = mark_of(client)

    category.move(home, pos="last-child")

    here = client.get(CHANGES, {"since": mark}).json()["items"]
    there = client.get(CHANGES, {"since": mark, "site": "dongling.example.cn"}).json()
    gone = {item["page"] for item in here if item["kind"] == "withdrawn"}
    come = {item["page"] for item in there["items"] if item["kind"] == "published"}
    assert gone == come == {category.pk, *stories}


def test_what_happens_on_another_site_is_no_business_of_this_one(
    client: Client, category: CategoryIndexPage
) -> None:
    target = second_paper()
    story = published_story(parent=target)
    mark = mark_of(client)

    story.slug = "renamed"
    story.save_revision().publish()

    assert client.get(CHANGES, {"since": mark}).json()["items"] == []


def test_types_can_be_chosen(client: Client, category: CategoryIndexPage) -> None:
    mark = mark_of(client)
    published_story(parent=category)
    CategoryIndexPageFactory()

    parameters = {"since": mark, "type": "news.CategoryIndexPage"}
    items = client.get(CHANGES, parameters).json()["items"]

    assert [item["type"] for item in items] == ["news.CategoryIndexPage"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("since=-1", "since"),
        ("since=x", "since"),
        ("since=9999999999999999999", "since"),
        ("since=1&since=2", "since"),
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("type=news.Nothing", "type"),
        ("category=nothing", "category"),
        ("site=elsewhere.example.cn", "site"),
        ("order=id", "order"),
    ],
)
def test_a_bad_request_is_told_what_is_wrong(
    client: Client, category: CategoryIndexPage, query: str, parameter: str
) -> None:
    response = client.get(f"{CHANGES}?{query}")

    assert response.status_code == 400
    assert response.json()["parameter"] == parameter


@pytest.mark.parametrize("step", [-1, 1])
def test_a_mark_of_no_log_begins_again(
    client: Client, category: CategoryIndexPage, step: int
) -> None:
    published_story(parent=category)
    newest = Change.objects.latest("id").pk
    Change.objects.exclude(pk=newest).delete()

    response = client.get(CHANGES, {"since": newest + step + min(step, 0)})

    assert response.status_code == 410
    assert "start over" in response.json()["message"]
    assert client.get(CHANGES, {"since": newest - 1}).status_code == 200


@pytest.mark.parametrize("number", [1, 10])
@pytest.mark.parametrize(("query", "queries"), [("", 4), ("&category=linhuribao", 5)])
def test_an_answer_costs_as_many_queries_for_ten_as_for_one(
    client: Client,
    category: CategoryIndexPage,
    django_assert_num_queries: Any,
    number: int,
    query: str,
    queries: int,
) -> None:
    mark = mark_of(client)
    for _ in range(number):
        published_story(parent=category)

    with django_assert_num_queries(queries):
        answer = client.get(f"{CHANGES}?since={mark}{query}").json()

    assert len(answer["items"]) == number


def test_an_answer_can_be_kept_until_the_log_grows(
    client: Client, category: CategoryIndexPage
) -> None:
    url = f"{CHANGES}?since={mark_of(client)}"
    known = {"if-none-match": client.get(url)["ETag"]}

    again = client.get(url, headers=known)
    published_story(parent=category)
    later = client.get(url, headers=known)

    assert (again.status_code, later.status_code) == (304, 200)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_mirror_misses_nothing_while_many_write(client: Client) -> None:
    category = CategoryIndexPageFactory(slug="linhuribao")
    other = CategoryIndexPageFactory(slug="donglingwanbao")
    stories = [NewsPageFactory(parent=category, slug=f"s-{n}").pk for n in range(4)]
    mirror = Mirror(client)
    mirror.start()
    reads = 0

    def write(own: list[int]) -> None:
        for turn in range(6):
            for pk in own:
                story = NewsPage.objects.get(pk=pk)
                story.title = f"第{turn}次"
                story.save_revision().publish()
                if turn % 3 == 1:
                    story.unpublish()
        NewsPage.objects.get(pk=own[0]).delete()
        with transaction.atomic():
            # Each writer's own: what the other has moved there is not committed yet.
            there = CategoryIndexPage.objects.get(pk=other.pk)
            NewsPage.objects.get(pk=own[1]).move(there, pos="last-child")
        connection.close()

    writers = [
        threading.Thread(target=write, args=(own,))
        for own in (stories[:2], stories[2:])
    ]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        mirror.follow(limit=3)
        reads += 1
    for writer in writers:
        writer.join()
    mirror.follow()

    assert reads > 1
    assert mirror.pages == live_set(client)
    assert len(mirror.pages) == PublishedDocument.objects.count() == 5
