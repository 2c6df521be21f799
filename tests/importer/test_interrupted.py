"""An import that is killed goes on where it was: a real process, a real SIGKILL."""

import signal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail.models import Page

from news.importer.run import BATCH
from news.models import NewsPage
from news.published.refresh import find_difference
from tests.benchmarks.archive import write_archive
from tests.benchmarks.checksum import checksum_of_documents
from tests.benchmarks.killing import kill_after
from tests.importer.builders import Import

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

# The first commits are those of categories. Until a signal arrives, the batch after
# the one that it answers may be committed as well.
KILLED_AT = (0, 0, 1)
POSTS = 3 * BATCH


def _start_again() -> None:
    """Put the database back to what the migrations made."""
    call_command(
        "flush",
        interactive=False,
        verbosity=0,
        inhibit_post_migrate=True,
        # The rows put back bring their ids: numbers counted from 1 would meet them.
        reset_sequences=False,
    )
    contents = connection._test_serialized_contents
    connection.creation.deserialize_db_from_string(contents)


def test_an_import_that_was_killed_ends_as_one_that_was_not(
    tmp_path: Path, bring: Import
) -> None:
    write_archive(tmp_path, POSTS)
    bring()
    expected = checksum_of_documents()
    _start_again()

    killed = [kill_after(stories, tmp_path) for stories in KILLED_AT]
    before_last = NewsPage.objects.count()
    bring()

    assert killed == [-signal.SIGKILL] * len(KILLED_AT)
    assert 0 < before_last < POSTS
    assert NewsPage.objects.count() == POSTS
    assert checksum_of_documents() == expected
    assert not any(Page.find_problems())
    assert not find_difference(list(Page.objects.values_list("pk", flat=True)))
