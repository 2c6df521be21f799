"""Which words of a story are counted, and when."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news.blocks.story import StoryBlock
from news.counting.body import COUNTED_PARTS, UNCOUNTED, count_body
from news.models import CategoryIndexPage, NewsPage, PublishedDocument
from tests.counting.bodies import BODY, COUNTS
from tests.factories import NewsPageFactory, published_story

LONGER = [("paragraph", "<p>湖水清了，银鱼回来了。</p>")]


def stored(story: NewsPage) -> int:
    """Return the count that the database has."""
    return NewsPage.objects.values_list("character_count", flat=True).get(pk=story.pk)


@pytest.mark.parametrize(("block", "count"), list(zip(BODY, COUNTS, strict=True)))
def test_a_block_counts_its_words(block: dict, count: int) -> None:
    assert count_body([block]) == count


def test_every_kind_of_block_is_decided() -> None:
    decided = {"paragraph", "table", *COUNTED_PARTS, *UNCOUNTED}

    assert set(StoryBlock.base_blocks) == decided


def test_a_body_may_lack_values() -> None:
    kinds = ["paragraph", "table", "heading", "image"]

    assert count_body({"type": kind, "value": None} for kind in kinds) == 0


@pytest.mark.django_db
def test_a_published_story_tells_its_length(category: CategoryIndexPage) -> None:
    story = published_story(title="一湖碧水", parent=category, body=LONGER)

    document = PublishedDocument.objects.get(page=story)

    assert stored(story) == 11
    assert document.data["character_count"] == 11
    assert document.data["reading_minutes"] == 1


@pytest.mark.django_db
def test_a_draft_is_counted_as_it_is_saved(category: CategoryIndexPage) -> None:
    story = NewsPageFactory(parent=category, live=False, body=[])
    story.body = LONGER

    story.save_revision()

    assert stored(story) == 11


@pytest.mark.django_db
def test_a_live_story_keeps_its_count_until_a_draft_is_published(
    category: CategoryIndexPage,
) -> None:
    story = published_story(title="一湖碧水", parent=category, body=[])
    story.body = LONGER

    revision = story.save_revision()

    assert stored(story) == 0
    assert revision.as_object().character_count == 11
    revision.publish()
    assert stored(story) == 11


@pytest.mark.django_db
def test_counting_asks_the_database_nothing(category: CategoryIndexPage) -> None:
    story = NewsPageFactory(parent=category, body=LONGER)

    with CaptureQueriesContext(connection) as queries:
        count_body(story.body.get_prep_value())

    assert len(queries) == 0
