"""What the worker clears, and what it keeps."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Comment, Page, PageLogEntry, Revision

from news.models import CategoryIndexPage, NewsImage, NewsPage, TrashItem
from news.trash.files import hide_file
from news.trash.keeping import Daily, empty_trash
from news.trash.pages import throw_away
from news.trash.revisions import prune_revisions
from tests.factories import NewsImageFactory, NewsPageFactory, published_story

pytestmark = pytest.mark.django_db
LONG_AGO = dt.datetime(2020, 5, 4, 9, 0, tzinfo=dt.UTC)


def let_it_be_over(item: TrashItem) -> None:
    """Let an entry's time be up."""
    item.expires_at = timezone.now()
    item.save()


def drafts_of(story: NewsPage, *times: dt.datetime) -> list[Revision]:
    """Save a draft at each time."""
    made = [story.save_revision(clean=False) for _ in times]
    for revision, at in zip(made, times, strict=True):
        Revision.objects.filter(pk=revision.pk).update(created_at=at)
    return made


def kept(story: NewsPage) -> set[int]:
    """Return the ids of a story's revisions."""
    return set(story.revisions.values_list("pk", flat=True))


def test_what_is_over_goes_for_ever(category: CategoryIndexPage) -> None:
    NewsPageFactory(parent=category)
    let_it_be_over(throw_away(category, None))

    assert empty_trash() == 1

    assert not NewsPage.objects.exists()
    assert not TrashItem.objects.exists()
    assert PageLogEntry.objects.filter(action="wagtail.delete").count() == 2
    assert Page.find_problems() == ([], [], [], [], [])


def test_what_is_not_over_stays(category: CategoryIndexPage) -> None:
    throw_away(category, None)

    assert empty_trash() == 0
    assert CategoryIndexPage.objects.filter(pk=category.pk).exists()


def test_a_picture_goes_with_its_file() -> None:
    picture = NewsImageFactory()
    storage, name = picture.file.storage, picture.file.name
    let_it_be_over(hide_file(picture, None))

    assert empty_trash() == 1

    assert not NewsImage.objects.filter(pk=picture.pk).exists()
    assert NewsImage.objects.count() == 0
    assert storage is not None
    assert name


def test_a_picture_that_a_story_shows_stays() -> None:
    picture = NewsImageFactory()
    published_story(lead_image=picture)
    let_it_be_over(hide_file(picture, None))

    assert empty_trash() == 0
    assert NewsImage.objects.filter(pk=picture.pk).exists()


def test_daily_work_is_done_once_a_day() -> None:
    calls: list[int] = []
    daily = Daily(lambda: calls.append(1) or 3)

    assert [daily(), daily()] == [3, 0]
    assert calls == [1]


def test_the_last_draft_of_a_day_is_kept(category: CategoryIndexPage) -> None:
    story = NewsPageFactory(parent=category, live=False)
    hour = dt.timedelta(hours=1)
    first, second, third, _last = drafts_of(
        story, LONG_AGO, LONG_AGO + hour, LONG_AGO + 24 * hour, timezone.now()
    )

    prune_revisions(90)

    assert first.pk not in kept(story)
    assert {second.pk, third.pk} <= kept(story)


def test_a_day_is_a_day_of_the_paper(category: CategoryIndexPage) -> None:
    story = NewsPageFactory(parent=category, live=False)
    # 23:30 and 00:30 in Shanghai.
    evening = dt.datetime(2020, 5, 4, 15, 30, tzinfo=dt.UTC)
    before, after, _last = drafts_of(
        story, evening, evening + dt.timedelta(hours=1), timezone.now()
    )

    prune_revisions(90)

    assert {before.pk, after.pk} <= kept(story)


def test_new_drafts_are_all_kept(category: CategoryIndexPage) -> None:
    story = NewsPageFactory(parent=category, live=False)
    made = drafts_of(story, *[timezone.now() - dt.timedelta(days=3)] * 3)

    assert prune_revisions(90) == 0
    assert {revision.pk for revision in made} <= kept(story)


def test_what_was_published_scheduled_or_commented_is_kept(
    category: CategoryIndexPage,
) -> None:
    story = NewsPageFactory(parent=category, live=False)
    published, scheduled, commented, plain, _end, _last = drafts_of(
        story, *[LONG_AGO] * 5, timezone.now()
    )
    published.publish()
    Revision.objects.filter(pk=scheduled.pk).update(approved_go_live_at=timezone.now())
    Comment.objects.create(
        page=story,
        user=story.owner or _somebody(),
        text="核对",
        contentpath="title",
        revision_created=commented,
    )

    assert prune_revisions(90) == 1

    assert kept(story) >= {published.pk, scheduled.pk, commented.pk}
    assert plain.pk not in kept(story)


def test_what_once_was_live_is_kept(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)
    old, _later, _last = drafts_of(story, LONG_AGO, LONG_AGO, timezone.now())
    old.publish()
    story.get_latest_revision().publish()

    prune_revisions(90)

    assert old.pk in kept(story)


def test_the_command_only_says_how_many(category: CategoryIndexPage) -> None:
    story = NewsPageFactory(parent=category, live=False)
    drafts_of(story, LONG_AGO, LONG_AGO, timezone.now())
    said = StringIO()

    call_command("prune_revisions", "--dry-run", stdout=said)

    assert said.getvalue() == "1 revisions would be deleted.\n"
    assert Revision.objects.for_instance(story).count() >= 3


def _somebody() -> object:
    from tests.factories import UserFactory

    return UserFactory()
