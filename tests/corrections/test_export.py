"""Records on their way out with a story, and in again."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command

from news.corrections.issuing import issue, remove
from news.importer.export import export_stories, read_exported
from news.importer.notes import read_notes
from news.importer.write import write_record
from news.models import CategoryIndexPage, Correction, NewsPage, PublishedDocument
from tests.corrections.builders import WORDS, Kind, corrected, lake, withdrawn
from tests.factories import published_story

pytestmark = pytest.mark.django_db

LINES = "第一行：“引号”\n第二行: [x]、'y' \\ #"


def exported(story: NewsPage) -> str:
    """Return the export of a story."""
    [one] = export_stories(NewsPage.objects.filter(pk=story.pk))
    return one.text


def test_they_come_back_as_they_were(category: CategoryIndexPage) -> None:
    story = corrected(category, original_code="NW1")
    issue(story, kind=Kind.UPDATE, text=LINES)
    told = PublishedDocument.objects.get(page=story).data["corrections"]
    text = exported(story)
    NewsPage.objects.get(pk=story.pk).delete()

    _record, _outcome, page_id = write_record(read_exported(text))

    again = PublishedDocument.objects.get(pk=page_id).data["corrections"]
    assert [{**one, "id": 0} for one in again] == [{**one, "id": 0} for one in told]


def test_a_folder_of_stories_comes_back_with_them(
    tmp_path: Path, category: CategoryIndexPage
) -> None:
    corrected(category, original_code="NW1")
    published_story(parent=category, original_code="NW2")
    call_command("export_posts", str(tmp_path), verbosity=0)
    for page in NewsPage.objects.all():
        page.delete()

    call_command("import_posts", str(tmp_path), verbosity=0)

    told = {
        document.data["original_code"]: len(document.data["corrections"])
        for document in PublishedDocument.objects.stories()
    }
    assert told == {"NW1": 1, "NW2": 0}


def test_a_second_import_adds_nothing(category: CategoryIndexPage) -> None:
    story = corrected(category, original_code="NW1")
    record = read_exported(exported(story))
    NewsPage.objects.get(pk=story.pk).delete()
    write_record(record)
    before = Correction.objects.count()

    write_record(record)

    assert Correction.objects.count() == before


def test_a_withdrawn_story_comes_back_as_a_draft_that_is_withdrawn(
    category: CategoryIndexPage,
) -> None:
    record = read_exported(exported(withdrawn(category, shows_title=False)))

    assert record.is_draft
    [note] = record.notes
    assert (note.kind, note.shows_title) == ("withdrawal", False)


def test_what_was_removed_stays_behind(category: CategoryIndexPage) -> None:
    story = corrected(category)
    remove(Correction.objects.get(), reason="发错了")

    assert WORDS not in exported(story)


def test_the_digest_of_other_stories_stays_as_it_was(
    category: CategoryIndexPage,
) -> None:
    story = lake(category)
    before = read_exported(exported(story)).fingerprint

    issue(story, kind=Kind.CORRECTION, text=WORDS)

    assert read_exported(exported(story)).fingerprint != before


@pytest.mark.parametrize(
    "line", ["", "correction", "correction x y", "joke 2026-01-01T00:00:00+08:00 y"]
)
def test_what_is_no_record_is_left_out(line: str) -> None:
    good = "update 2026-01-01T00:00:00+00:00 词语"

    [note] = read_notes([line, good])

    assert note == ("update", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "词语", True)
