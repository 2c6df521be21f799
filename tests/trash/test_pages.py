"""Deleting pages, and having them back."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Comment, Page, PageLogEntry, Site

from news.models import (
    CategoryIndexPage,
    Change,
    NewsPage,
    PublishedDocument,
    TrashItem,
    User,
)
from news.objections import Objection
from news.trash.bin import is_in_bin, recycle_bin
from news.trash.pages import NotDeletableError, restore, throw_away
from tests.factories import (
    CategoryIndexPageFactory,
    NewsPageFactory,
    UserFactory,
    home_page,
    published_story,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> User:
    """A chief editor."""
    return UserFactory(groups=["主编"])


def again(page: Page) -> NewsPage:
    """Return a story as the database has it."""
    return NewsPage.objects.get(pk=page.pk)


def test_a_deleted_story_is_gone_for_readers(
    client: Client, category: CategoryIndexPage, chief: User
) -> None:
    story = published_story(parent=category, slug="lake")

    throw_away(story, chief)

    assert is_in_bin(again(story))
    assert client.get("/linhuribao/lake/").status_code == 410
    assert Change.objects.latest("id").kind == Change.Kind.WITHDRAWN
    assert client.get(f"/api/v2/pages/{story.pk}/").status_code == 404


def test_a_story_comes_back_as_it_was(
    client: Client, category: CategoryIndexPage, chief: User
) -> None:
    story = published_story(parent=category, slug="lake")
    story.title = "改到一半的标题"
    draft = story.save_revision(user=chief)
    comment = Comment.objects.create(
        page=story, user=chief, text="核对地名", contentpath="title"
    )
    before = again(story)

    restored = restore(throw_away(story, chief), category, chief, as_before=True)

    after = again(story)
    assert restored.notes == []
    assert client.get("/linhuribao/lake/").status_code == 200
    assert after.latest_revision_id == draft.pk
    assert after.live_revision_id == before.live_revision_id
    assert after.has_unpublished_changes
    assert after.wagtail_admin_comments.get() == comment
    assert not TrashItem.objects.exists()


def test_a_story_can_come_back_as_a_draft(
    category: CategoryIndexPage, chief: User
) -> None:
    story = published_story(parent=category)

    restore(throw_away(story, chief), category, chief, as_before=False)

    assert not again(story).live
    assert not PublishedDocument.objects.filter(page=story).exists()


def test_what_speaks_against_publishing_keeps_a_story_a_draft(
    category: CategoryIndexPage, chief: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbid(story: NewsPage, user: User | None) -> list[Objection]:
        return [Objection("embargo", "还在禁发期内。")]

    story = published_story(parent=category)
    monkeypatch.setattr("news.objections._questions", [forbid])

    restored = restore(throw_away(story, chief), category, chief, as_before=True)

    assert restored.notes == ["还在禁发期内。"]
    assert not again(story).live


def test_a_taken_address_gives_way_to_the_next_one(
    category: CategoryIndexPage, chief: User
) -> None:
    story = published_story(parent=category, slug="lake")
    item = throw_away(story, chief)
    NewsPageFactory(parent=category, slug="lake")

    restored = restore(item, category, chief, as_before=True)

    assert "lake-2" in restored.notes[0]
    assert again(story).slug == "lake-2"
    assert again(story).get_latest_revision_as_object().slug == "lake-2"
    assert not again(story).has_unpublished_changes


def test_two_of_one_slug_lie_in_the_bin_together(chief: User) -> None:
    first, second = (NewsPageFactory(slug="lake") for _ in range(2))

    throw_away(first, chief)
    throw_away(second, chief)

    slugs = {page.slug for page in recycle_bin().get_children()}
    assert slugs == {"lake", "lake-2"}
    assert TrashItem.objects.filter(slug="lake").count() == 2


def test_a_category_goes_and_comes_back_whole(
    category: CategoryIndexPage, chief: User
) -> None:
    stories = [NewsPageFactory(parent=category) for _ in range(3)]
    NewsPageFactory(parent=category, live=False)

    item = throw_away(category, chief)

    assert (item.page_count, item.live_count) == (5, 4)
    assert not PublishedDocument.objects.filter(parent_id=category.pk).exists()
    restore(item, home_page(), chief, as_before=True)
    documents = PublishedDocument.objects.filter(parent_id=category.pk)
    assert {document.page_id for document in documents} == {s.pk for s in stories}


def test_deleting_costs_the_same_for_many_stories(chief: User) -> None:
    # The first in the bin has no neighbours.
    throw_away(NewsPageFactory(), chief)
    small, large = CategoryIndexPageFactory(), CategoryIndexPageFactory()
    NewsPageFactory(parent=small)
    for _ in range(4):
        NewsPageFactory(parent=large)

    costs = []
    for category in (small, large):
        with CaptureQueriesContext(connection) as queries:
            throw_away(category, chief)
        costs.append(len(queries))

    assert costs[1] == costs[0]


def test_the_tree_is_sound_afterwards(category: CategoryIndexPage, chief: User) -> None:
    story = published_story(parent=category)
    item = throw_away(story, chief)
    assert Page.find_problems() == ([], [], [], [], [])

    restore(item, category, chief, as_before=True)

    assert Page.find_problems() == ([], [], [], [], [])


def test_schedules_end_with_the_page(category: CategoryIndexPage, chief: User) -> None:
    story = NewsPageFactory(parent=category, live=False)
    story.go_live_at = timezone.now() + dt.timedelta(hours=1)
    story.save_revision().publish()

    throw_away(story, chief)

    assert not again(story).revisions.exclude(approved_go_live_at=None).exists()


def test_reviews_end_with_the_page_and_stay_in_its_history(
    category: CategoryIndexPage, chief: User
) -> None:
    story = NewsPageFactory(parent=category, live=False)
    story.save_revision(user=chief)
    story = again(story)
    workflow = story.get_workflow()
    state = workflow.start(story, chief)

    throw_away(story, chief)

    state.refresh_from_db()
    assert state.status == state.STATUS_CANCELLED


def test_both_ways_are_in_the_log(category: CategoryIndexPage, chief: User) -> None:
    story = published_story(parent=category)

    restore(throw_away(story, chief), category, chief, as_before=True)

    log = PageLogEntry.objects.filter(page=story.pk, user=chief)
    assert {"news.trash", "news.restore"} <= set(log.values_list("action", flat=True))


def test_the_page_of_a_site_cannot_be_deleted(chief: User) -> None:
    with pytest.raises(NotDeletableError, match="首页"):
        throw_away(home_page(), chief)

    assert Site.objects.filter(root_page=home_page()).exists()


def test_a_page_is_deleted_once(category: CategoryIndexPage, chief: User) -> None:
    throw_away(category, chief)

    with pytest.raises(NotDeletableError, match="已经在回收站"):
        throw_away(CategoryIndexPage.objects.get(pk=category.pk), chief)


def test_an_import_that_moves_a_page_back_ends_its_entry(
    category: CategoryIndexPage, chief: User
) -> None:
    story = published_story(parent=category)
    throw_away(story, chief)

    again(story).move(CategoryIndexPageFactory(), pos="last-child")

    assert not TrashItem.objects.exists()
