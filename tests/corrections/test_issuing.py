"""Records: issued, kept, corrected by others, removed with a reason."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import PageLogEntry

from news.corrections.issuing import RefusedError, issue, remove, republish, withdraw
from news.models import (
    CategoryIndexPage,
    Correction,
    NewsPage,
    PublishedDocument,
)
from news.objections import objections
from tests.corrections.builders import (
    NOTICE,
    WORDS,
    Kind,
    changes_of,
    chief,
    corrected,
    draft_of,
    lake,
    withdrawn,
)
from tests.factories import NewsPageFactory

pytestmark = pytest.mark.django_db


def document_of(story: NewsPage) -> PublishedDocument:
    """Return the document of a story."""
    return PublishedDocument.objects.get(page=story)


def test_a_correction_is_public_at_once(category: CategoryIndexPage) -> None:
    story = lake(category)
    user = chief()

    record = issue(story, kind=Kind.CORRECTION, text=WORDS, user=user)

    [shown] = document_of(story).data["corrections"]
    assert (shown["kind"], shown["kind_label"]) == ("correction", "更正")
    assert shown["text"] == WORDS
    assert (record.issued_by, record.title) == (user, story.title)
    assert changes_of(story) == [("published", ""), ("updated", "correction")]


def test_a_note_alone_leaves_the_text_as_it_is(category: CategoryIndexPage) -> None:
    story = lake(category)
    draft_of(story, "新的标题")

    issue(story, kind=Kind.UPDATE, text=WORDS, user=chief())

    assert document_of(story).title == "一湖碧水怎样回来"
    assert NewsPage.objects.get(pk=story.pk).has_unpublished_changes


def test_the_draft_is_published_with_it_in_one_change_to_readers(
    category: CategoryIndexPage,
) -> None:
    story = lake(category)
    draft = draft_of(story, "新的标题")

    record = issue(
        story, kind=Kind.CORRECTION, text=WORDS, user=chief(), revision=draft
    )

    document = document_of(story)
    assert (document.title, len(document.data["corrections"])) == ("新的标题", 1)
    assert record.revision == draft
    assert changes_of(story) == [("published", ""), ("updated", "correction")]


def test_a_refused_draft_takes_the_note_with_it(category: CategoryIndexPage) -> None:
    story = lake(category)
    page = NewsPage.objects.get(pk=story.pk)
    page.go_live_at = timezone.now() + dt.timedelta(days=1)
    draft = page.save_revision()

    with pytest.raises(RefusedError, match="定时"):
        issue(story, kind=Kind.CORRECTION, text=WORDS, user=chief(), revision=draft)

    assert not Correction.objects.exists()
    assert document_of(story).data["corrections"] == []


def test_a_locked_draft_is_not_published(category: CategoryIndexPage) -> None:
    story = lake(category)
    draft = draft_of(story, "新的标题")
    NewsPage.objects.filter(pk=story.pk).update(locked=True, locked_by=chief())

    with pytest.raises(RefusedError, match="锁定"):
        issue(story, kind=Kind.CORRECTION, text=WORDS, user=chief(), revision=draft)


def test_a_draft_story_has_no_readers_to_tell(category: CategoryIndexPage) -> None:
    story = NewsPageFactory(parent=category, live=False)

    with pytest.raises(RefusedError, match="不在网上"):
        issue(story, kind=Kind.CORRECTION, text=WORDS)


def test_the_newest_record_stands_first(category: CategoryIndexPage) -> None:
    story = corrected(category)

    issue(story, kind=Kind.CORRECTION, text="前一条更正有误，应为“四座”。")

    texts = [one["text"] for one in document_of(story).data["corrections"]]
    assert texts == ["前一条更正有误，应为“四座”。", WORDS]


def test_going_back_to_an_older_text_takes_nothing_back(
    category: CategoryIndexPage,
) -> None:
    story = lake(category)
    older = story.latest_revision
    draft = draft_of(story, "新的标题")
    issue(story, kind=Kind.CORRECTION, text=WORDS, revision=draft)

    older.publish()

    document = document_of(story)
    assert document.title == "一湖碧水怎样回来"
    assert len(document.data["corrections"]) == 1


def test_a_copy_is_another_story(category: CategoryIndexPage) -> None:
    story = NewsPage.objects.get(pk=corrected(category).pk)

    copy = story.copy(update_attrs={"slug": "copy"})

    assert not copy.corrections.exists()


@pytest.mark.parametrize("change", ["text = 'x'", "issued_at = now()", "page_id = 1"])
def test_the_database_keeps_what_was_said(
    category: CategoryIndexPage, change: str
) -> None:
    corrected(category)

    with (
        pytest.raises(IntegrityError, match="neither changed nor deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE news_correction SET {change}")  # noqa: S608


def test_the_database_lets_nobody_delete(category: CategoryIndexPage) -> None:
    corrected(category)

    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.all().delete()


def test_a_record_says_something(category: CategoryIndexPage) -> None:
    with (
        pytest.raises(IntegrityError, match="correction_says_something"),
        transaction.atomic(),
    ):
        Correction.objects.create(page=lake(category), kind=Kind.UPDATE, text="")


def test_a_removal_has_a_reason(category: CategoryIndexPage) -> None:
    corrected(category)

    with (
        pytest.raises(IntegrityError, match="correction_removed_with_reason"),
        transaction.atomic(),
    ):
        Correction.objects.update(removed_at=timezone.now())


def test_a_removed_record_stays_in_the_house(category: CategoryIndexPage) -> None:
    story = corrected(category)
    record = Correction.objects.get()

    remove(record, reason="发错了稿件", user=chief())

    assert document_of(story).data["corrections"] == []
    assert Correction.objects.get().removal_reason == "发错了稿件"
    assert changes_of(story)[-1] == ("updated", "")
    entry = PageLogEntry.objects.get(action="news.correction.removal")
    assert entry.data["reason"] == "发错了稿件"


def test_a_record_outlives_its_story(category: CategoryIndexPage) -> None:
    story = corrected(category)

    NewsPage.objects.get(pk=story.pk).delete()

    record = Correction.objects.get()
    assert (record.page_id, record.title) == (story.pk, story.title)
    remove(record, reason="稿件已删除")
    assert Correction.objects.get().is_removed


# Withdrawals.


def test_a_withdrawal_takes_the_story_offline(category: CategoryIndexPage) -> None:
    story = lake(category)

    withdraw(story, text=NOTICE, user=chief())

    assert not NewsPage.objects.get(pk=story.pk).live
    assert changes_of(story) == [("published", ""), ("withdrawn", "withdrawal")]
    actions = PageLogEntry.objects.filter(page=story.pk).values_list(
        "action", flat=True
    )
    assert {"news.correction.withdrawal", "wagtail.unpublish"} <= set(actions)


def test_a_lock_does_not_stop_a_withdrawal(category: CategoryIndexPage) -> None:
    story = lake(category)
    NewsPage.objects.filter(pk=story.pk).update(locked=True, locked_by=chief())

    withdraw(story, text=NOTICE, user=chief())

    assert not NewsPage.objects.get(pk=story.pk).live


def test_a_withdrawal_ends_a_planned_publishing(category: CategoryIndexPage) -> None:
    story = lake(category)
    page = NewsPage.objects.get(pk=story.pk)
    page.go_live_at = timezone.now() + dt.timedelta(days=1)
    page.save_revision().publish()

    withdraw(story, text=NOTICE)

    assert not page.revisions.exclude(approved_go_live_at=None).exists()


def test_nothing_publishes_a_withdrawn_story_without_a_note(
    category: CategoryIndexPage,
) -> None:
    story = withdrawn(category)

    with pytest.raises(Exception, match="已经撤稿"):
        draft_of(story, "新的标题").publish()

    assert not NewsPage.objects.get(pk=story.pk).live
    assert [each.code for each in objections(story, None)] == ["withdrawn"]


def test_a_story_is_published_again_with_a_note(category: CategoryIndexPage) -> None:
    story = withdrawn(category)
    draft = draft_of(story, "改正后的稿件")

    republish(story, text="事实已核实改正，重新发布。", revision=draft, user=chief())

    document = document_of(story)
    kinds = [one["kind"] for one in document.data["corrections"]]
    assert (document.title, kinds) == ("改正后的稿件", ["republication", "withdrawal"])
    assert changes_of(story)[-1] == ("published", "republication")
    draft_of(story, "以后照常发布").publish()


def test_a_story_is_withdrawn_once(category: CategoryIndexPage) -> None:
    with pytest.raises(RefusedError, match="已经撤稿"):
        withdraw(withdrawn(category), text=NOTICE)


def test_what_was_never_published_is_not_withdrawn(category: CategoryIndexPage) -> None:
    story = NewsPageFactory(parent=category, live=False)

    with pytest.raises(RefusedError, match="从来没有发布"):
        withdraw(story, text=NOTICE)


def test_only_a_withdrawn_story_is_published_again(category: CategoryIndexPage) -> None:
    story = lake(category)

    with pytest.raises(RefusedError, match="没有撤稿"):
        republish(story, text=NOTICE, revision=story.latest_revision)
