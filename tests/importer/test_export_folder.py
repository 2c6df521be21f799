"""Folders of exported stories, and the way back."""

import json
import os
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from news.importer.export import find_exported
from news.importer.find import find_post_files
from news.importer.media import MediaLibrary
from news.importer.record import PostRecord, read_record
from news.models import NewsImage, NewsPage
from tests.factories.media import NewsImageFactory
from tests.factories.pages import CategoryIndexPageFactory, published_story
from tests.importer.builders import SAMPLES
from tests.importer.test_export import make_page, said_by

pytestmark = pytest.mark.django_db


def export(folder: Path, **options: str) -> list[str]:
    """Export, and return the files that there are now."""
    call_command("export_posts", str(folder), **options, verbosity=0)
    return names_in(folder)


def names_in(folder: Path) -> list[str]:
    """Return the names of all visible files below a folder."""
    files = (path for path in folder.rglob("[!.]*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)


def read_all(folder: Path) -> list[PostRecord]:
    """Return the records of all posts of a folder."""
    return [read_record(file) for file in find_post_files([folder])]


def sample_stories() -> list[PostRecord]:
    """Make pages of all samples, and return their records."""
    records = read_all(SAMPLES)
    for record in records:
        make_page(
            {**said_by(record), "title": record.title, "summary": record.summary}
            | dict.fromkeys(("kicker", "subtitle", "original_author", "seo_title"), "")
            | {"search_description": "", "stream": record.stream_value()}
        )
    return records


def test_every_sample_comes_back(tmp_path: Path) -> None:
    records = {record.title: record for record in sample_stories()}

    export(tmp_path / "out")
    back = {record.title: record for record in read_all(tmp_path / "out")}

    assert back.keys() == records.keys()
    for title, record in back.items():
        assert record.stream_value() == records[title].stream_value()
        assert record.byline == records[title].byline
        assert record.problems == ()


def test_an_exported_story_is_recognised(tmp_path: Path) -> None:
    page = published_story(title="一湖碧水")
    export(tmp_path / "out")
    (record,) = read_all(tmp_path / "out")

    found = find_exported([record])

    assert found == {str(page.translation_key): True}


def test_a_story_that_was_changed_since_is_recognised_as_such(tmp_path: Path) -> None:
    page = published_story(title="一湖碧水")
    export(tmp_path / "out")
    NewsPage.objects.filter(pk=page.pk).update(kicker="新引题")

    found = find_exported(read_all(tmp_path / "out"))

    assert list(found.values()) == [False]


def test_files_are_named_by_category_year_date_and_code(tmp_path: Path) -> None:
    category = CategoryIndexPageFactory(slug="linhuribao", live=True)
    published_story(
        parent=category, original_code="NW1", published_at="2024-04-08T18:30:00Z"
    )
    page = published_story(
        parent=category, slug="spring", published_at="2024-04-08T08:30:00Z"
    )

    assert export(tmp_path / "out") == [
        f"linhuribao/2024/2024-04-08-spring~{page.pk}.html",
        "linhuribao/2024/2024-04-09-NW1.html",
    ]


def test_a_draft_stays_one(tmp_path: Path) -> None:
    page = published_story(title="一湖碧水")
    page.unpublish()

    export(tmp_path / "out")

    (record,) = read_all(tmp_path / "out")
    assert record.is_draft
    assert record.problems == ("marked_as_draft",)


def test_what_only_some_may_read_does_not_come_back_public(tmp_path: Path) -> None:
    page = published_story(title="一湖碧水")
    page.get_parent().view_restrictions.create(restriction_type="login")

    export(tmp_path / "out")

    (record,) = read_all(tmp_path / "out")
    assert record.is_draft


def test_pictures_go_along_and_come_back(tmp_path: Path) -> None:
    image = NewsImageFactory()
    value = {
        "image": image.pk,
        "address": "https://img.example.cn/a.jpg",
        "caption": "清晨",
        "credit": "",
        "alt": "湖",
    }
    published_story(
        lead_image=image, body=json.dumps([{"type": "image", "value": value}])
    )

    names = export(tmp_path / "out")
    (record,) = MediaLibrary().place(read_all(tmp_path / "out"))

    assert sum(name.startswith("media/") for name in names) == 1
    assert record.problems == ()
    assert record.blocks[0].value == value
    assert record.lead_image is not None
    assert record.lead_image.image == image.pk


def test_pictures_come_into_another_library(tmp_path: Path) -> None:
    image = NewsImageFactory()
    body = json.dumps([{"type": "image", "value": {"image": image.pk}}])
    published_story(body=body)
    export(tmp_path / "out")
    (tmp_path / "out/media").rename(tmp_path / "media")
    NewsImage.objects.all().delete()

    (record,) = MediaLibrary(tmp_path / "media").place(read_all(tmp_path / "out"))

    assert record.blocks[0].value["image"] == NewsImage.objects.get().pk


def test_a_picture_without_a_file_is_reported(tmp_path: Path) -> None:
    image = NewsImageFactory()
    published_story(body=json.dumps([{"type": "image", "value": {"image": image.pk}}]))
    image.file.storage.delete(image.file.name)

    export(tmp_path / "out")
    NewsImage.objects.all().delete()
    (record,) = MediaLibrary().place(read_all(tmp_path / "out"))

    assert [problem.partition(":")[0] for problem in record.problems] == [
        "missing_media"
    ]


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")

    with pytest.raises(CommandError, match="is not empty and no earlier export"):
        export(tmp_path)

    assert names_in(tmp_path) == ["mine.txt"]


def test_an_earlier_export_is_brought_up_to_date(tmp_path: Path) -> None:
    gone, kept = published_story(), published_story()
    export(tmp_path)
    before = {path: path.stat().st_ino for path in tmp_path.rglob("*.html")}
    (tmp_path / ".old.html.partial").write_text("x")
    _age(tmp_path)
    gone.delete()

    export(tmp_path)

    after = {path: path.stat().st_ino for path in tmp_path.rglob("*.html")}
    assert len(after) == 1
    assert after.items() <= before.items()
    assert f"~{kept.pk}.html" in str(*after)
    assert not (tmp_path / ".old.html.partial").exists()


def test_a_file_server_behind_our_clock_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published_story()
    ahead = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: ahead)

    assert len(export(tmp_path)) == 1


def test_a_part_of_the_stories_removes_nothing(tmp_path: Path) -> None:
    category = CategoryIndexPageFactory(slug="linhuribao", live=True)
    published_story(parent=category, published_at="2024-04-08T18:30:00Z")
    published_story(published_at="2023-04-08T18:30:00Z")
    everything = export(tmp_path)
    _age(tmp_path)

    assert export(tmp_path, category="linhuribao") == everything
    assert export(tmp_path, since="2024-04-09") == everything
    assert len(export(tmp_path.with_name("since"), since="2024-04-09")) == 1
    assert len(export(tmp_path.with_name("in"), category="linhuribao")) == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"since": "gestern"}, "is no date"),
        ({"since": "2024-02-30"}, "is no date"),
        ({"category": "absent"}, "No category"),
    ],
)
def test_a_wrong_option_is_named(
    tmp_path: Path, options: dict[str, str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        export(tmp_path, **options)


def _age(folder: Path) -> None:
    """Let the files of a folder be from yesterday."""
    for path in folder.rglob("*"):
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 86_400))


def bring_back(folder: Path) -> dict[str, str]:
    """Import an export, and return what became of its files."""
    report = folder.with_name("report.json")
    call_command("import_posts", str(folder), report=report, verbosity=0)
    entries = json.loads(report.read_text(encoding="utf-8"))
    return {name: entry["outcome"] for name, entry in entries.items()}


def test_an_export_of_this_site_changes_nothing(tmp_path: Path) -> None:
    sample_stories()
    published_story(title="没有编号")
    export(tmp_path / "out")
    before = list(NewsPage.objects.order_by("pk").values())

    outcomes = bring_back(tmp_path / "out")

    assert set(outcomes.values()) == {"unchanged"}
    assert list(NewsPage.objects.order_by("pk").values()) == before


def test_another_site_gets_the_same_stories(tmp_path: Path) -> None:
    image = NewsImageFactory()
    value = {"image": image.pk, "caption": "清晨"}
    page = published_story(
        title="没有编号",
        kicker="引题",
        seo_title="给搜索引擎",
        lead_image=image,
        byline=["张三"],
        body=json.dumps([{"type": "image", "value": value, "id": str(uuid4())}]),
    )
    export(tmp_path / "out")
    text = next((tmp_path / "out").rglob("*.html")).read_text(encoding="utf-8")
    page.delete()

    outcomes = bring_back(tmp_path / "out")
    export(tmp_path / "again")

    again = next((tmp_path / "again").rglob("*.html")).read_text(encoding="utf-8")
    assert set(outcomes.values()) == {"created"}
    assert again == text


def test_a_story_that_was_edited_since_is_not_overwritten(tmp_path: Path) -> None:
    page = published_story(title="没有编号")
    export(tmp_path / "out")
    page.title = "改过的标题"
    page.save_revision().publish()

    assert set(bring_back(tmp_path / "out").values()) == {"edited_since"}
    assert NewsPage.objects.get().title == "改过的标题"
