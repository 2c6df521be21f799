"""Stories that come by the thousand are counted too: imported, or there before."""

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from news.models import CategoryIndexPage, NewsPage, PublishedDocument
from tests.factories import NewsPageFactory
from tests.importer.builders import post_text, write_post

pytestmark = pytest.mark.django_db


def counts() -> list[int]:
    """Return the counts that the database has."""
    return list(NewsPage.objects.values_list("character_count", flat=True))


def test_an_imported_story_is_counted(tmp_path: Path) -> None:
    write_post(tmp_path, post_text(code="NW1"), "1.md")

    call_command("import_posts", tmp_path, verbosity=0)

    [story] = NewsPage.objects.all()
    written = story.character_count
    document = PublishedDocument.objects.get(page=story)
    story.save()
    assert written == story.character_count > 0
    assert document.data["character_count"] == written
    assert story.latest_revision.content["character_count"] == written


def test_the_migration_counts_what_is_there(category: CategoryIndexPage) -> None:
    migration = import_module("news.migrations.0013_counts")
    for _number in range(3):
        NewsPageFactory(parent=category)
    before = counts()
    NewsPage.objects.update(character_count=0)

    migration.count_stories(apps, SimpleNamespace(connection=connection))

    assert 0 not in before
    assert counts() == before
