"""The admin's search finds imported stories once the worker has followed."""

from pathlib import Path

import pytest
from django.test import override_settings
from django_tasks_db.models import DBTaskResult
from modelsearch.backends.database.postgres.postgres import IndexEntry

from news.importer.entries import write_missing_entries
from news.models import NewsPage
from tests.importer.builders import SENTENCE, Import, post_text, write_post

pytestmark = pytest.mark.django_db

QUEUE = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "worker": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}


def _entries() -> dict[str, str]:
    stories = map(str, NewsPage.objects.values_list("pk", flat=True))
    entries = IndexEntry.objects.filter(object_id__in=list(stories))
    return dict(entries.values_list("object_id", "body_text"))


def test_what_has_no_entry_gets_one(tmp_path: Path, bring: Import) -> None:
    for number in range(3):
        write_post(tmp_path, post_text(code=f"NW{number}"), f"{number}.md")
    with override_settings(TASKS=QUEUE):
        bring()
    assert not _entries()

    assert write_missing_entries() == 3

    assert len(_entries()) == 3
    assert all(SENTENCE in text for text in _entries().values())
    assert NewsPage.objects.search(SENTENCE[:6]).count() == 3
    assert write_missing_entries() == 0


def test_an_import_queues_one_task(tmp_path: Path, bring: Import) -> None:
    write_post(tmp_path, post_text())

    with override_settings(TASKS=QUEUE):
        bring()

    (task,) = DBTaskResult.objects.all()
    assert task.task_path == "news.importer.entries.index_new_stories"


def test_a_run_that_has_nothing_to_do_queues_nothing(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text())
    bring()

    with override_settings(TASKS=QUEUE):
        bring()

    assert not DBTaskResult.objects.exists()


def test_what_a_killed_run_left_is_queued_by_the_next(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text())
    with override_settings(TASKS=QUEUE):
        bring()
        # Killed before it could queue anything.
        DBTaskResult.objects.all().delete()

        bring()

    assert DBTaskResult.objects.count() == 1


def test_an_entry_that_an_editor_has_made_is_left_alone(
    tmp_path: Path, bring: Import
) -> None:
    write_post(tmp_path, post_text())
    with override_settings(TASKS=QUEUE):
        bring()
    story = NewsPage.objects.get()
    IndexEntry.objects.create(
        content_type_id=story.content_type_id,
        object_id=str(story.pk),
        **dict.fromkeys(("title", "body", "autocomplete"), ""),
        body_text="as the editor saved it",
    )

    write_missing_entries()

    assert _entries() == {str(story.pk): "as the editor saved it"}
