"""manage.py rebuild_search."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from search.index import count
from search.storage import rebuilding
from tests.factories import published_story

pytestmark = pytest.mark.django_db


def test_the_command_builds_the_index() -> None:
    published_story()
    output = io.StringIO()

    call_command("rebuild_search", stdout=output, stderr=io.StringIO())

    assert output.getvalue() == "indexed 1 stories\n"
    assert count() == 1


def test_a_rebuild_at_the_same_time_is_refused(index_root: Path) -> None:
    with (
        rebuilding(index_root),
        pytest.raises(CommandError, match="another process is rebuilding"),
    ):
        call_command("rebuild_search", stderr=io.StringIO())
