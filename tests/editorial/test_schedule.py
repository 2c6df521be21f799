"""What is due is published and withdrawn, each page for itself."""

import datetime as dt

import pytest
from django.utils import timezone

from news.editorial.schedule import publish_due
from news.models import CategoryIndexPage, NewsPage, PublishedDocument
from tests.factories import NewsPageFactory, published_story

pytestmark = pytest.mark.django_db


def schedule(story: NewsPage) -> None:
    """Let a draft be due since a minute ago."""
    due = timezone.now() - dt.timedelta(minutes=1)
    story.go_live_at = due
    revision = story.save_revision(clean=False)
    revision.approved_go_live_at = due
    revision.save()


def test_a_due_story_is_published(category: CategoryIndexPage) -> None:
    story = NewsPageFactory(parent=category, live=False)
    schedule(story)

    assert publish_due() == 1
    assert PublishedDocument.objects.filter(page=story).exists()


def test_a_story_before_its_time_waits(category: CategoryIndexPage) -> None:
    story = NewsPageFactory(parent=category, live=False)
    story.go_live_at = timezone.now() + dt.timedelta(hours=1)
    story.save_revision().publish()

    assert publish_due() == 0
    assert not PublishedDocument.objects.filter(page=story).exists()


def test_an_expired_story_is_withdrawn(category: CategoryIndexPage) -> None:
    story = published_story(parent=category)
    NewsPage.objects.filter(pk=story.pk).update(
        expire_at=timezone.now() - dt.timedelta(minutes=1)
    )

    assert publish_due() == 1
    assert not PublishedDocument.objects.filter(page=story).exists()


def test_a_story_that_cannot_be_published_holds_no_other_back(
    category: CategoryIndexPage, caplog: pytest.LogCaptureFixture
) -> None:
    broken = NewsPageFactory(parent=category, live=False, title="x")
    broken.title = "　"
    sound = NewsPageFactory(parent=category, live=False)
    schedule(broken)
    schedule(sound)

    assert publish_due() == 1
    assert PublishedDocument.objects.stories().get().page_id == sound.pk
    assert f"publishing page {broken.pk} failed" in caplog.text
