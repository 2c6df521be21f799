"""Pictures that come after their stories: a later run with `--media`."""

from pathlib import Path

import pytest

from news.importer.media import MediaLibrary
from news.importer.read import find_post_files
from news.importer.run import import_posts
from news.models import NewsImage, NewsPage
from news.published.models import PublishedDocument
from tests.importer.builders import (
    CODE,
    SENTENCE,
    ImportReport,
    count_rows,
    only_outcome,
    post_text,
    write_post,
)
from tests.importer.test_media import ADDRESS, picture, post, put

pytestmark = pytest.mark.django_db

NAME = f"posts/{CODE}.md"


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """The folder that `--media` names, with the picture."""
    put(tmp_path / "media", "yejian.jpg", picture())
    return tmp_path / "media"


def bring(
    folder: Path, media: Path | None = None, *, is_dry_run: bool = False
) -> ImportReport:
    """Import the posts of the test's folder."""
    report = ImportReport()
    files = find_post_files([folder / "posts"])
    import_posts(files, report, media=MediaLibrary(media), is_dry_run=is_dry_run)
    return report


def pictures_of(story: NewsPage) -> list[int | None]:
    """Return the keys of the pictures in a body."""
    return [
        block["value"]["image"]
        for block in story.body.raw_data
        if block["type"] == "image"
    ]


def test_pictures_come_with_a_later_run(tmp_path: Path, media: Path) -> None:
    post(tmp_path, ADDRESS, name=NAME)
    bring(tmp_path)
    before = pictures_of(NewsPage.objects.get())

    report = bring(tmp_path, media)

    assert before == [None]
    assert only_outcome(report) == "updated"
    image = NewsImage.objects.get()
    assert pictures_of(NewsPage.objects.get()) == [image.pk]
    assert str(image.pk) in PublishedDocument.objects.get(type="news.NewsPage").rest


def test_the_run_after_that_writes_nothing(tmp_path: Path, media: Path) -> None:
    post(tmp_path, ADDRESS, "https://x.cn/gone.jpg", name=NAME)
    bring(tmp_path)
    bring(tmp_path, media)
    before = count_rows()

    report = bring(tmp_path, media)

    assert only_outcome(report) == "unchanged"
    assert count_rows() == before


def test_a_dry_run_says_so_and_writes_nothing(tmp_path: Path, media: Path) -> None:
    post(tmp_path, ADDRESS, name=NAME)
    bring(tmp_path)
    before = count_rows()

    report = bring(tmp_path, media, is_dry_run=True)

    assert only_outcome(report) == "updated"
    assert count_rows() == before
    assert not NewsImage.objects.exists()


def test_a_story_that_an_editor_has_changed_is_reported(
    tmp_path: Path, media: Path
) -> None:
    post(tmp_path, ADDRESS, name=NAME)
    bring(tmp_path)
    story = NewsPage.objects.get()
    story.title = "编辑改过的题"
    story.save_revision().publish()

    report = bring(tmp_path, media)

    assert only_outcome(report) == "edited_since"
    assert pictures_of(NewsPage.objects.get()) == [None]
    assert not NewsImage.objects.exists()


def test_a_broken_picture_changes_nothing(tmp_path: Path, media: Path) -> None:
    put(media, "yejian.jpg", b"no picture")
    post(tmp_path, ADDRESS, name=NAME)
    bring(tmp_path)
    before = count_rows()

    report = bring(tmp_path, media)

    assert only_outcome(report) == "unchanged"
    assert count_rows() == before


def test_a_draft_gets_its_pictures_and_stays_a_draft(
    tmp_path: Path, media: Path
) -> None:
    body = f'<p>{SENTENCE}</p><img src="{ADDRESS}"><p>{SENTENCE}</p>'
    write_post(tmp_path, post_text(body, date="2024-13-45"), NAME)
    bring(tmp_path)

    reports = [bring(tmp_path, media), bring(tmp_path, media)]

    assert list(map(only_outcome, reports)) == ["draft", "unchanged"]
    story = NewsPage.objects.get()
    assert not story.live
    draft = story.get_latest_revision_as_object()
    assert pictures_of(draft) == [NewsImage.objects.get().pk]
