"""From changes to messages: who is told of what."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Site

from news.delivery import queueing
from news.delivery.queueing import queue_changes
from news.editorial.schedule import publish_due
from news.models import (
    CategoryIndexPage,
    Change,
    HomePage,
    LogFollower,
    NewsPage,
    PublishedDocument,
    WebhookDelivery,
    WebhookEndpoint,
)
from site_core.default_site import name_default_site
from tests.factories import NewsPageFactory, published_story


def events() -> list[str]:
    """Return the events of all messages in their order."""
    queue_changes()
    deliveries = WebhookDelivery.objects.order_by("pk")
    return list(deliveries.values_list("event", flat=True))


def test_a_published_story_is_announced(
    endpoint: WebhookEndpoint, category: CategoryIndexPage
) -> None:
    name_default_site("paper.example", 443)
    queue_changes()
    WebhookDelivery.objects.all().delete()

    story = NewsPageFactory(parent=category, slug="liu-hao-xian")
    queue_changes()

    delivery = WebhookDelivery.objects.get(page_id=story.pk)
    change = Change.objects.get(page_id=story.pk)
    payload = json.loads(delivery.payload)
    assert payload["type"] == delivery.event == "story.published"
    assert payload["data"] == {
        "id": story.pk,
        "path": "/linhuribao/liu-hao-xian/",
        "type": "news.NewsPage",
        "version": change.pk,
        "url": f"https://paper.example/api/v2/pages/{story.pk}/",
        "html_url": "https://paper.example/linhuribao/liu-hao-xian/",
    }
    sent_at = timezone.datetime.fromisoformat(payload["timestamp"])
    assert sent_at == change.at


def test_a_life_of_a_story_is_told_in_order(
    endpoint: WebhookEndpoint, category: CategoryIndexPage
) -> None:
    story = published_story(parent=category)
    story.title = "新的标题"
    story.save_revision().publish()
    story.slug = "elsewhere"
    story.save_revision().publish()
    story.unpublish()

    found = [event for event in events() if event.startswith("story.")]

    assert found == [
        "story.published",
        "story.updated",
        "story.moved",
        "story.withdrawn",
    ]


def test_a_withdrawn_story_has_no_address(
    endpoint: WebhookEndpoint, category: CategoryIndexPage
) -> None:
    story = published_story(parent=category)
    story.delete()
    queue_changes()

    payload = json.loads(WebhookDelivery.objects.get(event="story.withdrawn").payload)

    assert set(payload["data"]) == {"id", "path", "type", "version"}


def test_categories_and_the_front_page_are_announced(
    endpoint: WebhookEndpoint, category: CategoryIndexPage
) -> None:
    home = HomePage.objects.get()
    home.title = "新报"
    home.save_revision().publish()

    told = events()
    assert told[0] == "category.published"
    # A category's document carries the name of the page above.
    assert set(told[1:]) == {"category.updated", "home.updated"}


def test_a_scheduled_story_is_announced_when_it_is_due(
    endpoint: WebhookEndpoint, category: CategoryIndexPage
) -> None:
    story = NewsPageFactory(parent=category, live=False)
    revision = story.save_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    assert "story.published" not in events()

    publish_due()

    assert "story.published" in events()


def test_a_set_based_write_is_announced(
    endpoint: WebhookEndpoint, category: CategoryIndexPage
) -> None:
    NewsPageFactory.create_batch(3, parent=category)
    queue_changes()
    WebhookDelivery.objects.all().delete()

    PublishedDocument.objects.stories().update(source_name="改名后的日报")

    assert events() == ["story.updated"] * 3


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (["story.withdrawn"], ["story.withdrawn"]),
        (["story.published", "category.updated"], ["story.published"]),
        ([], ["category.published", "story.published", "story.withdrawn"]),
    ],
)
def test_only_chosen_events_are_told(
    endpoint: WebhookEndpoint, chosen: list[str], told: list[str]
) -> None:
    endpoint.events = chosen
    endpoint.save()

    published_story().unpublish()

    assert events() == told


def test_only_chosen_categories_are_told(
    endpoint: WebhookEndpoint, category: CategoryIndexPage
) -> None:
    endpoint.category_ids = [category.pk]
    endpoint.save()
    inside = NewsPageFactory(parent=category)
    NewsPageFactory()
    queue_changes()

    told = WebhookDelivery.objects.order_by("pk").values_list("page_id", flat=True)

    assert list(told) == [category.pk, inside.pk]


def test_a_story_that_leaves_a_category_is_told_to_those_who_follow_it(
    endpoint: WebhookEndpoint, category: CategoryIndexPage
) -> None:
    story = NewsPageFactory()
    story.move(category, "last-child")
    queue_changes()
    WebhookDelivery.objects.all().delete()
    endpoint.category_ids = [category.pk]
    endpoint.save()

    other = CategoryIndexPage.objects.exclude(pk=category.pk).get()
    NewsPage.objects.get(pk=story.pk).move(other, "last-child")

    assert events() == ["story.moved"]


def test_an_endpoint_hears_nothing_of_the_time_before_it(db: None) -> None:
    queue_changes()
    published_story()
    Change.objects.update(at=timezone.now() - timedelta(minutes=1))
    WebhookEndpoint.objects.create(name="后来者", url="https://late.example/")

    assert events() == []


def test_a_disabled_endpoint_hears_nothing(endpoint: WebhookEndpoint) -> None:
    WebhookEndpoint.objects.update(is_enabled=False)

    published_story()

    assert events() == []


def test_changes_are_told_once(endpoint: WebhookEndpoint) -> None:
    published_story()

    assert events() == events() != []


def test_the_log_is_read_in_batches_to_its_end(
    endpoint: WebhookEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("news.delivery.following.BATCH", 2)
    NewsPageFactory.create_batch(5)

    assert len(events()) == 10
    assert LogFollower.objects.get(pk="webhooks").position == Change.objects.last().pk


def test_very_many_changes_become_one_message(
    endpoint: WebhookEndpoint,
    category: CategoryIndexPage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queueing, "BULK_LIMIT", 3)
    queue_changes()
    WebhookDelivery.objects.all().delete()
    since = Change.objects.last().pk
    NewsPageFactory.create_batch(4, parent=category)
    assert events() == ["changes.bulk"]

    # While it waits, what follows is added to it.
    NewsPageFactory.create_batch(5, parent=category)
    queue_changes()

    data = json.loads(WebhookDelivery.objects.get().payload)["data"]
    root = Site.objects.get().root_url
    assert data == {
        "since": since,
        "until": Change.objects.last().pk,
        "count": 9,
        "url": f"{root}/api/v2/changes/?since={since}",
    }


def test_a_summary_that_was_tried_is_not_changed(
    endpoint: WebhookEndpoint,
    category: CategoryIndexPage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queueing, "BULK_LIMIT", 0)
    queue_changes()
    first = WebhookDelivery.objects.get()
    WebhookDelivery.objects.update(attempt_count=1)

    NewsPageFactory(parent=category)

    assert events() == ["changes.bulk", "changes.bulk"]
    assert WebhookDelivery.objects.get(pk=first.pk).payload == first.payload


def test_an_endpoint_may_ask_for_each_change(
    endpoint: WebhookEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queueing, "BULK_LIMIT", 1)
    WebhookEndpoint.objects.update(bulk=WebhookEndpoint.Bulk.EACH)
    NewsPageFactory.create_batch(2)

    assert "changes.bulk" not in events()
    assert WebhookDelivery.objects.count() == 4
